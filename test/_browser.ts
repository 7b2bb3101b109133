import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

const PROGRAMS = [
  'google-chrome',
  'google-chrome-stable',
  'chromium',
  'chromium-browser',
  'chrome',
];

/** What a headless Chromium needs in a container, and what keeps it from calling home. */
export const BROWSER_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Replaces Playwright's own list, so its entries that keep the browser from calling home are here
  // too. The first one is Chrome asking its maker what the fields of a form mean. The last two load two
  // pages of the browser's own with every window, which no headless one shows: an eighth of the time.
  `--disable-features=${[
    'AutofillServerCommunication',
    'AimEnabled',
    'HttpsFirstBalancedModeAutoEnable',
    'HttpsUpgrades',
    'MediaRouter',
    'NetworkTimeServiceQuerying',
    'OptimizationHints',
    'PaintHolding',
    'PreconnectToSearch',
    'WebUIOmniboxAimPopup',
    'WebUIOmniboxPopup',
  ].join(',')}`,
];

/** The path of an installed Chrome or Chromium: CHROME_PATH, PATH, usual places, Playwright's cache. */
export function findBrowser(): string | null {
  return (
    [process.env.CHROME_PATH ?? '', ...onPath(), ...usualPlaces(), ...playwrightCache()].find(
      (path) => path !== '' && existsSync(path),
    ) ?? null
  );
}

function onPath(): string[] {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const ends = process.platform === 'win32' ? ['.exe'] : [''];
  return PROGRAMS.flatMap((name) =>
    folders.flatMap((folder) => ends.map((end) => join(folder, name + end))),
  );
}

function usualPlaces(): string[] {
  if (process.platform === 'darwin') {
    return ['/Applications', join(homedir(), 'Applications')].flatMap((folder) => [
      `${folder}/Google Chrome.app/Contents/MacOS/Google Chrome`,
      `${folder}/Chromium.app/Contents/MacOS/Chromium`,
    ]);
  }
  if (process.platform === 'win32') {
    const roots = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].map(
      (name) => process.env[name],
    );
    return roots
      .filter((root) => root !== undefined)
      .flatMap((root) => [
        join(root, 'Google/Chrome/Application/chrome.exe'),
        join(root, 'Chromium/Application/chrome.exe'),
      ]);
  }
  return ['/opt/google/chrome/chrome', '/snap/bin/chromium'];
}

/** `chromium-1234/chrome-linux64/chrome` and its likes, the newest first. */
function playwrightCache(): string[] {
  const root =
    process.env.PLAYWRIGHT_BROWSERS_PATH ??
    {
      darwin: join(homedir(), 'Library/Caches/ms-playwright'),
      win32: join(process.env.LOCALAPPDATA ?? homedir(), 'ms-playwright'),
    }[process.platform as string] ??
    join(homedir(), '.cache/ms-playwright');
  if (!existsSync(root)) return [];
  const builds = readdirSync(root)
    .filter((name) => /^chromium-\d+$/.test(name))
    .sort((a, b) => Number(b.slice(9)) - Number(a.slice(9)));
  return builds.flatMap((build) => [
    join(root, build, 'chrome-linux64/chrome'),
    join(root, build, 'chrome-linux/chrome'),
    join(root, build, 'chrome-mac/Chromium.app/Contents/MacOS/Chromium'),
    join(
      root,
      build,
      'chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
    ),
    join(root, build, 'chrome-win/chrome.exe'),
    join(root, build, 'chrome-win64/chrome.exe'),
  ]);
}

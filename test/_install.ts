import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findBrowser } from './_browser.ts';
import { hasTool, type Tool } from './_tools.ts';

const PACKAGES: Record<Tool, string> = {
  openssl: 'openssl',
  certtool: 'gnutls-bin',
  keytool: 'default-jre-headless',
  curl: 'curl',
  'python3-cryptography': 'python3-cryptography',
  'python3-icalendar': 'python3-icalendar',
  libargon2: 'libargon2-1',
  nginx: 'nginx-light',
  caddy: 'caddy',
};

/** The serif, sans and mono that the styles name on Linux; a fresh Debian has none. */
const FONTS = ['fonts-liberation', 'fonts-urw-base35'];

export interface Found {
  browser: string | null;
  missing: Tool[];
}

/**
 * Gets what the checks need and says what it does. A browser is always got; the checkers only on
 * CI, where none may be skipped. On Debian as root the distribution's package comes first, because
 * it brings the libraries that Playwright's own download expects to find.
 */
export function provide(options: { ci: boolean; say: (line: string) => void }): Found {
  const { ci, say } = options;
  const root = process.getuid?.() === 0;
  // Elsewhere than on CI nobody is made root unasked.
  const sudo = !root && ci && spawnSync('sudo', ['-n', 'true']).status === 0;
  const debian = existsSync('/etc/debian_version') && (root || sudo);
  const missing = (Object.keys(PACKAGES) as Tool[]).filter((tool) => !hasTool(tool));

  if (debian) {
    const wanted = ci ? missing.map((tool) => PACKAGES[tool]) : [];
    if (findBrowser() === null) wanted.push('chromium', ...FONTS);
    if (wanted.length > 0) apt(sudo ? ['sudo', '-n', 'apt-get'] : ['apt-get'], wanted, say);
  }
  if (findBrowser() === null) {
    say('no Chrome or Chromium here: npx playwright install chromium');
    spawnSync('npx', ['playwright', 'install', 'chromium'], {
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
  }
  return { browser: findBrowser(), missing: missing.filter((tool) => !hasTool(tool)) };
}

function apt(
  command: readonly [string, ...string[]],
  packages: readonly string[],
  say: (line: string) => void,
): void {
  say(`${command.join(' ')} install ${packages.join(' ')}`);
  const [program, ...before] = command;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [
    ['-qq', 'update'],
    ['-qq', 'install', '-y', '--no-install-recommends', ...packages],
  ]) {
    spawnSync(program, [...before, ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  }
}

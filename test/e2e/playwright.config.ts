import { defineConfig, devices } from '@playwright/test';
import { BROWSER_FLAGS, findBrowser } from '../_browser.ts';

const executablePath = findBrowser();
if (executablePath === null) {
  throw new Error('no Chrome or Chromium found: install one, or set CHROME_PATH to its program');
}

export default defineConfig({
  testDir: '.',
  testMatch: '*.journey.ts',
  outputDir: '../../test-results/journeys',
  globalSetup: './_build.ts',
  fullyParallel: true,
  workers: 2,
  forbidOnly: Boolean(process.env.CI),
  // A journey makes real keys: RSA 4096 takes up to five seconds, longer on a busy machine.
  timeout: 90_000,
  expect: { timeout: 20_000 },
  reporter: [['list'], ['json', { outputFile: '../../test-results/journeys.json' }]],
  use: {
    ...devices['Desktop Chrome'],
    launchOptions: { executablePath, args: BROWSER_FLAGS },
    // The stand-ins of _wire.ts have certificates of their own.
    ignoreHTTPSErrors: true,
    acceptDownloads: true,
    screenshot: 'only-on-failure',
  },
});

/**
 * What every journey gets: the production build served as it will be hosted, an empty profile, a
 * network that is written down, and a page that may not complain.
 */
import { expect, test as base } from '@playwright/test';
import { serve, type Served } from '../../src/host/start.ts';
import { startWire, type Wire } from './_wire.ts';

export { expect } from '@playwright/test';

export interface Watch {
  /**
   * Expects a console message that a test provokes on purpose, such as the browser's own line about
   * a refused answer. One that does not come fails the test as an unexpected one does.
   */
  expects(pattern: RegExp): void;
}

interface Fixtures {
  wire: Wire;
  watch: Watch;
  /**
   * Whether the page keeps itself for work offline. Where no claim is about that, a fifth of a journey
   * is spared without: `test.use({ kept: false })`.
   */
  kept: boolean;
  /** The app's own address, which `page.goto('./')` opens. */
  app: Served;
}

export const test = base.extend<Omit<Fixtures, 'app'>, Pick<Fixtures, 'app'>>({
  app: [
    async ({}, use) => {
      const app = await serve({ port: 0, practicePort: 0 });
      await use(app);
      await app.close();
    },
    { scope: 'worker' },
  ],

  wire: async ({}, use) => {
    const wire = await startWire();
    await use(wire);
    await wire.close();
  },

  kept: [true, { option: true }],

  context: async ({ context, kept }, use) => {
    if (!kept) {
      await context.addInitScript(() => {
        // No page has one that is not of a secure origin: about:blank.
        if (!('ServiceWorkerContainer' in window)) return;
        ServiceWorkerContainer.prototype.register = () => new Promise(() => {});
      });
    }
    await use(context);
  },

  baseURL: async ({ app }, use) => use(`${app.app}/`),
  proxy: async ({ wire }, use) => use({ server: wire.url, bypass: '<-loopback>' }),

  watch: [
    async ({ context, wire }, use) => {
      const complaints: string[] = [];
      const expected: RegExp[] = [];
      context.on('console', (message) => {
        if (!/^(error|warning)$/.test(message.type())) return;
        complaints.push(`console ${message.type()}: ${message.text()} (${message.location().url})`);
      });
      context.on('weberror', (error) => complaints.push(`uncaught: ${error.error().message}`));
      await use({ expects: (pattern) => void expected.push(pattern) });

      // Reports of violations inside a worker arrive a moment after the violation.
      await new Promise((resolve) => setTimeout(resolve, 100));
      complaints.push(...wire.violations.map((text) => `policy violation: ${text}`));
      const unexpected = complaints.filter((text) => !expected.some((one) => one.test(text)));
      expect(unexpected, 'the page complained').toEqual([]);
      const missing = expected.filter((one) => !complaints.some((text) => one.test(text)));
      expect(missing, 'a complaint that was expected did not come').toEqual([]);
    },
    { auto: true },
  ],
});

/** The hosts that something was sent to, each once. */
export function hostsOf(wire: Wire): string[] {
  return [...new Set(wire.sent.map(({ host }) => host))].sort();
}

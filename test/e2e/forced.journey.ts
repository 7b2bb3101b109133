/** With colours of the reader's own, what stands on a ground of ours must still be seen. */
import type { Locator, Page } from '@playwright/test';
import { button, goTo, NAMES, newConnection, readyForToken, the } from './_do.ts';
import { expect, test } from './_fixtures.ts';

/** WCAG 2.2, 1.4.3 and 1.4.11. */
const TEXT = 4.5;
const SIGN = 3;

for (const colorScheme of ['light', 'dark'] as const) {
  test(`in forced colours, ${colorScheme}, nothing disappears into its ground`, async ({
    page,
  }) => {
    await page.emulateMedia({ forcedColors: 'active', colorScheme, reducedMotion: 'reduce' });
    await page.goto('./');
    expect(await contrast(button(page, NAMES.home.create))).toBeGreaterThan(TEXT);
    expect(await contrast(page.locator('main svg[role=img] text.on').first())).toBeGreaterThan(
      TEXT,
    );

    await newConnection(page);
    expect(await contrast(button(page, NAMES.key.generate))).toBeGreaterThan(TEXT);
    const steps = the(page, 'navigation', NAMES.frame.steps);
    expect(await contrast(steps.locator('[aria-current=step] > span').first())).toBeGreaterThan(
      TEXT,
    );

    await goTo(page, 'app');
    const tick = the(page, 'group', NAMES.app.phaseA).getByRole('checkbox').first();
    await tick.check();
    expect(await contrast(tick)).toBeGreaterThan(SIGN);
  });

  test(`in forced colours, ${colorScheme}, the numbers of what to do are seen`, async ({
    page,
    wire,
    watch,
  }) => {
    watch.expects(/status of 400/);
    const answer = {
      error: 'invalid_grant',
      error_description: "user hasn't approved this consumer",
    };
    const headers = { 'access-control-allow-origin': '*' };
    wire.standIn('acme.my.salesforce.com', () => Response.json(answer, { status: 400, headers }));
    await page.emulateMedia({ forcedColors: 'active', colorScheme, reducedMotion: 'reduce' });
    await readyForToken(page, 'https://acme.my.salesforce.com');
    await button(page, NAMES.token.get).click();
    const disc = the(page, 'region', NAMES.token.result).locator('li > span').first();
    expect(await contrast(disc)).toBeGreaterThan(TEXT);
    const done = the(page, 'navigation', NAMES.frame.steps).getByRole('link').first();
    expect(await contrast(done.locator('span').first())).toBeGreaterThan(SIGN);
  });
}

/**
 * The highest contrast against the commonest colour where the words are drawn, or in the middle of what
 * has no words: 1 where only the ground is to be seen.
 */
async function contrast(part: Locator): Promise<number> {
  await part.scrollIntoViewIfNeeded();
  const page = part.page();
  await page.mouse.move(0, 0);
  const clip = await part.evaluate((element) => {
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    let words: Node | null = null;
    while (texts.nextNode()) {
      if (texts.currentNode.textContent?.trim()) words = texts.currentNode;
    }
    const range = document.createRange();
    if (words) range.selectNodeContents(words);
    const { x, y, width, height } = (words ? range : element).getBoundingClientRect();
    // Of words the very edge is left out, of a sign its frame.
    const [across, down] = words ? [1, 1] : [width * 0.2, height * 0.2];
    return { x: x + across, y: y + down, width: width - 2 * across, height: height - 2 * down };
  });
  const png = (await page.screenshot({ clip })).toString('base64');
  return measure(await page.context().newPage(), png);
}

/** A page without our policy reads the picture. */
async function measure(page: Page, png: string): Promise<number> {
  const ratio = await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const { width, height } = picture;
    const context = new OffscreenCanvas(width, height).getContext('2d');
    if (!context) throw new Error('no canvas');
    context.drawImage(picture, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    const counts = new Map<string, number>();
    for (let at = 0; at < data.length; at += 4) {
      const colour = data.slice(at, at + 3).join();
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
    const luminance = (colour: string) => {
      const [red = 0, green = 0, blue = 0] = colour.split(',').map((part) => {
        const share = Number(part) / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const [ground = ''] = [...counts].sort(([, a], [, b]) => b - a)[0] ?? [];
    const under = luminance(ground);
    return Math.max(
      ...[...counts.keys()].map((colour) => {
        const over = luminance(colour);
        return (Math.max(under, over) + 0.05) / (Math.min(under, over) + 0.05);
      }),
    );
  }, png);
  await page.close();
  return ratio;
}

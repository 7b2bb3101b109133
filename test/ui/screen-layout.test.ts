import { expect, test } from 'vitest';
import { fillIn, guideValues } from '../../src/ui/state/guide-choices.ts';
import { labelsOf, legendOf } from '../../src/ui/state/setup-screen.ts';
import { SETUP_SCREENS } from '../../src/ui/state/setup-screens.ts';
import type { Shape } from '../../src/ui/steps/app/drawing-pen.ts';
import { layoutScreen } from '../../src/ui/steps/app/screen-layout.ts';
import { widthOf } from '../../src/ui/steps/app/text-width.ts';
import { connection } from './_connection.ts';

const values = guideValues(
  connection({
    name: 'A name that goes on for longer than any drawing of Setup is wide, and then some more',
    username: `${'deploy'.repeat(12)}@acme.example.uat`,
  }),
  'https://a-rather-long-name-of-a-page.keybearer.example:8443',
);
const fill = (text: string) => fillIn(text, values);
const WIDTHS = [240, 262, 288, 328, 459, 460, 512, 592, 672];
const CASES = Object.entries(SETUP_SCREENS).flatMap(([id, screen]) =>
  WIDTHS.map((width) => ({ id, width, screen })),
);
const textsOf = (shapes: readonly Shape[]) =>
  shapes.filter((shape) => shape.kind === 'text').map(({ lines }) => lines.join(' '));

test.each(CASES)('$id, $width wide, shows every label whole', ({ screen, width }) => {
  const texts = textsOf(layoutScreen(screen, width, fill).shapes);
  const menu = width >= 460 || screen.find.does !== undefined;
  const labels = labelsOf(screen).filter((label) => menu || label !== screen.item.label);
  expect(texts).toEqual(expect.arrayContaining(labels));
});

test.each(CASES)('$id, $width wide, stays inside its frame', ({ screen, width }) => {
  const { shapes, height } = layoutScreen(screen, width, fill);
  for (const shape of shapes) {
    if (shape.kind === 'box') {
      expect(shape.x).toBeGreaterThanOrEqual(0);
      expect(shape.x + shape.width).toBeLessThanOrEqual(width);
      expect(shape.y + shape.height).toBeLessThanOrEqual(height);
    } else if (shape.kind === 'disc') {
      expect(shape.x).toBeGreaterThanOrEqual(9);
      expect(shape.y + 11).toBeLessThanOrEqual(height);
    } else if (shape.kind === 'text') {
      const face = shape.tone === 'hand' ? 'mono' : 'bold';
      for (const line of shape.lines) {
        expect(shape.x + widthOf(line, 13, face), line).toBeLessThanOrEqual(width);
      }
      expect(shape.y + (shape.lines.length - 1) * 18).toBeLessThanOrEqual(height);
    }
  }
});

test.each(CASES)('$id, $width wide, numbers what its legend says', ({ screen, width }) => {
  const { shapes } = layoutScreen(screen, width, fill);
  const numbers = shapes.filter((shape) => shape.kind === 'disc').map(({ number }) => number);
  expect(numbers).toEqual(legendOf(screen).map((_, at) => at + 1));
});

/** The error texts that people paste: how often the first cause is the right one, part by part. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { explainText } from '../../src/doctor/failures.ts';

interface Entry {
  file: string;
  causes: string[];
}

const ROOT = new URL('../vectors/errors/', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8');
const PARTS = ['open', 'apart'].filter((part) => existsSync(new URL(`${part}.json`, ROOT)));

describe.each(PARTS)('%s', (part) => {
  const entries = JSON.parse(read(`${part}.json`)) as Entry[];
  const found = entries.map(({ file, causes }) => ({
    file,
    causes,
    first: explainText(read(`${part}/${file}`))[0]?.code ?? 'none',
  }));
  const ours = found.filter(({ causes }) => causes.length > 0);

  test('the first cause is right in at least 95 of 100 texts', () => {
    const wrong = ours.filter(({ causes, first }) => !causes.includes(first));
    // The part set apart is measured without being looked at.
    const shown = part === 'open' ? wrong : `${wrong.length} of ${ours.length}`;
    expect(wrong.length / ours.length, JSON.stringify(shown, null, 1)).toBeLessThanOrEqual(0.05);
  });

  test('a text of another program is none that we know', () => {
    const others = found.filter(({ causes }) => causes.length === 0);
    const known = others.filter(({ first }) => first !== 'none');
    expect(others.length).toBeGreaterThan(0);
    expect(part === 'open' ? known : known.length).toEqual(part === 'open' ? [] : 0);
  });
});

test('there are 120 texts of ours or more', () => {
  const all = PARTS.flatMap((part) => JSON.parse(read(`${part}.json`)) as Entry[]);
  expect(all.filter(({ causes }) => causes.length > 0).length).toBeGreaterThanOrEqual(120);
});

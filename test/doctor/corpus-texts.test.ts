import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { FAILURES } from '../../src/doctor/failures.ts';

interface Entry {
  file: string;
  causes: string[];
  row?: number | string;
  shape: string;
  shaped: boolean;
  source: string;
  note?: string;
}

const ROOT = new URL('../vectors/errors/', import.meta.url);
const PARTS = ['open', 'apart'];
const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8');
const entriesOf = (part: string) => JSON.parse(read(`${part}.json`)) as Entry[];
const KNOWN = new Set(FAILURES.map(({ id }) => id));

/** Domains of nobody: reserved ones, our usual company, and what tools print that looks like one. */
const MADE_UP = /^(?:example\.|acme\.|agency\.gov|playful-otter\.example|github\.com)/i;

describe.each(PARTS)('%s', (part) => {
  const entries = entriesOf(part);

  test('lists each file of its folder once, and no other', () => {
    const listed = entries.map(({ file }) => file);
    expect(new Set(listed).size).toBe(listed.length);
    expect([...listed].sort()).toEqual(readdirSync(new URL(part, ROOT)).sort());
  });

  test('expects at most two causes of a text, each of them known', () => {
    for (const { file, causes } of entries) {
      expect(causes.length, file).toBeLessThanOrEqual(2);
      expect(new Set(causes).size, file).toBe(causes.length);
      for (const cause of causes) expect(KNOWN.has(cause), cause).toBe(true);
    }
  });

  test('says of each text where it comes from, and what it was pasted from', () => {
    for (const { file, shape, source } of entries) {
      expect(shape, file).toMatch(/^[a-z-]+$/);
      expect(source, file).toMatch(/^(?:https:\/\/\S+|[a-z-]+\.md \d)/);
    }
  });

  test('holds texts of 1 to 60 lines', () => {
    for (const { file } of entries) {
      const text = read(`${part}/${file}`);
      expect(text.trim(), file).not.toBe('');
      expect(text.trimEnd().split('\n').length, file).toBeLessThanOrEqual(60);
    }
  });

  test('holds nothing that looks like somebody’s secret, address or name', () => {
    for (const { file } of entries) {
      const text = read(`${part}/${file}`);
      expect(text, file).not.toMatch(/00D[A-Za-z0-9]{12,15}!/);
      expect(text, file).not.toMatch(/5Aep[A-Za-z0-9._]{20}|eyJ[\w-]{40}|PRIVATE KEY-----\s*MII/);
      for (const [key] of text.matchAll(/3MVG9[\w.]{20,}/g)) expect(key, file).toContain('MadeUp');
      for (const [, domain] of text.matchAll(/[\w.+-]+@([a-z0-9-]+\.[a-z.]+)/gi)) {
        expect(domain, file).toMatch(MADE_UP);
      }
    }
  });
});

test('no text is in both parts', () => {
  const [open, apart] = PARTS.map(
    (part) => new Set(entriesOf(part).map(({ file }) => read(`${part}/${file}`))),
  );
  for (const text of apart!) expect(open!.has(text)).toBe(false);
});

test('every cause with two texts or more is in both parts', () => {
  const [open, apart] = PARTS.map((part) =>
    entriesOf(part).flatMap(({ causes }) => causes[0] ?? []),
  );
  const all = [...open!, ...apart!];
  for (const cause of new Set(all)) {
    if (all.filter((other) => other === cause).length < 2) continue;
    expect(open, cause).toContain(cause);
    expect(apart, cause).toContain(cause);
  }
});

import { strToU8, zipSync, type Zippable } from 'fflate';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { utf8, type Bytes } from '../../../src/core/bytes.ts';
import { identify } from '../../../src/doctor/identify/identify.ts';
import { isZip, readEntries, readEntry } from '../../../src/doctor/identify/zip-entries.ts';
import { thrown } from '../../_thrown.ts';
import { needTool, python, run } from '../../_tools.ts';
import { ACCESS_TOKEN, codesOf, CONFIG, inspect } from './_samples.ts';

const zip = (files: Zippable): Bytes => new Uint8Array(zipSync(files, { level: 1 }));
const TWO = {
  'acme/token.txt': strToU8(ACCESS_TOKEN),
  'acme/jwt.json': strToU8(JSON.stringify(CONFIG)),
};

test('a zip is one thing, and what is known of its files comes after it', async () => {
  const things = await inspect(zip({ ...TWO, 'notes.txt': strToU8('nothing in here') }), {
    from: 'bundle.zip',
  });
  expect(things.map(({ kind, from }) => [kind, from])).toEqual([
    ['archive/zip', 'bundle.zip'],
    ['access-token/opaque', 'bundle.zip/acme/token.txt'],
    ['config/jwt.json', 'bundle.zip/acme/jwt.json'],
  ]);
  expect(things[0]?.facts.map(({ value }) => value)).toEqual(['3', '2']);
  expect(things[0]?.findings).toEqual([]);
});

test('a zip in a zip is opened, one in that is not', async () => {
  const third = zip({ 'c.txt': strToU8(ACCESS_TOKEN) });
  const second = zip({ 'b.txt': strToU8(ACCESS_TOKEN), 'third.zip': third });
  const things = await inspect(zip({ 'second.zip': second }));
  expect(things.map(({ kind, from }) => [kind, from])).toEqual([
    ['archive/zip', ''],
    ['archive/zip', 'second.zip'],
    ['access-token/opaque', 'second.zip/b.txt'],
  ]);
});

test('zips in a zip share its room, however many they are', async () => {
  const inner = zip({ 'zeros.bin': new Uint8Array(1024 * 1024) });
  const files = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`${at}.zip`, inner]));
  const things = await inspect(zip(files));
  expect(things).toHaveLength(21);
  const left = things.filter((thing) => codesOf(thing).includes('zip/too-much'));
  expect(left.length).toBeGreaterThanOrEqual(5);
});

test('more text than is searched at once is not handed on, and it is said', async () => {
  const text = strToU8('a line of a log that says nothing\n'.repeat(4_000));
  const things = await identify(zip({ 'a.log': text, 'b.log': text, 'c.log': text }));
  expect(things.map(({ kind }) => kind)).toEqual(['archive/zip', 'text']);
  expect(things[0] && codesOf(things[0])).toEqual(['zip/too-much']);
});

test('folders and what macOS adds are no files', async () => {
  const [thing] = await inspect(
    zip({ 'a/': strToU8(''), '__MACOSX/a/._x': strToU8('x'), 'a/.DS_Store': strToU8('x') }),
  );
  expect(thing?.facts[0]?.value).toBe('0');
});

test.each([
  ['stored', 0],
  ['deflated', 9],
] as const)('a %s file is read as it was', async (_, level) => {
  const content = utf8(`${'line\n'.repeat(5_000)}end`);
  const bytes = zip({ 'a.txt': [content, { level }] });
  const { entries } = readEntries(bytes, 10);
  const [entry] = entries;
  expect(entry).toMatchObject({ name: 'a.txt', size: content.length });
  expect(entry && (await readEntry(bytes, entry))).toEqual(content);
});

const found = python();
const have = found !== null && needTool('python3-cryptography');

test.skipIf(!have)('a zip of Python’s is read: names in UTF-8, a comment at its end', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'keybearer-zip-'));
  try {
    const path = join(folder, 'a.zip');
    const script = [
      'import sys, zipfile',
      'z = zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED)',
      'z.writestr("schlüssel/ä.txt", sys.argv[2])',
      'z.writestr("plain.txt", sys.argv[2], zipfile.ZIP_STORED)',
      'z.comment = b"PK" + b"a comment" * 50',
      'z.close()',
    ].join('\n');
    expect(run(found ?? '', ['-c', script, path, ACCESS_TOKEN]).stderr).toBe('');
    const things = await inspect(new Uint8Array(readFileSync(path)));
    expect(things.map(({ from }) => from)).toEqual(['', 'schlüssel/ä.txt', 'plain.txt']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('more than a thousand files are not looked at, and it is said', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 1_001 }, (_, at) => [`${at}.txt`, strToU8('x')]),
  );
  const [thing] = await inspect(zip(files));
  expect(thing?.facts[0]?.value).toBe('1000');
  expect(thing && codesOf(thing)).toEqual(['zip/too-much']);
});

test('a file that would fill the memory is left out by its size', async () => {
  const bomb = zip({ 'zeros.bin': new Uint8Array(2 * 1024 * 1024), ...TWO });
  expect(bomb.length).toBeLessThan(100_000);
  const things = await inspect(bomb);
  expect(things).toHaveLength(3);
  expect(things[0] && codesOf(things[0])).toEqual(['zip/too-much']);
});

test('many files that would fill it together are left out when the room is used up', async () => {
  const megabyte = new Uint8Array(1024 * 1024);
  const files = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`${at}.bin`, megabyte]));
  const [thing] = await inspect(zip(files));
  expect(thing?.findings).toHaveLength(10);
  expect(thing?.findings[0]?.code).toBe('zip/too-much');
});

/** A zip whose directory says of its only file that it has `size` bytes. */
function lying(size: number): Bytes {
  const bytes = zip({ 'zeros.bin': new Uint8Array(1024 * 1024) });
  const view = new DataView(bytes.buffer);
  const directory = view.getUint32(bytes.length - 22 + 16, true);
  view.setUint32(directory + 24, size, true);
  return bytes;
}

test.each([
  ['less', 100, 'it holds more than it says'],
  ['none', 0, 'it holds more than it says'],
])('a file that says it has %s than comes out of it is not read on', async (_, size, why) => {
  const [thing] = await inspect(lying(size));
  expect(thing?.findings[0]).toMatchObject({ code: 'zip/damaged', why: `zeros.bin: ${why}.` });
});

test('a file that holds less than it says is not padded', async () => {
  const bytes = zip({ 'a.txt': strToU8('four') });
  const view = new DataView(bytes.buffer);
  view.setUint32(view.getUint32(bytes.length - 22 + 16, true) + 24, 5_000, true);
  const [entry] = readEntries(bytes, 1).entries;
  await expect(readEntry(bytes, entry!)).rejects.toThrow('less than it says');
});

test('one damaged file does not hide the others', async () => {
  const bytes = zip(TWO);
  const view = new DataView(bytes.buffer);
  const directory = view.getUint32(bytes.length - 22 + 16, true);
  view.setUint32(directory + 42, 7, true);
  const things = await inspect(bytes);
  expect(things.map(({ kind }) => kind)).toEqual(['archive/zip', 'config/jwt.json']);
  expect(things[0] && codesOf(things[0])).toEqual(['zip/damaged']);
});

test.each([
  ['cut off', zip(TWO).slice(0, 200)],
  ['without its directory', zip(TWO).fill(0, 220, 250)],
  ['of its end alone', Uint8Array.of(0x50, 0x4b, 5, 6)],
  ['of its start alone', Uint8Array.of(0x50, 0x4b, 3, 4)],
])('a zip %s is one all the same, and said to be damaged', async (_, bytes) => {
  const things = await inspect(bytes);
  expect(things[0]?.kind).toBe('archive/zip');
  expect(
    things.every((thing) => thing.kind !== 'archive/zip' || codesOf(thing).includes('zip/damaged')),
  ).toBe(true);
});

test('more than 16 MB is refused', async () => {
  const large = new Uint8Array(16 * 1024 * 1024 + 1);
  large.set([0x50, 0x4b, 3, 4]);
  expect(isZip(large)).toBe(true);
  expect(await thrown(() => inspect(large))).toMatchObject({ code: 'input/too-large' });
});

import { expect, test } from 'vitest';
import { inspect } from './_samples.ts';
import { OTHER_FILES } from './_others.ts';
import { expectQuick } from '../../_cpu.ts';

test('there are at least a hundred files of other kinds', () => {
  expect(new Set(OTHER_FILES.map(({ content }) => content)).size).toBe(OTHER_FILES.length);
  expect(OTHER_FILES.length).toBeGreaterThanOrEqual(100);
});

test.each(OTHER_FILES)('$name is none of ours', async ({ name, content }) => {
  expect(await inspect(content, { from: name })).toEqual([]);
  await expectQuick(() => inspect(content));
});

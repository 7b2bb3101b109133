import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toCsv, toMarkdown } from '../../src/kit/report.ts';
import { amount, needTool, python, run } from '../_tools.ts';

test.each([
  ['=1+1', `"'=1+1"`],
  ['+41', `"'+41"`],
  ['-A1', `"'-A1"`],
  ['@SUM(A1)', `"'@SUM(A1)"`],
  [' =1', `"' =1"`],
  ['\t=1', `"'\t=1"`],
  ['＝1', `"'＝1"`],
  ['-12', `"-12"`],
  ['say "no"', `"say ""no"""`],
  ['a;=1', `"a;=1"`],
  ['deploy@acme.example', `"deploy@acme.example"`],
])('in CSV the cell %j is written %s', (text, cell) => {
  expect(toCsv([[text]])).toBe(`${cell}\r\n`);
});

test.each([
  ['a|b', 'a\\|b'],
  ['a\\|b', 'a\\\\\\|b'],
  ['two\nlines', 'two lines'],
  ['<img src=x>', '\\<img src=x\\>'],
  ['[x](https://evil.example)', '\\[x\\](https://evil.example)'],
  ['**b** `c` _d_', '\\*\\*b\\*\\* \\`c\\` \\_d\\_'],
])('in Markdown the cell %j is written %s', (text, cell) => {
  expect(toMarkdown([['Head'], [text]])).toBe(`| Head |\n| --- |\n| ${cell} |\n`);
});

const tables = fc.integer({ min: 1, max: 5 }).chain((width) =>
  fc.array(fc.array(fc.string({ unit: 'binary' }), { minLength: width, maxLength: width }), {
    minLength: 1,
    maxLength: 5,
  }),
);

test.runIf(needTool('python3-cryptography'))('Python reads every cell of the CSV back', () => {
  const all = fc
    .sample(tables, amount('report: tables read by Python', 200, 5_000))
    .map((table) => table.map((row) => row.map((cell) => Buffer.from(cell).toString())));
  const program = `
import csv, io, json, sys
texts = json.load(sys.stdin)
print(json.dumps([list(csv.reader(io.StringIO(t, newline=''), strict=True)) for t in texts]))
`;
  const { stdout } = run(python()!, ['-c', program], { input: JSON.stringify(all.map(toCsv)) });
  const safe = (cell: string) =>
    /^\s*[=+\-@＝＋－＠|%]|^[\t\r\n]/.test(cell) && !/^-?\d+$/.test(cell) ? `'${cell}` : cell;
  expect(JSON.parse(stdout)).toEqual(all.map((table) => table.map((row) => row.map(safe))));
});

test('no cell of a Markdown table opens another cell or line', () => {
  fc.assert(
    fc.property(tables, (table) => {
      const lines = toMarkdown(table).trimEnd().split('\n');
      expect(lines).toHaveLength(table.length + 1);
      for (const line of lines) {
        const bars = line.replaceAll(/\\[\s\S]/g, '').match(/\|/g) ?? [];
        expect(bars).toHaveLength((table[0]?.length ?? 0) + 1);
      }
    }),
    { numRuns: amount('report: Markdown tables', 200, 10_000) },
  );
});

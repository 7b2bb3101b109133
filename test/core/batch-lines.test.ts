/** Lines of connections, against Python's csv module and against whatever can be typed. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BATCH_FIELDS, MOST_ROWS, readBatch, type BatchField } from '../../src/core/batch-lines.ts';
import { readLines } from '../../src/core/delimited.ts';
import { AppError } from '../../src/core/errors.ts';
import { amount, needTool, python, run } from '../_tools.ts';

const ROW = {
  name: 'acme-uat',
  loginUrl: 'https://acme--uat.sandbox.my.salesforce.com',
  consumerKey: '3MVG9AbcdefghijklmnopQRSTuvwxyz0123456789',
  username: 'deploy@acme.example.uat',
};
const cellsOf = (row: Record<BatchField, string>) => BATCH_FIELDS.map((field) => row[field]);
const rowsOf = (text: string) => readBatch(text).rows.map(cellsOf);
const CELLS = cellsOf(ROW);

test.each([
  ['commas', CELLS.join(',')],
  ['semicolons', CELLS.join(';')],
  ['tabs', CELLS.join('\t')],
  ['white space round the values', `  ${CELLS.join(' ,  ')}  `],
  ['quotation marks', CELLS.map((cell) => `"${cell}"`).join(',')],
  ['quotation marks after spaces', CELLS.map((cell) => `"${cell}"`).join(', ')],
  ['a byte order mark', `\ufeff${CELLS.join(',')}`],
  ['empty lines', `\n\r\n${CELLS.join(',')}\n , , ,\n`],
  ['a heading row', `Name,Login URL,Consumer key,Username\n${CELLS.join(',')}`],
  ['headings of other programs', `alias;instanceUrl;client_id;user\n${CELLS.join(';')}`],
  [
    'headings in another order',
    `Username,NAME,consumerKey,login-url\n${[3, 0, 2, 1].map((at) => CELLS[at]).join(',')}`,
  ],
  ['a column of its own', `Owner,Name,Login URL,Consumer key,Username\nAda,${CELLS.join(',')}`],
  ['empty columns at the end', `${CELLS.join(',')},,,`],
])('with %s the same connection is read', (_, text) => {
  const { rows } = readBatch(text);
  expect(rows.map(cellsOf)).toEqual([CELLS]);
  expect(rows[0]?.error).toBeNull();
});

test('the separator is the one between the values, not one inside a name', () => {
  expect(rowsOf('Acme, Inc.;acme.my.salesforce.com;;a@b\nBolt, Ltd.;;;')).toEqual([
    ['Acme, Inc.', 'acme.my.salesforce.com', '', 'a@b'],
    ['Bolt, Ltd.', '', '', ''],
  ]);
});

test('names alone are enough', () => {
  expect(rowsOf('one\ntwo words\n"three, four"')).toEqual([
    ['one', '', '', ''],
    ['two words', '', '', ''],
    ['three, four', '', '', ''],
  ]);
});

test('a connection called like a column is not taken for a heading', () => {
  expect(rowsOf('Org,acme.my.salesforce.com,,a@b')).toHaveLength(1);
});

test('a thousand columns are looked at, and a value behind them is told', () => {
  const wide = (last: string) =>
    ['a@b', 'c', ...Array.from({ length: 998 }, () => ''), last].join(',');
  const heading = ['username', 'name', ...Array.from({ length: 999 }, (_, at) => `c${at}`)].join(
    ',',
  );
  const { rows, unused } = readBatch([heading, wide(''), wide('x')].join('\n'));
  expect(unused).toHaveLength(998);
  expect(rows.map(({ username, error }) => [username, error?.code])).toEqual([
    ['a@b', undefined],
    ['a@b', 'batch/cells'],
  ]);
});

test('columns that mean nothing here are named, and one that is there twice counts once', () => {
  const { rows, unused } = readBatch('name,owner,user,username\na,Ada,u@v,x@y');
  expect([rows.map(cellsOf), unused]).toEqual([[['a', '', '', 'u@v']], ['owner', 'username']]);
});

test.each([
  ['a quotation mark that nothing closes', '"acme,b,c,d', 'batch/quotes', ['"acme', 'b', 'c', 'd']],
  ['text after a closed one', '"acme"x,b', 'batch/quotes', ['"acme"x', 'b', '', '']],
  ['more values than columns', 'a,b,c,d,e', 'batch/cells', ['a', 'b', 'c', 'd']],
])('%s is said of its own line and swallows no other', (_, line, code, cells) => {
  const { rows } = readBatch(`first,,,\n${line}\nlast,,,`);
  expect(rows.map(({ line, error }) => [line, error?.code])).toEqual([
    [1, undefined],
    [2, code],
    [3, undefined],
  ]);
  expect(rows.map(cellsOf)[1]).toEqual(cells);
  expect(rows.map(({ name }) => name)).toEqual(['first', cells[0], 'last']);
});

test('the line of a row is where it begins, whatever stood above it', () => {
  const { rows } = readBatch('name,user\r\n"a\r\nb",x\r\n\r\nc,y\n"d\ne\n\nf",z\rg,');
  expect(rows.map(({ line, name }) => [line, name])).toEqual([
    [2, 'a\r\nb'],
    [5, 'c'],
    [6, 'd\ne\n\nf'],
    [10, 'g'],
  ]);
});

test('as many rows are read as are allowed, and one more is refused by code', () => {
  const lines = Array.from({ length: MOST_ROWS + 1 }, (_, at) => `name ${at}`);
  expect(readBatch(lines.slice(1).join('\n')).rows).toHaveLength(MOST_ROWS);
  expect(() => readBatch(lines.join('\n'))).toThrow(
    expect.objectContaining({ code: 'batch/too-many' }),
  );
  expect(() => readBatch('a'.repeat(4_000_001))).toThrow(
    expect.objectContaining({ code: 'input/too-large' }),
  );
});

/** Values as people have them, and such as break a reader. */
const value = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.stringMatching(/^[",;\t\n\r a]{0,8}$/),
);

test.skipIf(!needTool('python3-cryptography'))(
  'what Python’s csv module wrote comes back value for value',
  () => {
    const tables = fc
      .sample(fc.array(fc.array(value, { minLength: 4, maxLength: 4 }), { maxLength: 8 }), WRITTEN)
      .map((rows) => rows.filter((row) => row.some((cell) => cell.trim() !== '')));
    const { stdout } = run(
      python() ?? '',
      [
        '-c',
        `import csv, io, json, sys
def write(rows, delimiter):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    return out.getvalue()
tables = json.load(sys.stdin)
print(json.dumps([[write(rows, d) for rows in tables] for d in ",;\\t"]))`,
      ],
      { input: JSON.stringify(tables) },
    );
    const written = JSON.parse(stdout) as string[][];
    for (const texts of written) {
      for (const [at, text] of texts.entries()) {
        const rows = tables[at]!;
        if (rows.some((row) => /^\W*(name|user|url|host|org|alias)/i.test(row[0]!))) continue;
        const found = readBatch(text).rows;
        expect(found.map(cellsOf)).toEqual(rows.map((row) => row.map((cell) => cell.trim())));
        expect(found.every(({ error }) => error === null)).toBe(true);
      }
    }
  },
);

const WRITTEN = amount('tables of connections that Python wrote', 200, 5_000);
const TYPED = amount('random and damaged texts of connections', 500, 50_000);

test('no text that can be typed does more than fail by code, and none of it is lost', () => {
  const good = `name,loginUrl,consumerKey,username\n${CELLS.join(',')}\n"a ""b""",c;d,\t,e\n`;
  const damaged = fc
    .array(
      fc.tuple(
        fc.nat(good.length),
        fc.constantFrom('"', ',', ';', '\t', '\n', '\r', '\ufeff', 'x', ''),
      ),
      {
        maxLength: 6,
      },
    )
    .map((cuts) =>
      cuts.reduce((text, [at, put]) => text.slice(0, at) + put + text.slice(at + 1), good),
    );
  const pieces = fc.array(
    fc.constantFrom('"', '""', ',', ';', '\t', '\n', '\r\n', '\r', ' ', 'a', '\ufeff'),
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    damaged,
    pieces.map((all) => all.join('')),
  );
  fc.assert(
    fc.property(text, (typed) => {
      try {
        const { rows } = readBatch(typed);
        const lines = rows.map(({ line }) => line);
        expect(lines).toEqual([...new Set(lines)].sort((a, b) => a - b));
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(AppError);
      }
      // Letters and digits of every line are in its cells.
      const kept = (from: string) => from.replace(/[\s",;\ufeff]/g, '');
      const cells = readLines(typed, ',').flatMap((line) => line.cells);
      expect(kept(cells.join(''))).toBe(kept(typed));
    }),
    { numRuns: TYPED },
  );
});

test('a long text of nothing but breaks and quotation marks is read to its end', () => {
  for (const piece of ['"', '""', '"\n', 'a,"\n', '","', '\r', '"a""\n']) {
    const long = piece.repeat(Math.floor(400_000 / piece.length));
    expect(readLines(long, ',').length).toBeLessThan(long.length);
  }
});

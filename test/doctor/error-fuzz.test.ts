/** Any text is read within a time nobody waits for, and without an error. */
import { expect, test } from 'vitest';
import { explainText, FAILURES, searchFailures } from '../../src/doctor/failures.ts';
import { checkText, LONGEST_TEXT } from '../../src/doctor/text.ts';
import { expectQuick } from '../_cpu.ts';
import { amount } from '../_tools.ts';

/** The same numbers in every run, so that a failure can be run again (mulberry32). */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const whole = (piece: string) => piece.repeat(Math.floor(LONGEST_TEXT / piece.length));

const PIECES = [
  ...[
    'a',
    ' ',
    '\n',
    '\t',
    '\\',
    '"',
    "'",
    '<',
    '>',
    '&',
    '%',
    '[',
    ']',
    '+',
    '-',
    '.',
    '|',
    '0',
    'é',
  ],
  ...[
    '\u001b',
    '\u001b[',
    '\u001b]',
    '\\u00',
    '\\u0027',
    '\\n',
    '&#39;',
    '&amp;',
    '%27',
    '<a ',
    '<br>',
  ],
  ...[
    'a\n',
    ' |\n',
    '> ',
    '[x] ',
    '12:00:00',
    '2026-11-02T10:11:12Z ',
    '#1 1.1 ',
    '::error ',
    'error: ',
  ],
  ...[
    '-r ',
    '-r a.',
    'host=',
    'post https://a.salesforce.com ',
    'username=a',
    '-u a@',
    '[audience=',
  ],
  ...[
    'user hasn',
    'invalid ',
    'jti ',
    'test.salesforce.com/x',
    'new connected app ',
    '--',
    'a--b.',
  ],
];

test.each(PIECES.map((piece) => [JSON.stringify(piece), piece]))(
  'a text of nothing but %s is read within 100 ms',
  async (_, piece) => {
    await expectQuick(() => explainText(whole(piece)));
  },
);

const known = FAILURES.flatMap(({ texts, loginHistory = [] }) => [...texts, ...loginHistory]);
const SEEDS = Array.from({ length: amount('mutated error texts', 300, 10_000) }, (_, seed) => seed);

test('random and mutated texts throw nothing, and what is found stands best first', () => {
  const order = ['certain', 'likely', 'possible'];
  for (const seed of SEEDS) {
    const pick = numbers(seed);
    const from = <Item>(list: readonly Item[]): Item => list[pick(list.length)] as Item;
    let text = '';
    for (let parts = pick(12); parts >= 0; parts -= 1) {
      const part = from([from(known), from(PIECES), String.fromCodePoint(pick(0xd7ff))]);
      const cut = pick(part.length + 1);
      text += from([
        part,
        part.slice(cut),
        `${part.slice(0, cut)}\n${part.slice(cut)}`,
        part + part,
      ]);
    }
    const findings = explainText(text);
    const ranks = findings.map(({ certainty }) => order.indexOf(certainty));
    expect(ranks, `seed ${seed}`).toEqual([...ranks].sort((a, b) => a - b));
    expect(new Set(findings.map(({ code }) => code)).size, `seed ${seed}`).toBe(findings.length);
    searchFailures(text);
  }
});

test('a long log of random lines with an error in it is read within 100 ms, and the error is found', async () => {
  const pick = numbers(1);
  const line = () =>
    Array.from({ length: 12 }, () => String.fromCharCode(97 + pick(26)).repeat(1 + pick(9))).join(
      ' ',
    );
  let text = "2026-11-02T10:11:12Z Error: user hasn't approved this consumer\n";
  while (text.length < LONGEST_TEXT - 200) text += `2026-11-02T10:11:12Z ${line()}\n`;
  expect(explainText(text)[0]?.code).toBe('refusal/not-pre-authorized');
  await expectQuick(() => explainText(text));
});

test('a text of 1 MB is refused at once', async () => {
  const text = 'x'.repeat(1 << 20);
  expect(checkText(text)?.code).toBe('input/too-large');
  await expectQuick(() => checkText(text));
});

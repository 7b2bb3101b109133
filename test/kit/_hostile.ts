/** Values that a careless quoting breaks on, for every test of a command. */
import fc from 'fast-check';

export const HOSTILE = [
  'plain',
  'ci+x@acme.example',
  'with space',
  " it's ",
  "''",
  'a "quoted" b',
  '"',
  '""',
  '\\"',
  'C:\\keys\\server key\\',
  'C:\\a\\"b',
  '$(touch pwned)',
  '`touch pwned`',
  '$HOME ${HOME}',
  '%PATH%',
  '%A%%A%',
  '100%',
  '% "x" %A%',
  '\\%PATH%\\',
  '!history !!',
  'a&b|c<d>e^f(g)',
  '" & calc & "',
  '; rm -rf ~ #',
  '* ? [a] {a,b} ~',
  '-x',
  '--set-default',
  '@file',
  'Müller 株式会社 🗝',
  '‘typographic’ ‚quotes‛ “double”',
  '',
];

/** What PowerShell's versions hand on to sf each in its own way: refused rather than got wrong. */
export const NOT_FOR_POWERSHELL = /["%&|<>^]|\\$/;

/** Anything that can be typed on one line. */
export const anyValue = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 4 }),
      fc.constantFrom(...HOSTILE, '\\', '"', '%', '^', "'", ' '),
    ),
    { maxLength: 5 },
  )
  .map((parts) => parts.join('').replace(/[\p{Cc}\p{Cs}]/gu, ''));

/**
 * One argument of a command line, quoted so that the program gets exactly the value: for bash (and
 * zsh), PowerShell, and cmd with the C runtime's argument rules behind it.
 */
import { AppError } from '../core/errors.ts';

export type Shell = 'bash' | 'powershell' | 'cmd';

/** Needs no quotes in any of the three. */
const PLAIN = /^[A-Za-z0-9_./:][A-Za-z0-9_./:=-]*$/;

/** The value as one argument. Throws `command/not-quotable`, naming what stands in the way. */
export function quote(shell: Shell, value: string): string {
  if (/[\p{Cc}\p{Cs}]/u.test(value)) {
    throw new AppError('command/not-quotable', 'a value holds a line break or a control character');
  }
  return PLAIN.test(value) ? value : QUOTES[shell](value);
}

const QUOTES: Readonly<Record<Shell, (value: string) => string>> = {
  bash: (value) => `'${value.replaceAll("'", String.raw`'\''`)}'`,
  powershell: quotePowerShell,
  cmd: quoteCmd,
};

/** A PowerShell string literal; PowerShell takes typographic single quotes for quotes as well. */
export function powershellText(value: string): string {
  return `'${value.replace(/['\u2018-\u201b]/g, '$&$&')}'`;
}

/**
 * PowerShell starts `sf` through sf.ps1 or sf.cmd. Versions differ in how they hand on a double quote
 * and a final backslash, and sf.cmd reads % & | < > ^ once more: what cannot be written so that every
 * version hands it on unchanged is refused.
 */
function quotePowerShell(value: string): string {
  const character = /["%&|<>^]|\\$/.exec(value)?.[0];
  if (character !== undefined) {
    throw new AppError(
      'command/not-quotable',
      `PowerShell does not hand on the character ${character} to sf unchanged`,
    );
  }
  return powershellText(value);
}

/**
 * Inside double quotes cmd leaves all but % alone. A double quote is written twice, which the C
 * runtime reads as one and which leaves cmd inside the quotes; % is written outside them after a
 * caret, which works at the prompt and passes sf.cmd, whose %* is not expanded again.
 */
function quoteCmd(value: string): string {
  const inner = value
    .replace(/(\\*)"/g, '$1$1""')
    .replace(/(\\*)%/g, '$1$1"^%"')
    .replace(/(\\+)$/, '$1$1');
  return `"${inner}"`;
}

/** A flag with its value as one or two arguments. Throws `command/not-quotable`. */
export function flag(shell: Shell, name: string, value: string): string {
  // A value that begins with a dash would be taken for a flag.
  return value.startsWith('-')
    ? quote(shell, `--${name}=${value}`)
    : `--${name} ${quote(shell, value)}`;
}

/**
 * What Windows does with a command line, written from its documentation, for machines without one:
 * "cmd" (percent signs, then quotes and carets), the C runtime's rules for argv, and PowerShell's
 * arguments and string literals.
 */

const VARIABLES: Readonly<Record<string, string>> = {
  PATH: 'C:\\Windows',
  A: 'expanded',
  USERNAME: 'root',
};

/** Phase 1 at the prompt: the percent sign of a variable that is not set stays, and may open another. */
function expand(line: string, variables = VARIABLES): string {
  let out = '';
  for (let at = 0; at < line.length;) {
    const [whole, name] = /^%([^%:]+)(?::[^%]*)?%/.exec(line.slice(at)) ?? [];
    const value = variables[name?.toUpperCase() ?? ''];
    out += value ?? line[at]!;
    at += value === undefined ? 1 : whole!.length;
  }
  return out;
}

/** Phase 2: carets escape outside quotes; a bare operator there would start another command. */
function unescape(line: string): string {
  let out = '';
  let quoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at]!;
    if (character === '"') quoted = !quoted;
    if (quoted || !'^&|<>'.includes(character)) out += character;
    else if (character === '^') out += line[(at += 1)] ?? '';
    else throw new Error(`cmd would take ${character} for an operator in ${line}`);
  }
  if (quoted) throw new Error(`cmd would find a quote open in ${line}`);
  return out;
}

/** learn.microsoft.com, "Parsing C command-line arguments". */
export function argv(line: string): string[] {
  const args: string[] = [];
  let current: string | null = null;
  let quoted = false;
  for (let at = 0; at < line.length;) {
    const slashes = /^\\*/.exec(line.slice(at))![0].length;
    const next = line[at + slashes];
    if (next === '"') {
      current = (current ?? '') + '\\'.repeat(slashes >> 1);
      at += slashes + 1;
      if (slashes % 2 === 1) current += '"';
      else if (quoted && line[at] === '"') {
        current += '"';
        at += 1;
      } else quoted = !quoted;
      continue;
    }
    if (slashes > 0) {
      current = (current ?? '') + '\\'.repeat(slashes);
      at += slashes;
      continue;
    }
    if (!quoted && (next === ' ' || next === '\t')) {
      if (current !== null) args.push(current);
      current = null;
    } else current = (current ?? '') + next;
    at += 1;
  }
  if (current !== null) args.push(current);
  return args;
}

/** The arguments node gets when `sf …` is typed at a cmd prompt: cmd, sf.cmd's `%*`, then argv. */
export function throughCmd(line: string): string[] {
  const typed = unescape(expand(line));
  // sf.cmd hands on %* as text, which cmd parses again, without expanding it again.
  return argv(unescape(typed));
}

/** The same for a program that is no batch file, such as curl.exe: cmd reads the line once. */
export function throughCmdToExe(
  line: string,
  variables: Readonly<Record<string, string>>,
): string[] {
  return argv(unescape(expand(line, { ...VARIABLES, ...variables })));
}

const SINGLE = /['\u2018-\u201b]/;

/** about_Parsing and about_Quoting_Rules: argument mode, of what our commands use. */
export function powershellArguments(line: string): string[] {
  const args: string[] = [];
  for (let at = 0; at < line.length;) {
    if (line[at] === ' ') {
      at += 1;
      continue;
    }
    let value = '';
    if (SINGLE.test(line[at]!)) {
      for (at += 1; ; at += 1) {
        if (at >= line.length) throw new Error(`PowerShell would find a quote open in ${line}`);
        if (!SINGLE.test(line[at]!)) value += line[at];
        else if (SINGLE.test(line[at + 1] ?? ' ')) value += line[at++];
        else break;
      }
      at += 1;
      if (at < line.length && line[at] !== ' ') throw new Error(`text behind a quote in ${line}`);
    } else {
      while (at < line.length && line[at] !== ' ') {
        if (!/[\w./:=-]/.test(line[at]!)) throw new Error(`${line[at]} is not plain in ${line}`);
        value += line[at++];
      }
    }
    args.push(value);
  }
  return args;
}

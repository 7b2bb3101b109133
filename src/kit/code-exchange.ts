/**
 * Redeeming an authorization code as a command to copy: one line, which prints the answer with every token
 * in it taken out. Code and verifier are worth nothing once it has run; a consumer secret is asked for.
 */
import { codeFields, type CodeExchange } from '../core/authorize.ts';
import { AppError } from '../core/errors.ts';
import { powershellPost } from './commands.ts';
import { powershellText, quote } from './quote.ts';

export interface CodeRequest extends Omit<CodeExchange, 'secret'> {
  endpoint: URL;
  /** Whether to ask for the consumer secret when it runs. */
  secret: boolean;
}

/** The fields in order. Throws `command/not-quotable`. */
function fieldsOf(request: CodeRequest): Record<string, string> {
  const fields = codeFields(request);
  // Each means something in curl's file of options.
  if (Object.values(fields).some((value) => /["\\\p{Cc}]/u.test(value))) {
    throw new AppError('command/not-quotable', 'a value holds a mark that curl would read');
  }
  return fields;
}

/**
 * For bash, zsh and Git Bash. curl reads the fields from a pipe, so that they stand in no list of
 * processes. Throws `command/not-quotable`.
 */
export function bashCodeCommand(request: CodeRequest): string {
  const fields = Object.entries(fieldsOf(request)).map(([name, value]) =>
    quote('bash', `${name}=${value}`),
  );
  const ask = request.secret ? "printf 'Consumer secret: '; IFS= read -rs s; echo; " : '';
  if (request.secret) fields.push('"client_secret=$s"');
  return [
    `(${ask}printf 'data-urlencode = "%s"\\n' ${fields.join(' ')}`,
    `| curl -sS -K - ${quote('bash', request.endpoint.href)}`,
    String.raw`| sed -E 's/("(access|refresh|id)_token" *: *")[^"]*/\1hidden/g'; echo)`,
  ].join(' ');
}

/** For Windows PowerShell 5.1 and PowerShell 7. Throws `command/not-quotable`. */
export function powershellCodeCommand(request: CodeRequest): string {
  const fields = Object.fromEntries(
    Object.entries(fieldsOf(request)).map(([name, value]) => [name, powershellText(value)]),
  );
  const ask =
    "$s = [Net.NetworkCredential]::new('', (Read-Host -AsSecureString 'Consumer secret')).Password; ";
  const post = powershellPost(request.endpoint, {
    ...fields,
    ...(request.secret ? { client_secret: '$s' } : {}),
  });
  const hide = String.raw`-replace '("(?:access|refresh|id)_token":\s*")[^"]*', '$1hidden'`;
  return `& { ${request.secret ? ask : ''}${post} } | ForEach-Object { $_ ${hide} }`;
}

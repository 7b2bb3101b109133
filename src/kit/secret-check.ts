/**
 * Which key does a pipeline hold? One line for it to run, which prints the SHA-256 of the public key
 * (its SubjectPublicKeyInfo) and nothing of the secret.
 */
import { AppError } from '../core/errors.ts';
import { powershellText, quote } from './quote.ts';

/** Where the pipeline holds the key: a variable (with the key or the path of its file), or a file. */
export type SecretPlace = { variable: string } | { file: string };

/** What a variable may be called in every shell. */
const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,200}$/;

/**
 * For bash, zsh and Git Bash, with openssl 1.1 or later or LibreSSL. A variable may hold the PEM, the PEM
 * with `\n` for its line breaks, base64 of the PEM, or the path of a file with one of these. Where no key
 * can be read it prints openssl's reason and no fingerprint. Throws `command/not-quotable`.
 */
export function bashSecretCheck(place: SecretPlace): string {
  const print = 'openssl pkey -pubin -outform DER | openssl dgst -sha256';
  if ('file' in place) {
    const file = quote('bash', place.file);
    return `(p=$(openssl pkey -in ${file} -passin pass: -pubout) && printf '%s\\n' "$p" | ${print})`;
  }
  return [
    // A job that traces its commands would print the key.
    `(set +x; k=$${requireName(place.variable)};`,
    '[ -f "$k" ] && k=$(cat "$k");',
    `case $k in *BEGIN*) ;; *) k=$(printf %s "$k" | tr -d ' \\r\\n' | openssl base64 -d -A);; esac;`,
    `p=$(printf '%b\\n' "$k" | openssl pkey -passin pass: -pubout) &&`,
    `printf '%s\\n' "$p" | ${print})`,
  ].join(' ');
}

/** The same for PowerShell 7.2 or later: Windows PowerShell 5.1 cannot read a PEM by itself. */
export function powershellSecretCheck(place: SecretPlace): string {
  const read =
    'file' in place
      ? `$k = Get-Content -Raw -LiteralPath ${powershellText(place.file)};`
      : `$k = $env:${requireName(place.variable)}; if ([IO.File]::Exists($k)) { $k = [IO.File]::ReadAllText($k) };`;
  return [
    `& { ${read}`,
    "if ($k -notmatch 'BEGIN') { $k = [Text.Encoding]::ASCII.GetString([Convert]::FromBase64String($k)) };",
    '$r = [Security.Cryptography.RSA]::Create();',
    "$r.ImportFromPem($k.Replace('\\n', [string][char]10));",
    '[Convert]::ToHexString([Security.Cryptography.SHA256]::HashData($r.ExportSubjectPublicKeyInfo())) }',
  ].join(' ');
}

function requireName(variable: string): string {
  if (NAME.test(variable)) return variable;
  throw new AppError('command/not-quotable', 'this is not the name of an environment variable', {
    hint: 'Enter the name alone, such as SF_JWT_KEY.',
  });
}

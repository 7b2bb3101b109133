/** An import of what Inspect reads, too: OpenSSH's form, keystores, JWKs, and what must be mended to be read. */
import { utf8 } from '../core/bytes.ts';
import { AppError, type ErrorCode } from '../core/errors.ts';
import type { Takeable } from '../doctor/taking.ts';
import { readFiles, type Found } from './import.ts';
import type { ImportFile } from './protocol.ts';

/** Refusals that may be of the form alone, in which the key came. */
const OF_FORM: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'input/not-recognised',
  'key/encryption-unsupported',
  'key/not-rsa',
  'key/unreadable',
]);

type Options = Parameters<typeof readFiles>[1];

/**
 * As readFiles. What that refuses for its form is written anew as PEM by Inspect's readers, where these
 * find a key in it that can sign, and then read as any other file; else it is refused, by what it is.
 */
export async function readAnyFiles(files: readonly ImportFile[], options: Options): Promise<Found> {
  try {
    return await readFiles(files, options);
  } catch (refusal) {
    if (!(refusal instanceof AppError) || !OF_FORM.has(refusal.code)) throw refusal;
    const things = await thingsIn(files, options);
    const keys = things.filter(canSign);
    if (keys.length === 0) throw betterRefusal(refusal, things);
    const certificates = things.filter(({ kind }) => kind.startsWith('certificate/'));
    const written = await Promise.all([
      ...keys.map((thing) => asPem(thing, 'pkcs8')),
      ...certificates.map((thing) => asPem(thing, 'pem')),
    ]);
    const { existing, now } = options;
    const found = await readFiles(written.flat(), { ...(existing && { existing }), now });
    const mended = things.flatMap(({ from, mended }) =>
      mended.map((sentence) => (files.length > 1 ? `${from}: ${sentence}` : sentence)),
    );
    const read = keys.map(({ title }) => `Read as ${title}.`);
    return {
      ...found,
      mended: [...new Set([...mended, ...found.mended])],
      findings: [...new Set([...read, ...found.findings])],
    };
  }
}

/** Throws `key/passphrase-needed` and `key/passphrase-wrong` where something is locked. */
async function thingsIn(
  files: readonly ImportFile[],
  { passphrase = '', now }: Options,
): Promise<Takeable[]> {
  const { identify } = await import('../doctor/identify/identify.ts');
  const things: Takeable[] = [];
  for (const { name, content } of files) {
    const bytes = new Uint8Array(await content.arrayBuffer());
    const known = { from: name, now: now.getTime() };
    const opened = passphrase === '' ? {} : { passphrase: utf8(passphrase) };
    things.push(...(await identify(bytes, { ...known, ...opened })));
  }
  if (!things.some(({ locked }) => locked)) return things;
  if (passphrase === '') {
    throw new AppError('key/passphrase-needed', 'this is protected by a passphrase');
  }
  throw new AppError('key/passphrase-wrong', 'this passphrase does not open it');
}

/** Of a key in it that cannot sign the refusal may know less than Inspect's readers do. */
function betterRefusal(refusal: AppError, things: readonly Takeable[]): AppError {
  for (const { kind, title, facts } of things) {
    const algorithm = facts.find(({ name }) => name === 'Algorithm')?.value;
    if (!kind.startsWith('private-key/') || algorithm === undefined) continue;
    if (algorithm !== 'RSA') return new AppError('key/not-rsa', `this is ${title}`);
    if (refusal.code === 'input/not-recognised') {
      const hint = 'Inspect it: there it says what to do.';
      const says = `this is ${title}, which cannot be taken as it is`;
      return new AppError('key/unreadable', says, { hint });
    }
  }
  return refusal;
}

function canSign({ kind, forms }: Takeable): boolean {
  return kind.startsWith('private-key/') && forms.some(({ form }) => form === 'pkcs8');
}

async function asPem({ from, take, forms }: Takeable, form: string): Promise<ImportFile[]> {
  if (!take || !forms.some((one) => one.form === form)) return [];
  return [{ name: from, content: new Blob([await take(form)]) }];
}

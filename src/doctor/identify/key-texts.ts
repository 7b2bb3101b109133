/** Keys that are written as text of their own: SSH's public ones, PuTTY's files, JSON. */
import { base64, fromBase64, utf8 } from '../../core/bytes.ts';
import { readJwks, type Jwk } from '../../core/jwk.ts';
import { rsaKey } from '../../core/private-key.ts';
import { readBlob, readSsh2, readSshLine, type SshPublicKey } from '../../core/ssh.ts';
import type { Takeable } from '../taking.ts';
import { say } from '../words-keys.ts';
import { rows } from './facts.ts';
import { insideOf, keyRows, keyTitle, type Place } from './key-facts.ts';
import { convert, damagedThing, namedThing, requireOfData, wrongForm } from './key-plain.ts';
import { privateKeyThing } from './private-keys.ts';
import { publicKeyThing } from './public-keys.ts';

const SSH2 = '---- BEGIN SSH2 PUBLIC KEY ----';
/** Lines of a list of authorized keys. */
const MOST_LINES = 50;

/** `null` where the text is none of these. */
export async function readKeyText(text: string, place: Place): Promise<Takeable[] | null> {
  const start = text.slice(0, 200).trimStart();
  if (start.startsWith('PuTTY-User-Key-File-')) return readPutty(text, place);
  if (start.startsWith(SSH2)) return readSsh2Block(text, place);
  return (await readSshLines(text, place)) ?? readJson(text, place);
}

/** Every line is a key, or none is taken for one. */
async function readSshLines(text: string, place: Place): Promise<Takeable[] | null> {
  if (!/^\s*(?:#|ssh-|ecdsa-|sk-)/.test(text)) return null;
  const lines = text.split(/\r?\n/).filter((line) => /\S/.test(line) && !/^\s*#/.test(line));
  if (lines.length === 0 || lines.length > MOST_LINES) return null;
  const keys: (SshPublicKey | { fault: unknown })[] = [];
  for (const line of lines) {
    try {
      const key = readSshLine(line);
      if (key === null) return null;
      keys.push(key);
    } catch (fault) {
      keys.push({ fault });
    }
  }
  const things = await Promise.all(
    keys.map((key) =>
      'fault' in key
        ? damagedThing({ label: 'PUBLIC KEY', fault: key.fault }, place)
        : sshThing(key, place),
    ),
  );
  return things.filter((thing) => thing !== null);
}

async function sshThing(key: SshPublicKey, place: Place): Promise<Takeable> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', key.blob));
  const facts = rows({
    Comment: key.comment,
    'SSH fingerprint': `SHA256:${base64(digest).replace(/=+$/, '')}`,
  });
  return publicKeyThing(key, { form: 'ssh', text: 'SSH', facts }, place);
}

async function readSsh2Block(text: string, place: Place): Promise<Takeable[] | null> {
  const begin = text.indexOf(SSH2);
  const end = text.indexOf('---- END SSH2', begin);
  try {
    if (end === -1) throw new Error('the END line is missing');
    return [await sshThing(readSsh2(text.slice(begin + SSH2.length, end)), place)];
  } catch (fault) {
    const thing = damagedThing({ label: 'PUBLIC KEY', fault }, place);
    return thing && [thing];
  }
}

/** Its public half lies open; the private one is not read, encrypted or not. */
async function readPutty(text: string, place: Place): Promise<Takeable[]> {
  const header = (name: string) =>
    new RegExp(`^${name}: ([^\\r\\n]{0,200})`, 'm').exec(text)?.[1] ?? '';
  const thing = namedThing('private-key/putty', 'a PuTTY key file', place, convert('putty'));
  const [version = '', kind = ''] =
    /PuTTY-User-Key-File-(\d): (\S{1,60})/.exec(text)?.slice(1) ?? [];
  const lines = Number(header('Public-Lines'));
  const body = /^Public-Lines: \d{1,4}\r?\n([\s\S]{0,20000})/m.exec(text)?.[1] ?? '';
  const blob = fromBase64(body.split(/\r?\n/).slice(0, lines).join(''));
  const facts = rows(
    { Version: version, Kind: kind, Encryption: header('Encryption'), Comment: header('Comment') },
    ['Version', 'Kind', 'Encryption'],
  );
  try {
    const key = readBlob(blob ?? utf8(''));
    const keys = await keyRows(key);
    const print = keys.find(({ name }) => name === 'Public key SHA-256')?.value;
    return [
      {
        ...thing,
        title: keyTitle(key, 'private', 'PuTTY'),
        facts: [...keys, ...facts],
        ...(print === undefined ? {} : { publicKey: print }),
      },
    ];
  } catch (thrown) {
    requireOfData(thrown);
    return [{ ...thing, facts }];
  }
}

async function readJson(text: string, place: Place): Promise<Takeable[] | null> {
  const file = readJwks(text);
  if (file === null) return null;
  const form = file.set ? `JWK, one of ${file.keys.length}` : 'JWK';
  const things = file.keys.map((key) => {
    if (key instanceof Error) {
      const label = text.includes('"d"') ? 'PRIVATE KEY' : 'PUBLIC KEY';
      return damagedThing({ label, fault: key }, place);
    }
    return jwkThing(key, form, { ...place, from: insideOf(place.from, file.set ? key.id : '') });
  });
  return (await Promise.all(things)).filter((thing) => thing !== null);
}

async function jwkThing(jwk: Jwk, text: string, place: Place): Promise<Takeable> {
  const { publicKey, numbers, isPrivate, id, alg, use } = jwk;
  const facts = rows({ 'Key ID': id, 'Named algorithm': alg, Use: use }, [
    'Named algorithm',
    'Use',
  ]);
  if (publicKey === null) {
    const kind = 'a symmetric key';
    const finding = say({ code: 'inspect/key-not-rsa', severity: 'fault' }, { kind });
    return {
      ...namedThing('symmetric-key/jwk', `${kind} (JWK)`, place, finding),
      secret: true,
      facts,
    };
  }
  if (!isPrivate) return publicKeyThing(publicKey, { form: 'jwk', text, facts }, place);
  const lacksPrimes = publicKey.algorithm === 'RSA' && numbers === undefined;
  const findings = [
    lacksPrimes ? say({ code: 'inspect/key-parts', severity: 'fault' }) : wrongForm(),
    ...place.findings,
  ];
  const key = numbers ? rsaKey(numbers) : { publicKey };
  return privateKeyThing(key, { form: 'jwk', text, facts }, { ...place, findings });
}

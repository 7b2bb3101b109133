/**
 * PKCS#12 (RFC 7292), reading alone: modern files (PBES2) and old ones (triple DES, RC2). By hand, since
 * pkijs reads only modern ones and gives up at the first part that it cannot open.
 */
import { concat, equal, type Bytes } from '../bytes.ts';
import { expectTag, readChildren, readDer, readInteger, readOid, TAG, type Der } from '../der.ts';
import { AppError } from '../errors.ts';
import { toDer } from './ber.ts';
import { MOST_ITEMS, OTHER_PASSPHRASE, type Item, type Keystore } from './keystore.ts';
import {
  decryptKey,
  decryptPart,
  derive,
  HASHES,
  passwordBytes,
  readRounds,
  USE,
} from './pkcs12-key.ts';

const DATA = '1.2.840.113549.1.7.1';
const ENCRYPTED_DATA = '1.2.840.113549.1.7.6';
const BAG = '1.2.840.113549.1.12.10.1.';
const X509 = '1.2.840.113549.1.9.22.1';
const FRIENDLY_NAME = '1.2.840.113549.1.9.20';
/** With more rounds, or a slow hash, an empty passphrase is not tried unasked. */
const QUICK_ROUNDS = 4096;

/** What it holds, as far as the passphrase opens it. Throws plain errors for a broken structure. */
export async function readPkcs12(bytes: Bytes, given?: string): Promise<Keystore> {
  const [version, safe, mac] = readChildren(expectTag(readDer(toDer(bytes)), TAG.sequence));
  if (readInteger(version) !== 3n) throw new Error('its version is not known');
  const content = contentOf(expectTag(safe, TAG.sequence));
  if (content.oid !== DATA) throw new Error('a public key protects it as a whole');
  const signed = expectTag(readChildren(content.inside)[0], TAG.octetString).content;

  const unread = new Set<string>();
  const check = await checkMac(mac, signed, given, unread);
  const passphrase = check === 'wrong' || check === 'needed' ? null : (given ?? '');
  const bags: Der[] = [];
  for (const part of readChildren(expectTag(readDer(toDer(signed)), TAG.sequence))) {
    const opened = await attempt(() => openPart(part, passphrase), unread);
    if (opened) bags.push(...readChildren(expectTag(readDer(toDer(opened)), TAG.sequence)));
  }
  if (bags.length > MOST_ITEMS) throw new Error(`it holds more than ${MOST_ITEMS} entries`);
  const items: Item[] = [];
  for (const bag of bags) items.push(await readBag(bag, passphrase, unread));
  // Without a check of its own, what does not open says the same.
  const isShut = check === 'none' && unread.delete(OTHER_PASSPHRASE);
  const shut = given === undefined ? 'needed' : 'wrong';
  return { items, check: isShut ? shut : check, unread: [...unread] };
}

/** Whether the passphrase is the right one; without one, whether an empty one is. */
async function checkMac(
  mac: Der | undefined,
  signed: Bytes,
  given: string | undefined,
  unread: Set<string>,
): Promise<Keystore['check']> {
  if (mac === undefined) return 'none';
  const [digest, salt, rounds] = readChildren(expectTag(mac, TAG.sequence));
  const [algorithm, value] = readChildren(expectTag(digest, TAG.sequence));
  const hash = HASHES[readOid(readChildren(expectTag(algorithm, TAG.sequence))[0])];
  if (hash === undefined) {
    unread.add('its check of integrity');
    return 'none';
  }
  const from = await attempt(async () => readRounds(salt, rounds), unread);
  if (from === null) return 'none';
  if (given === undefined && (from.rounds > QUICK_ROUNDS || !hash.now)) return 'needed';
  const wanted = expectTag(value, TAG.octetString).content;
  // An empty passphrase is two zero bytes to some programs and nothing to others.
  const passwords = given ? [passwordBytes(given)] : [passwordBytes(''), new Uint8Array()];
  for (const password of passwords) {
    const raw = await derive(hash, USE.mac, password, from, hash.bytes);
    const algorithm = { name: 'HMAC', hash: hash.name };
    const key = await crypto.subtle.importKey('raw', raw, algorithm, false, ['sign']);
    const found = new Uint8Array(await crypto.subtle.sign('HMAC', key, signed));
    if (equal(found, wanted)) return 'right';
  }
  return given === undefined ? 'needed' : 'wrong';
}

/** The bags in one part; `null` where the passphrase is missing. */
async function openPart(part: Der, passphrase: string | null): Promise<Bytes | null> {
  const { oid, inside } = contentOf(part);
  const [content] = readChildren(inside);
  if (oid === DATA) return expectTag(content, TAG.octetString).content;
  if (oid !== ENCRYPTED_DATA) {
    throw new AppError('key/encryption-unsupported', 'it is encrypted with a public key');
  }
  const [, info] = readChildren(expectTag(content, TAG.sequence));
  const [, algorithm, sealed] = readChildren(expectTag(info, TAG.sequence));
  if (passphrase === null) return null;
  return decryptPart(expectTag(algorithm, TAG.sequence), piecesOf(sealed), passphrase);
}

/** [0] IMPLICIT OCTET STRING, whole or in pieces. */
function piecesOf(sealed: Der | undefined): Bytes {
  if (sealed?.tag !== TAG.context0) return expectTag(sealed, 0x80).content;
  const pieces = readChildren(sealed).map((piece) => expectTag(piece, TAG.octetString).content);
  return concat(...pieces);
}

async function readBag(bag: Der, passphrase: string | null, unread: Set<string>): Promise<Item> {
  const [type, value, attributes] = readChildren(expectTag(bag, TAG.sequence));
  const alias = friendlyName(attributes);
  const [content] = readChildren(expectTag(value, TAG.context0));
  const kind = readOid(type).replace(BAG, '');
  if (kind === '1') return { alias, kind: 'key', pkcs8: expectTag(content, TAG.sequence).bytes };
  if (kind === '2') {
    const { bytes } = expectTag(content, TAG.sequence);
    const pkcs8 = await attempt(
      async () => (passphrase === null ? null : decryptKey(bytes, passphrase)),
      unread,
    );
    return pkcs8 ? { alias, kind: 'key', pkcs8 } : { alias, kind: 'sealed' };
  }
  if (kind !== '3') return { alias, kind: 'other' };
  const [form, certificate] = readChildren(expectTag(content, TAG.sequence));
  if (readOid(form) !== X509) return { alias, kind: 'other' };
  const [der] = readChildren(expectTag(certificate, TAG.context0));
  return { alias, kind: 'certificate', der: expectTag(der, TAG.octetString).content };
}

/** `null` where it does not open; by what it is protected is noted then. */
async function attempt<T>(open: () => Promise<T>, unread: Set<string>): Promise<T | null> {
  try {
    return await open();
  } catch (cause) {
    if (!(cause instanceof AppError)) throw cause;
    unread.add(cause.code === 'key/passphrase-wrong' ? OTHER_PASSPHRASE : schemeOf(cause));
    return null;
  }
}

/** The end of "this key is encrypted with …". */
function schemeOf({ message }: AppError): string {
  return message.replace(/^.*\bencrypted with /, '');
}

function contentOf(info: Der): { oid: string; inside: Der } {
  const [oid, content] = readChildren(info);
  return { oid: readOid(oid), inside: expectTag(content, TAG.context0) };
}

function friendlyName(attributes: Der | undefined): string {
  for (const attribute of attributes ? readChildren(attributes) : []) {
    const [type, values] = readChildren(expectTag(attribute, TAG.sequence));
    const [name] = values ? readChildren(values) : [];
    if (readOid(type) !== FRIENDLY_NAME || name?.tag !== 0x1e) continue;
    return new TextDecoder('utf-16be').decode(name.content.subarray(0, 512));
  }
  return '';
}

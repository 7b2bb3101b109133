/**
 * Java's own keystores, JKS and JCEKS (OpenJDK: sun.security.provider.JavaKeyStore, KeyProtector). Aliases
 * and certificates lie open; a JKS key is hidden under a SHA-1 keystream, one of JCEKS under triple DES with
 * MD5, which is not read here.
 */
import { concat, equal, utf8, type Bytes } from '../bytes.ts';
import { expectTag, readChildren, readDer, readOid, TAG } from '../der.ts';
import { sha1 } from './hashes.ts';
import { MOST_ITEMS, OTHER_PASSPHRASE, type Item, type Keystore } from './keystore.ts';

const JKS = 0xfeedfeed;
const JCEKS = 0xcececece;
const JKS_PROTECTION = '1.3.6.1.4.1.42.2.17.1.1';
const WHITENER = utf8('Mighty Aphrodite');
const HASH = 20;
const KEY = 1;
const CERTIFICATE = 2;
const SECRET = 3;

/** By its first four bytes; `null` where it is neither. */
export function javaKeystoreKind(bytes: Bytes): 'JKS' | 'JCEKS' | null {
  if (bytes.length < 12) return null;
  const magic = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  if (magic === JKS) return 'JKS';
  return magic === JCEKS ? 'JCEKS' : null;
}

/** What it holds; the keys where the passphrase opens them. Throws plain errors for a broken structure. */
export function readJks(bytes: Bytes, passphrase?: string): Keystore {
  const reader = createReader(bytes.subarray(0, -HASH));
  const items: Item[] = [];
  const unread = new Set<string>();
  reader.skip(4);
  const version = reader.uint32();
  if (version !== 1 && version !== 2) throw new Error('its version is not known');
  const count = reader.uint32();
  if (count > MOST_ITEMS) throw new Error(`it holds more than ${MOST_ITEMS} entries`);
  const password = passphrase === undefined ? null : utf16(passphrase);
  const certificate = (): Bytes => {
    if (version === 2) reader.text(); // X.509
    return reader.bytes(reader.uint32());
  };
  for (let entry = 0; entry < count; entry += 1) {
    const tag = reader.uint32();
    const alias = reader.text();
    reader.skip(8); // when it was made
    if (tag === KEY) {
      const sealed = reader.bytes(reader.uint32());
      const pkcs8 = password && openKey(sealed, password, unread);
      items.push(pkcs8 ? { alias, kind: 'key', pkcs8 } : { alias, kind: 'sealed' });
      const chain = reader.uint32();
      if (chain > MOST_ITEMS) throw new Error('a chain in it is too long');
      for (let at = 0; at < chain; at += 1) {
        items.push({ alias, kind: 'certificate', der: certificate() });
      }
    } else if (tag === CERTIFICATE) {
      items.push({ alias, kind: 'certificate', der: certificate() });
    } else if (tag === SECRET) {
      // A serialised Java object without a length: where the next entry begins cannot be told.
      items.push({ alias, kind: 'other' });
      unread.add('what follows a secret key');
      break;
    } else {
      throw new Error('an entry of an unknown kind stands in it');
    }
  }
  if (!unread.has('what follows a secret key') && !reader.atEnd()) {
    throw new Error('more bytes follow its last entry');
  }
  const check = checkOf(bytes, password);
  if (check === 'wrong') unread.delete(OTHER_PASSPHRASE);
  return { items, check, unread: [...unread] };
}

function checkOf(bytes: Bytes, password: Bytes | null): Keystore['check'] {
  if (password === null) return 'needed';
  const digest = sha1(concat(password, WHITENER, bytes.subarray(0, -HASH)));
  return equal(digest, bytes.subarray(-HASH)) ? 'right' : 'wrong';
}

/** `null` where the password is another, or the protection one that is not read here. */
function openKey(der: Bytes, password: Bytes, unread: Set<string>): Bytes | null {
  const [algorithm, data] = readChildren(expectTag(readDer(der), TAG.sequence));
  const [oid] = readChildren(expectTag(algorithm, TAG.sequence));
  if (readOid(oid) !== JKS_PROTECTION) {
    unread.add('keys under JCEKS’s triple DES');
    return null;
  }
  const sealed = expectTag(data, TAG.octetString).content;
  const hidden = sealed.subarray(HASH, -HASH);
  const plain = new Uint8Array(hidden.length);
  let stream = sealed.subarray(0, HASH);
  for (let at = 0; at < hidden.length; at += HASH) {
    stream = sha1(concat(password, stream));
    for (const [offset, byte] of hidden.subarray(at, at + HASH).entries()) {
      plain[at + offset] = byte ^ (stream[offset] ?? 0);
    }
  }
  if (equal(sha1(concat(password, plain)), sealed.subarray(-HASH))) return plain;
  unread.add(OTHER_PASSPHRASE);
  return null;
}

/** Big endian, without a mark, as Java hands a password over. */
function utf16(text: string): Bytes {
  return Uint8Array.from({ length: text.length * 2 }, (_, at) => {
    const code = text.charCodeAt(at >> 1);
    return at % 2 === 0 ? code >> 8 : code & 0xff;
  });
}

function createReader(bytes: Bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  const skip = (length: number): number => {
    if (length > bytes.length - at) throw new Error('it is cut off');
    at += length;
    return at - length;
  };
  const read = (length: number): Bytes => {
    const start = skip(length);
    return bytes.subarray(start, start + length);
  };
  return {
    skip,
    bytes: read,
    uint32: (): number => view.getUint32(skip(4)),
    text: (): string => new TextDecoder().decode(read(view.getUint16(skip(2)))),
    atEnd: (): boolean => at === bytes.length,
  };
}

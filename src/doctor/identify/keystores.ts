/** Keystores: what lies open in them, and what the passphrase opens. */
import type { Bytes } from '../../core/bytes.ts';
import { readJks } from '../../core/keystore/jks.ts';
import type { Item, Keystore } from '../../core/keystore/keystore.ts';
import { readPkcs12 } from '../../core/keystore/pkcs12.ts';
import { readPrivateKey } from '../../core/private-key.ts';
import type { Finding } from '../finding.ts';
import type { Takeable } from '../taking.ts';
import { say } from '../words-keys.ts';
import { ALONE, certificateThing, standingsOf, type Standing } from './certificates.ts';
import { rows } from './facts.ts';
import { insideOf, type Place } from './key-facts.ts';
import { damagedThing } from './key-plain.ts';
import { privateKeyThing } from './private-keys.ts';

export type KeystoreName = 'PKCS#12' | 'JKS' | 'JCEKS';

/** More entries are a store of authorities: they are counted, and not shown one by one. */
const MOST = 50;

const OPENSSL =
  'openssl pkcs12 -legacy -in store.p12 -nodes -out store.pem (without -legacy before OpenSSL 3)';
const KEYTOOL =
  'keytool -importkeystore -srckeystore store.jks -destkeystore store.p12 -deststoretype PKCS12';

/** The keystore itself, then what is in it. Throws plain errors for a broken structure. */
export async function readKeystore(
  bytes: Bytes,
  name: KeystoreName,
  place: Place,
): Promise<Takeable[]> {
  const store =
    name === 'PKCS#12'
      ? await readPkcs12(bytes, place.passphrase)
      : readJks(bytes, place.passphrase);
  const items = store.items.length > MOST ? [] : store.items;
  const standings = standingsOf(
    items.flatMap((item) => (item.kind === 'certificate' ? [item.der] : [])),
  );
  const things = await Promise.all(items.map((item) => itemThing(item, standings, place)));
  return [storeThing(store, name, place), ...things.filter((thing) => thing !== null)];
}

function storeThing(
  { items, check, unread }: Keystore,
  name: KeystoreName,
  { from, mended, findings, passphrase }: Place,
): Takeable {
  const count = (...kinds: Item['kind'][]) =>
    items.filter(({ kind }) => kinds.includes(kind)).length;
  // The certificates of JKS lie open.
  const hasShut = name === 'PKCS#12' || count('sealed') > 0;
  const isShut = check === 'wrong' || (check === 'needed' && hasShut);
  const isWrong = check === 'wrong' || (check === 'needed' && passphrase !== undefined);
  const own: (Finding | false)[] = [
    isWrong && say({ code: 'inspect/passphrase-wrong', severity: 'fault' }),
    isShut && !isWrong && say({ code: 'inspect/passphrase-needed', severity: 'note' }),
    // A store of certificates alone was never meant for sf.
    say({ code: 'inspect/keystore', severity: count('key', 'sealed') > 0 ? 'fault' : 'note' }),
    unread.length > 0 &&
      say(
        {
          code: 'inspect/keystore-unread',
          severity: 'fault',
          evidence: unread.map((text) => ({ text: `not read: ${text}` })),
        },
        { command: name === 'PKCS#12' ? OPENSSL : KEYTOOL },
      ),
  ];
  const aliases = [...new Set(items.map(({ alias }) => alias).filter((alias) => alias !== ''))];
  return {
    kind: `keystore/${name.toLowerCase().replace('#', '')}`,
    title: `a ${name} keystore`,
    from,
    secret: true,
    facts: rows(
      {
        'Private keys': String(count('key', 'sealed')),
        // Those of PKCS#12 are shut in as well.
        Certificates: isShut && count('certificate') === 0 ? '' : String(count('certificate')),
        'Other entries': count('other') === 0 ? '' : String(count('other')),
        Aliases: aliases.slice(0, MOST).join(', '),
      },
      ['Private keys', 'Certificates', 'Other entries'],
    ),
    mended,
    findings: [...own.filter((finding) => finding !== false), ...findings],
    forms: [],
    ...(isShut ? { locked: true } : {}),
  };
}

async function itemThing(
  item: Item,
  standings: ReadonlyMap<Bytes, Standing>,
  place: Place,
): Promise<Takeable | null> {
  const from = insideOf(place.from, item.alias);
  const here = { ...place, from, mended: [], findings: [] };
  const label = item.kind === 'key' ? 'PRIVATE KEY' : 'CERTIFICATE';
  try {
    if (item.kind === 'key') {
      const key = readPrivateKey(item.pkcs8, 'pkcs8');
      return await privateKeyThing(key, { form: 'pkcs8', text: 'in a keystore' }, here);
    }
    if (item.kind !== 'certificate') return null;
    return await certificateThing(item.der, standings.get(item.der) ?? ALONE, here);
  } catch (fault) {
    return damagedThing({ label, fault }, here);
  }
}

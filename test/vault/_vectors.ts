/**
 * Published answers, for what the vault is built of as this machine does it. The same code runs in Node
 * and, built, in a browser; so it imports nothing of either.
 */
import { equal, hex, utf8, type Bytes } from '../../src/core/bytes.ts';
import { deriveBytes } from '../../src/vault/argon2.ts';
import { openBackup } from '../../src/vault/backup.ts';
import { hkdf } from '../../src/vault/format.ts';
import { openContent } from '../../src/vault/record.ts';
import backup from './backup-1.json' with { type: 'json' };

export interface Answer {
  name: string;
  /** In hex, or JSON. */
  expected: string;
  actual: string;
}

/**
 * src/test.c of the reference implementation of RFC 9106 (phc-winner-argon2, CC0 or Apache 2.0), version
 * 0x13, Argon2id: KiB, passes, lanes, password, salt, and the 32 bytes.
 */
const ARGON2 = [
  [
    65_536,
    2,
    1,
    'password',
    'somesalt',
    '09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7',
  ],
  [
    262_144,
    2,
    1,
    'password',
    'somesalt',
    '78fe1ec91fb3aa5657d72e710854e4c3d9b9198c742f9616c2f085bed95b2e8c',
  ],
  [
    256,
    2,
    1,
    'password',
    'somesalt',
    '9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe',
  ],
  [
    256,
    2,
    2,
    'password',
    'somesalt',
    '6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037',
  ],
  [
    65_536,
    1,
    1,
    'password',
    'somesalt',
    'f6a5adc1ba723dddef9b5ac1d464e180fcd9dffc9d1cbf76cca2fed795d9ca98',
  ],
  [
    65_536,
    4,
    1,
    'password',
    'somesalt',
    '9025d48e68ef7395cca9079da4c4ec3affb3c8911fe4f86d1a2520856f63172c',
  ],
  [
    65_536,
    2,
    1,
    'differentpassword',
    'somesalt',
    '0b84d652cf6b0c4beaef0dfe278ba6a80df6696281d7e0d2891b817d8c458fde',
  ],
  [
    65_536,
    2,
    1,
    'password',
    'diffsalt',
    'bdf32b05ccc42eb15d58fd19b1f856b113da1e9a5874fdcc544308565aa8141c',
  ],
] as const;

/** RFC 5869, A.1 to A.3: material, salt, info and what comes of them. */
const HKDF = [
  [
    '0b'.repeat(22),
    '000102030405060708090a0b0c',
    'f0f1f2f3f4f5f6f7f8f9',
    '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
  ],
  [
    run(0x00, 80),
    run(0x60, 80),
    run(0xb0, 80),
    'b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87',
  ],
  [
    '0b'.repeat(22),
    '',
    '',
    '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
  ],
] as const;

const GCM_KEY = 'feffe9928665731c6d6a8f9467308308'.repeat(2);
const GCM_PLAIN =
  'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255';
const GCM_SEALED =
  '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad';

/**
 * McGrew and Viega, The Galois/Counter Mode of Operation (GCM), as NIST publishes it (the proposal that
 * SP 800-38D came of), appendix B, test cases 13 to 16: key, iv, associated data, plaintext, ciphertext with its tag.
 */
const GCM = [
  ['00'.repeat(32), '00'.repeat(12), '', '', '530f8afbc74536b9a963b4f1c4cb738b'],
  [
    '00'.repeat(32),
    '00'.repeat(12),
    '',
    '00'.repeat(16),
    'cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919',
  ],
  [
    GCM_KEY,
    'cafebabefacedbaddecaf888',
    '',
    GCM_PLAIN,
    `${GCM_SEALED}b094dac5d93471bdec1a502270e3cc6c`,
  ],
  [
    GCM_KEY,
    'cafebabefacedbaddecaf888',
    'feedfacedeadbeeffeedfacedeadbeefabaddad2',
    GCM_PLAIN.slice(0, 120),
    `${GCM_SEALED.slice(0, 120)}76fc6ece0f4e1768cddf8853bb2d551b`,
  ],
] as const;

/** All of them, one after the other. */
export async function answers(): Promise<Answer[]> {
  const all: Answer[] = [];
  for (const [memory, passes, lanes, password, salt, expected] of ARGON2) {
    const derived = await deriveBytes(utf8(password), utf8(salt), { memory, passes, lanes });
    const name = `Argon2id of ${memory} KiB, ${passes} passes, ${lanes} lanes, ${password}, ${salt}`;
    all.push({ name, expected, actual: hex(derived) });
  }
  for (const [at, [material, salt, info, expected]] of HKDF.entries()) {
    const key = await crypto.subtle.importKey('raw', bytes(material), 'HKDF', false, [
      'deriveBits',
    ]);
    const params = { ...hkdf(bytes(salt), ''), info: bytes(info) };
    const derived = await crypto.subtle.deriveBits(params, key, expected.length * 4);
    all.push({ name: `HKDF of A.${at + 1}`, expected, actual: hex(new Uint8Array(derived)) });
  }
  for (const [at, [key, iv, additionalData, plain, expected]] of GCM.entries()) {
    const aes = await crypto.subtle.importKey('raw', bytes(key), 'AES-GCM', false, [
      'encrypt',
      'decrypt',
    ]);
    const params = { name: 'AES-GCM', iv: bytes(iv), additionalData: bytes(additionalData) };
    const sealed = new Uint8Array(await crypto.subtle.encrypt(params, aes, bytes(plain)));
    all.push({ name: `AES-GCM of case ${at + 13}, sealed`, expected, actual: hex(sealed) });
    const opened = new Uint8Array(await crypto.subtle.decrypt(params, aes, sealed));
    const same = equal(opened, bytes(plain)) ? plain : 'another';
    all.push({ name: `AES-GCM of case ${at + 13}, opened`, expected: plain, actual: same });
  }
  return [...all, ...(await backupAnswers())];
}

/** The backup of backup-1.json, both ways: what ECDH, AES-GCM, HKDF and HMAC come to together. */
async function backupAnswers(): Promise<Answer[]> {
  const { underTheVaultsWays: vaults, underItsOwn: own } = backup;
  const expected = JSON.stringify(backup.contents.map(({ id, secret }) => [id, secret]).sort());
  const both = [
    { name: 'the recovery key', file: vaults.file, way: { recovery: utf8(vaults.recoveryKey) } },
    { name: 'its own passphrase', file: own.file, way: { passphrase: utf8(own.passphrase) } },
  ];
  return Promise.all(
    both.map(async ({ name, file, way }) => {
      const { keys, items } = await openBackup(file, way);
      const secrets = await Promise.all(
        items.map(async ({ record }) => {
          const { id, secret } = await openContent(keys, record, { secret: true });
          return [id, hex(secret ?? new Uint8Array())];
        }),
      );
      return { name: `backup by ${name}`, expected, actual: JSON.stringify(secrets.sort()) };
    }),
  );
}

function bytes(text: string): Bytes {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** So many bytes that count up from the first one, in hex. */
function run(first: number, count: number): string {
  return hex(Uint8Array.from({ length: count }, (_, at) => first + at));
}

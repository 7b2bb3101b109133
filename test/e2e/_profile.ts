/** One browser profile on the disk, which lives longer than a browser; and what lies in it. */
import { chromium, type BrowserContext } from '@playwright/test';
import { createPrivateKey } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BROWSER_FLAGS, findBrowser } from '../_browser.ts';

export interface Profile {
  folder: string;
  /** A browser on this profile; one at a time. Closing it is a clean exit. */
  start(): Promise<BrowserContext>;
  remove(): Promise<void>;
}

/** A new profile. `proxy` is where its browsers send everything. */
export async function makeProfile(options: { baseURL: string; proxy: string }): Promise<Profile> {
  const folder = await mkdtemp(join(tmpdir(), 'keybearer-profile-'));
  return {
    folder,
    start: () =>
      chromium.launchPersistentContext(folder, {
        executablePath: findBrowser() ?? '',
        args: BROWSER_FLAGS,
        baseURL: options.baseURL,
        proxy: { server: options.proxy, bypass: '<-loopback>' },
        ignoreHTTPSErrors: true,
        acceptDownloads: true,
      }),
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** Something that must not lie in clear, and all the ways in which it could. */
export interface Needle {
  what: string;
  bytes: Buffer;
}

/** A text as UTF-8 and UTF-16, raw, in hexadecimal and in base64. */
export function textNeedles(what: string, text: string): Needle[] {
  return [
    ...bytesNeedles(`${what} in UTF-8`, Buffer.from(text, 'utf8')),
    ...bytesNeedles(`${what} in UTF-16`, Buffer.from(text, 'utf16le')),
  ];
}

/** Bytes raw, in hexadecimal and in base64, whatever stands before them; the codes in UTF-16 too. */
export function bytesNeedles(what: string, bytes: Buffer): Needle[] {
  const codes = [
    ['hexadecimal', bytes.toString('hex')],
    ['upper-case hexadecimal', bytes.toString('hex').toUpperCase()],
    ...[0, 1, 2].map((shift) => [`base64 at ${shift}`, base64At(bytes, shift)]),
  ] as const;
  return [
    { what: `${what}, raw`, bytes },
    ...codes.flatMap(([code, text = '']) => [
      { what: `${what}, ${code}`, bytes: Buffer.from(text, 'utf8') },
      { what: `${what}, ${code} in UTF-16`, bytes: Buffer.from(text, 'utf16le') },
    ]),
  ];
}

/** The base64 of the bytes as it would look with `shift` bytes before them: only what is certain. */
function base64At(bytes: Buffer, shift: number): string {
  const whole = Buffer.concat([Buffer.alloc(shift), bytes])
    .toString('base64')
    .replace(/=+$/, '');
  return whole.slice(shift === 0 ? 0 : shift + 1, whole.length - 1);
}

/** Every line of a PEM, without its frame: what a damaged copy would still hold. */
export function pemNeedles(what: string, pem: string): Needle[] {
  const lines = pem.split('\n').filter((line) => line.length === 64 && !line.startsWith('-'));
  return lines.flatMap((line, at) =>
    (['utf8', 'utf16le'] as const).map((encoding) => ({
      what: `${what}, PEM line ${at + 1} in ${encoding}`,
      bytes: Buffer.from(line, encoding),
    })),
  );
}

/** A private key as it could lie somewhere: its PEM lines, its numbers, the whole PKCS#8. */
export function keyNeedles(pem: string): Needle[] {
  const key = createPrivateKey(pem);
  const der = key.export({ type: 'pkcs8', format: 'der' });
  const numbers = key.export({ format: 'jwk' });
  return [
    ...pemNeedles('private key', pem),
    ...bytesNeedles('PKCS#8', der),
    ...(['d', 'p', 'q', 'dp', 'dq', 'qi'] as const).flatMap((name) => {
      const bytes = Buffer.from(numbers[name] ?? '', 'base64url');
      return [
        // A part of it is as bad as the whole.
        ...bytesNeedles(`${name}, its first half`, bytes.subarray(0, bytes.length / 2)),
        ...bytesNeedles(`${name}, its second half`, bytes.subarray(bytes.length / 2)),
        ...textNeedles(`${name} as in a JWK`, numbers[name] ?? ''),
      ];
    }),
  ];
}

/** What of the needles lies in which file of a folder, "what: file". Searches every file whole. */
export async function search(folder: string, needles: readonly Needle[]): Promise<string[]> {
  const found: string[] = [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const content = await readFile(path);
    for (const { what, bytes } of needles) {
      if (content.includes(bytes)) found.push(`${what}: ${path.slice(folder.length + 1)}`);
    }
  }
  return found;
}

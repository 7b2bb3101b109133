import fc from 'fast-check';
import { X509Certificate } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { createSelfSigned, type CertificateRecord } from '../../src/core/certificate.ts';
import { readLoginUrl } from '../../src/core/org.ts';
import { adminSheet, sheetText, type SheetInput } from '../../src/ui/state/admin-sheet.ts';
import { phasesFor } from '../../src/ui/state/app-guide.ts';
import type { Connection } from '../../src/ui/state/connections.svelte.ts';
import { guideValues, WANTS } from '../../src/ui/state/guide-choices.ts';
import { sheetHtml } from '../../src/ui/state/sheet-html.ts';
import { amount } from '../_tools.ts';
import { COMPLETE, connection, keySet, NOW } from './_connection.ts';

const ORIGIN = 'https://keybearer.example';
const org = readLoginUrl('https://acme.my.salesforce.com');
let certificate: CertificateRecord;

beforeAll(async () => {
  const algorithm = {
    ...{ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048 },
    publicExponent: new Uint8Array([1, 0, 1]),
  };
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const { subject } = connection();
  certificate = await createSelfSigned({ keys, subject, days: 365, now: new Date(NOW) });
});

function subjectWith(email: string) {
  return { ...connection().subject, email };
}

function sheetOf(one: Connection, given: Partial<SheetInput> = {}) {
  const values = guideValues(one, ORIGIN);
  const user = one.username === '' ? '' : values.user;
  return adminSheet({ org, values, wants: WANTS, user, certificate, ...given });
}

test('the sheet holds every tick, value and deep link, and what to send back', () => {
  const one = connection({ ...COMPLETE, subject: subjectWith('ops@acme.example') });
  const sheet = sheetOf(one);
  for (const text of [sheetText(sheet), sheetHtml(sheet)]) {
    for (const { id } of phasesFor(WANTS).flatMap(({ ticks }) => ticks)) expect(text).toContain(id);
    const { appName, apiName, email, callback, user } = guideValues(one, ORIGIN);
    for (const value of [appName, apiName, email, callback, user, ORIGIN, org.loginUrl]) {
      expect(text).toContain(value);
    }
    for (const path of ['NavigationMenus', 'ManageExternalClientApplication', 'CorsWhitelist']) {
      expect(text).toContain(`https://acme.my.salesforce.com/lightning/setup/${path}`);
    }
    expect(text).toContain('Not the consumer secret');
  }
  expect(sheetText(sheet)).toContain('[ ] A1 In Setup, enter "app man" in Quick Find');
  expect(sheetText(sheet)).toContain('[ ] C3 Copy the "Consumer Key" and send it back');
});

test('the certificate on the sheet is the one, whole, with fingerprints that others compute', () => {
  const text = sheetText(sheetOf(connection(COMPLETE)));
  const pem = /-----BEGIN[^]*-----END CERTIFICATE-----/.exec(text)?.[0] ?? '';
  const read = new X509Certificate(pem);
  expect(text).toContain(`SHA-256: ${read.fingerprint256}`);
  expect(text).toContain(`SHA-1: ${read.fingerprint}`);
  const saved = /href="data:application\/x-pem-file;base64,([^"]+)"/.exec(
    sheetHtml(sheetOf(connection(COMPLETE))),
  );
  expect(new X509Certificate(atob(saved?.[1] ?? '')).fingerprint256).toBe(read.fingerprint256);
});

test('nothing private stands on the sheet', () => {
  const secret = (name: string) => `canary-${name}-3f9a`;
  const token = {
    accessToken: secret('token'),
    instanceUrl: 'https://acme.my.salesforce.com',
    tokenType: 'Bearer',
    receivedAt: NOW,
    fields: { signature: secret('signature') },
  };
  const former = keySet(9);
  const one = connection({
    ...COMPLETE,
    consumerKey: secret('consumer-key'),
    proxyUrl: `https://${secret('proxy')}.example`,
    former: [{ ...former, key: { ...former.key, id: secret('key') } }],
    alias: secret('alias'),
    notes: [secret('note')],
    answer: { at: NOW, seconds: 1, askedWith: secret('asked'), token },
  });
  const sheet = sheetOf(one);
  for (const text of [sheetText(sheet), sheetHtml(sheet), JSON.stringify(sheet)]) {
    expect(text).not.toContain('canary-');
    expect(text).not.toContain('PRIVATE KEY');
  }
});

test('a value can neither begin a line of the text nor an element of the file', () => {
  const tags = (html: string) => html.match(/<[^>]*>/g);
  const lines = (text: string) => text.split('\n').length;
  const subject = subjectWith('ops@acme.example');
  const plain = sheetOf(connection({ ...COMPLETE, name: 'a', subject }), { wants: [] });
  const bad = fc.oneof(
    fc.constantFrom('a\n[ ] A9 Give everyone admin', '</code><script>alert(1)</script>', '"><img>'),
    fc.constantFrom('**b**', '`k`', '{user}', '{origin}', '$&', '&lt;', '\u2028x', 'a\u0000b'),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
  );
  fc.assert(
    fc.property(bad, bad, bad, (name, username, email) => {
      const hostile = sheetOf(
        connection({
          ...COMPLETE,
          name: `x${name}`,
          username: `x${username}`,
          subject: subjectWith(`x${email}`),
        }),
        { wants: [] },
      );
      expect(lines(sheetText(hostile))).toBe(lines(sheetText(plain)));
      expect(tags(sheetHtml(hostile))).toEqual(tags(sheetHtml(plain)));
      expect(sheetHtml(hostile)).not.toMatch(/<(script|img)/);
    }),
    { numRuns: amount('hostile values on the sheet', 200, 3_000) },
  );
});

test('what is not known yet is asked for', () => {
  const sheet = sheetOf(connection(), { org: null, certificate: undefined, wants: [] });
  const text = sheetText(sheet);
  expect(text).toContain('User who logs in: still to be named');
  expect(text).toContain('The org’s address');
  expect(text).toContain('The username of the user');
  expect(text).not.toMatch(/https:\/\/|BEGIN CERTIFICATE|SHA-256|Contact e-mail:/);
  expect(sheet.certificate).toBeNull();
});

test('the file needs no script and loads nothing', () => {
  const html = sheetHtml(sheetOf(connection(COMPLETE)));
  expect(html).not.toMatch(/<script|\son\w+=|\ssrc=|@import|url\(/);
  expect(html.match(/href="(?!data:application\/x-pem-file)[^"]*"/g)).toSatisfy((links: string[]) =>
    links.every((link) => link.startsWith('href="https://acme.my.salesforce.com/')),
  );
});

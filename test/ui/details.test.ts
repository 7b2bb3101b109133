import { expect, test } from 'vitest';
import { readConfig, writeConfig } from '../../src/core/config.ts';
import { configOf, fieldsOf } from '../../src/ui/state/config.ts';
import { nameOf, readDetails } from '../../src/ui/state/details.ts';
import { COMPLETE, connection, keySet } from './_connection.ts';

test.each([
  ['loginUrl', '', 'org/empty'],
  ['loginUrl', 'https://example.com', 'org/not-salesforce'],
  ['consumerKey', '3MVG9 abc defghijkl', 'details/consumer-key-shape'],
  ['consumerKey', '3MVG', 'details/consumer-key-shape'],
  ['username', 'deploy', 'details/username-shape'],
  ['username', 'a b@c.example', 'details/username-shape'],
  ['lifetime', '301', 'details/lifetime'],
  ['lifetime', '0', 'details/lifetime'],
  ['lifetime', '1.5', 'details/lifetime'],
  ['lifetime', '', 'details/lifetime'],
] as const)('%s "%s" is refused with %s', (field, value, code) => {
  const details = readDetails(connection({ ...COMPLETE, [field]: value }), null);
  expect(details.errors[field]?.code).toBe(code);
  expect(details.complete).toBe(false);
});

test('white space round the details, which copying adds, is not an error', () => {
  const spaced = Object.fromEntries(
    Object.entries(COMPLETE).map(([field, value]) => [field, ` ${String(value)}\n`]),
  );
  expect(readDetails(connection(spaced), null).complete).toBe(true);
});

test('a lifetime over 300 that a jwt.json holds is kept, and only that one', () => {
  const { config } = readConfig(JSON.stringify({ ...FILE, expiresIn: 900 }));
  const filled = connection({ ...fieldsOf(config), loginUrl: COMPLETE.loginUrl! });
  expect(readDetails(filled, null).errors.lifetime).toBeNull();
  expect(readDetails({ ...filled, lifetime: '901' }, null).errors.lifetime?.code).toBe(
    'details/lifetime',
  );
});

const FILE = {
  consumerKey: COMPLETE.consumerKey,
  subject: COMPLETE.username,
  sandbox: true,
  expiresIn: 300,
  privateKeyFile: './certs/server.key',
};

test('a jwt.json that went through a connection untouched comes out byte for byte', () => {
  const text = JSON.stringify({ ...FILE, note: 'ours', nested: { a: [1] } }, null, 2);
  const filled = connection(fieldsOf(readConfig(text).config));
  const config = configOf(filled, readDetails(filled, null));
  expect(config && writeConfig(config)).toBe(text);
});

test('a connection is called by its own name, its org, its certificate, in that order', () => {
  const made = { current: keySet(365) };
  expect(nameOf(connection({ ...COMPLETE, ...made, name: ' UAT ' }), null)).toBe('UAT');
  expect(nameOf(connection({ ...COMPLETE, ...made }), null)).toBe('acme--uat');
  expect(nameOf(connection(made), null)).toBe('acme-uat-deploy');
  expect(nameOf(connection(), null)).toBe('New connection');
});

import { expect, test } from 'vitest';
import { readConfig, writeConfig } from '../../src/core/config.ts';
import { configOf, fieldsOf } from '../../src/ui/state/config.ts';
import { nameOf, readDetails } from '../../src/ui/state/details.ts';
import { COMPLETE, connection, keySet, PRACTICE } from './_connection.ts';

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
  const details = readDetails(connection({ ...COMPLETE, [field]: value }), PRACTICE);
  expect(details.errors[field]?.code).toBe(code);
  expect(details.complete).toBe(false);
});

test('white space round the details, which copying adds, is not an error', () => {
  const spaced = Object.fromEntries(
    Object.entries(COMPLETE).map(([field, value]) => [field, ` ${String(value)}\n`]),
  );
  expect(readDetails(connection(spaced), PRACTICE).complete).toBe(true);
});

test('a lifetime over 300 that a jwt.json holds is kept, and only that one', () => {
  const { config } = readConfig(JSON.stringify({ ...FILE, expiresIn: 900 }));
  const filled = connection({ ...fieldsOf(config), loginUrl: COMPLETE.loginUrl! });
  expect(readDetails(filled, PRACTICE).errors.lifetime).toBeNull();
  expect(readDetails({ ...filled, lifetime: '901' }, PRACTICE).errors.lifetime?.code).toBe(
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
  const config = configOf(filled, readDetails(filled, PRACTICE));
  expect(config && writeConfig(config)).toBe(text);
});

function named(given: Parameters<typeof connection>[0]): string {
  const one = connection(given);
  return nameOf(one, readDetails(one, PRACTICE));
}

test('a connection is called by its own name, its org, its certificate, in that order', () => {
  const made = { current: keySet(365) };
  expect(named({ ...COMPLETE, ...made, name: ' UAT ' })).toBe('UAT');
  expect(named({ ...COMPLETE, ...made })).toBe('acme--uat');
  expect(named(made)).toBe('acme-uat-deploy');
  expect(named({})).toBe('New connection');
});

import { expect, test } from 'vitest';
import { secured } from '../../src/sw/headers.ts';
import { BUILD } from './_build.ts';

function headers(path: string, sent: Record<string, string>): Record<string, string> {
  const response = new Response('body', { headers: { 'content-type': 'text/html', ...sent } });
  const { 'content-type': type, ...rest } = Object.fromEntries(
    secured(response, path, BUILD).headers,
  );
  expect(type).toBe('text/html');
  return rest;
}

test('a page without headers gets ours', () => {
  expect(headers('', {})).toEqual({ 'content-security-policy': 'ours', 'x-frame-options': 'DENY' });
});

test('what the host sent stands, whatever it says', () => {
  const sent = { 'content-security-policy': 'theirs', 'x-frame-options': 'SAMEORIGIN' };
  expect(headers('', sent)).toEqual(sent);
});

test('where the host sent some, the others are added', () => {
  expect(headers('', { 'CONTENT-SECURITY-POLICY': 'theirs' })).toEqual({
    'content-security-policy': 'theirs',
    'x-frame-options': 'DENY',
  });
});

test('the worker’s scripts get the worker’s policy, also those of an earlier build', () => {
  for (const path of ['worker/worker-1.js', 'worker/worker-0.js']) {
    expect(headers(path, {})).toEqual({ 'content-security-policy': 'of the worker' });
  }
});

test('all other files stay as they came', () => {
  for (const path of ['icon.svg', 'assets/index-1.js']) expect(headers(path, {})).toEqual({});
});

test('status and content stay', async () => {
  const answer = secured(new Response('body', { status: 203, statusText: 'Fine' }), '', BUILD);
  expect([answer.status, answer.statusText, await answer.text()]).toEqual([203, 'Fine', 'body']);
});

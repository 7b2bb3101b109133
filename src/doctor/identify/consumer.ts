/** Consumer keys (client ids) and consumer secrets of apps. */
import { looksLikeSecret } from '../../core/details.ts';
import type { Finding } from '../finding.ts';
import { mask } from '../mask.ts';
import { worded } from '../words.ts';
import { INSPECT } from '../words-inspect.ts';
import type { Thing } from '../thing.ts';
import { rows } from './facts.ts';
import type { Input, PartRecogniser, WholeRecogniser } from './recogniser.ts';

/** Keys that Salesforce makes have 85 characters or more; a shorter one may still be whole. */
const USUAL = 80;

export const CONSUMER_KEYS: PartRecogniser = {
  pattern: /(?<![\w.])3MVG9[\w.]{15,251}(?![\w.])/g,
  read: ([key], { from, mended }) => ({
    kind: 'consumer-key',
    title: 'a consumer key (client ID)',
    from,
    mended,
    secret: false,
    facts: rows({ 'Consumer key': key, Length: `${key.length} characters` }, ['Length']),
    findings: key.length < USUAL ? [short(key.length)] : [],
    forms: [],
  }),
};

function short(length: number): Finding {
  const said = { code: 'consumer-key/short', severity: 'risk', certainty: 'possible' } as const;
  return worded(INSPECT, said, { length });
}

/** Named by what stands before it; digits and hexadecimal are what secrets are made of. */
export const CONSUMER_SECRETS: PartRecogniser = {
  pattern:
    /\b(?:client[_ -]?secret|consumer[_ -]?secret)["']?\s{0,3}[=:|]?\s{0,3}["']?([0-9A-Fa-f]{64}|\d{15,20})(?![\w])/gi,
  read: ([, secret = ''], input) => secretThing(secret, input, true),
};

/** 64 hexadecimal digits and nothing else. Digits alone are too many other things. */
export const readConsumerSecret: WholeRecogniser = (input) => {
  const text = input.text?.trim() ?? '';
  if (text.length !== 64 || !looksLikeSecret(text) || /^\d+$/.test(text)) return null;
  return [secretThing(text, input, false)];
};

function secretThing(secret: string, { from, mended }: Input, named: boolean): Thing {
  return {
    kind: 'consumer-secret',
    title: named ? 'a consumer secret' : 'a consumer secret, by its form',
    from,
    mended,
    secret: true,
    facts: rows({ 'Consumer secret': mask('secret', secret) }, ['Consumer secret']),
    findings: [
      ...(named
        ? []
        : [
            worded(INSPECT, {
              code: 'consumer-secret/or-fingerprint',
              severity: 'note',
              certainty: 'possible',
            }),
          ]),
      worded(INSPECT, { code: 'consumer-secret/not-needed', severity: 'note' }),
    ],
    forms: [],
  };
}

/** A key in the middle of settings: one variable of many, with base64 of a PEM. */
import { fromBase64 } from '../../core/bytes.ts';
import { identifyKeys } from './keys.ts';
import type { PartRecogniser } from './recogniser.ts';

/** `LS0tLS1CRUdJTi` is base64 of `-----BEGIN`. A chain of certificates has some ten thousand characters. */
export const BASE64_PEMS: PartRecogniser = {
  pattern: /(?<![A-Za-z0-9+/])LS0tLS1CRUdJTi[A-Za-z0-9+/]{100,32000}={0,2}/g,
  read: async ([whole], input) => {
    const bytes = fromBase64(whole);
    if (bytes === null) return null;
    const mended = [...input.mended, 'Decoded the base64 around it.'];
    const text = new TextDecoder().decode(bytes);
    return (await identifyKeys({ ...input, bytes, text, mended }))?.[0] ?? null;
  },
};

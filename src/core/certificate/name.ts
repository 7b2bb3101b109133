import {
  IA5String,
  ObjectIdentifier,
  PrintableString,
  Sequence,
  Set as DerSet,
  Utf8String,
} from 'asn1js';
import { RelativeDistinguishedNames } from 'pkijs';
import { hex } from '../bytes.ts';
import { attributesOf, type NameAttribute, type Subject } from '../subject.ts';

const COUNTRY = '2.5.4.6';
const EMAIL = '1.2.840.113549.1.9.1';

/**
 * One attribute an RDN, in the order of `attributesOf`. pkijs would put all of them into one multi-valued RDN
 * whose SET is not sorted, which Python's cryptography refuses, so the sequence is written here and read
 * back: pkijs keeps the bytes it read.
 */
export function writeName(subject: Subject): RelativeDistinguishedNames {
  const sets = attributesOf(subject).map(({ type, value }) => {
    const attribute = new Sequence({
      value: [new ObjectIdentifier({ value: type }), text(type, value)],
    });
    return new DerSet({ value: [attribute] });
  });
  return RelativeDistinguishedNames.fromBER(new Sequence({ value: sets }).toBER());
}

/** The attributes in their order; what is no string comes as `#` and its DER in hexadecimal (RFC 4514). */
export function readName(name: RelativeDistinguishedNames): NameAttribute[] {
  return name.typesAndValues.map(({ type, value }) => {
    const inner: unknown = value.valueBlock.value;
    const shown = typeof inner === 'string' ? inner : `#${hex(new Uint8Array(value.toBER()))}`;
    return { type, value: shown };
  });
}

/** RFC 5280 appendix A: the country is a PrintableString, the e-mail address an IA5String. */
function text(type: string, value: string): PrintableString | IA5String | Utf8String {
  if (type === COUNTRY) return new PrintableString({ value });
  if (type === EMAIL) return new IA5String({ value });
  return new Utf8String({ value });
}

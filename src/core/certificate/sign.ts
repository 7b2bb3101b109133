/**
 * The signature of what pkijs writes. pkijs has an engine of its own for it, which knows every algorithm
 * and is half of pkijs: left out, the build does without that half.
 */
import { BitString, Null, Sequence } from 'asn1js';
import { AlgorithmIdentifier, type Certificate, type CertificationRequest } from 'pkijs';
import { RS256 } from '../key.ts';

/** RFC 4055 section 5 wants NULL as its parameters. */
export function sha256WithRsa(): AlgorithmIdentifier {
  return new AlgorithmIdentifier({
    algorithmId: '1.2.840.113549.1.1.11',
    algorithmParams: new Null(),
  });
}

/** Signs what is set so far. The key is one of RSASSA-PKCS1-v1_5 with SHA-256. */
export async function sign(
  structure: Certificate | CertificationRequest,
  key: CryptoKey,
): Promise<void> {
  structure.signatureAlgorithm = sha256WithRsa();
  const signature = await crypto.subtle.sign(RS256.name, key, toBeSigned(structure));
  structure.signatureValue = new BitString({ valueHex: signature });
}

/** Whether the request is signed by the key it names. */
export async function verify(request: CertificationRequest): Promise<boolean> {
  const spki = request.subjectPublicKeyInfo.toSchema().toBER();
  const key = await crypto.subtle.importKey('spki', spki, RS256, false, ['verify']);
  const signature = new Uint8Array(request.signatureValue.valueBlock.valueHexView);
  return crypto.subtle.verify(RS256.name, key, signature, toBeSigned(request));
}

/** The first of the three parts (RFC 5280 section 4.1, RFC 2986 section 4). */
function toBeSigned(structure: Certificate | CertificationRequest): ArrayBuffer {
  const [first] = structure.toSchema(true).valueBlock.value;
  if (!(first instanceof Sequence)) throw new TypeError('there is nothing to sign');
  return first.toBER();
}

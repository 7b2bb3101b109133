import { Null } from 'asn1js';
import { CryptoEngine, type CryptoEngineSignatureParams } from 'pkijs';

/** pkijs leaves the parameters of sha256WithRSAEncryption out; RFC 4055 section 5 wants NULL there. */
class Engine extends CryptoEngine {
  override async getSignatureParameters(
    privateKey: CryptoKey,
    hashAlgorithm?: string,
  ): Promise<CryptoEngineSignatureParams> {
    const result = await super.getSignatureParameters(privateKey, hashAlgorithm);
    result.signatureAlgorithm.algorithmParams = new Null();
    return result;
  }
}

/** Handed to every pkijs call: its global engine is shared by all that load pkijs, so it stays untouched. */
export const engine = new Engine({ name: 'keybearer', crypto: globalThis.crypto });

/**
 * The page's one Trusted Types policy. `new Worker()` takes a script address, which the policy
 * `require-trusted-types-for 'script'` refuses as a plain string. Only a script of our own origin
 * passes.
 */
interface ScriptPolicy {
  createScriptURL(address: string): string;
}

interface PolicyFactory {
  createPolicy(name: string, rules: ScriptPolicy): ScriptPolicy;
}

function sameOriginScript(address: string): string {
  const url = new URL(address, document.baseURI);
  if (url.origin !== location.origin || !/\.[jt]s$/.test(url.pathname))
    throw new TypeError(`not a script of this site: ${url.pathname}`);
  return url.href;
}

const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
const policy = factory?.createPolicy('keybearer-script-url', { createScriptURL: sameOriginScript });

/** A script address the policy has let through; browsers without Trusted Types get the checked string. */
export function scriptUrl(address: string): string {
  return policy ? policy.createScriptURL(address) : sameOriginScript(address);
}

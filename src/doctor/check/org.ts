/** The login URL: which org, what kind, for which app, and whether it answers. */
import { isSalesforceHost, isSameOrg } from '../../core/org.ts';
import type { Finding } from '../finding.ts';
import { orgIn, type ConnectionFacts, type Rule } from './facts.ts';
import { foreseen, good, say, seen, wrong } from './said.ts';

const loginUrl: Rule = (facts) => {
  const { org } = facts;
  if (org === undefined) return null;
  if ('error' in org) return wrong('check/login-url', org.error);
  const { kind, host, label, changedFrom } = org;
  if (kind === 'generic') return shared(host, facts);
  const found = [good('check/org', `${label} at ${host}`)];
  if (changedFrom !== undefined) {
    const read = `${changedFrom} was entered, and is read as ${host}`;
    found.push(foreseen('client/lightning-url', 'note', 'certain', read));
  }
  if (kind === 'sandbox' && !host.includes('.sandbox.')) {
    const evidence = seen(`the login URL names ${host}`);
    const code = 'check/login-url-older';
    found.push(say({ code, severity: 'note', certainty: 'possible', evidence }));
  }
  return found;
};

function shared(host: string, { way, appKind }: ConnectionFacts): Finding[] {
  const there = `the login URL is that of ${host}`;
  const found = [
    appKind === 'connected'
      ? good('check/org', `${there}, which serves Connected Apps`)
      : appKind === 'external'
        ? foreseen('refusal/generic-host', 'fault', 'likely', there)
        : foreseen('refusal/generic-host', 'risk', 'possible', there),
  ];
  if (way === 'straight')
    found.push(say({ code: 'check/shared-straight', severity: 'fault', evidence: seen(there) }));
  return found;
}

const scratch: Rule = (facts) => {
  const org = orgIn(facts);
  if (org?.kind !== 'scratch') return null;
  const there = `${org.host} is the address of a scratch org`;
  if (facts.appKind !== 'external')
    return foreseen('refusal/scratch-org', 'risk', 'possible', there);
  const code = 'check/scratch-app';
  return say({ code, severity: 'risk', certainty: 'likely', evidence: seen(there) });
};

const config: Rule = (facts) => {
  const { configSandbox } = facts;
  const org = orgIn(facts);
  if (!org || configSandbox === undefined || org.sandbox === configSandbox) return null;
  if (org.kind === 'practice' || org.kind === 'site') return null;
  return say({
    code: 'check/config-kind',
    severity: 'risk',
    evidence: seen(
      `jwt.json says sandbox: ${configSandbox}`,
      `${org.host} is the address of ${org.sandbox ? 'a sandbox or scratch org' : 'neither sandbox nor scratch org'}`,
    ),
  });
};

const moved: Rule = (facts) => {
  const { tokenHost, token } = facts;
  const org = orgIn(facts);
  if (!org || tokenHost === undefined || token || !isSalesforceHost(tokenHost)) return null;
  if (['generic', 'site', 'practice'].includes(org.kind)) return null;
  if (isSameOrg(`https://${tokenHost}`, `https://${org.host}`)) return null;
  return say({
    code: 'check/other-org',
    severity: 'risk',
    certainty: 'possible',
    evidence: seen(`the last token came from ${tokenHost}`, `the login URL names ${org.host} now`),
  });
};

const proxy: Rule = ({ way, proxyError }) =>
  way === 'proxy' && proxyError ? wrong('check/proxy', proxyError) : null;

const cors: Rule = (facts) => {
  const { way, unreadable, token, openTicks = [], wants = [] } = facts;
  const org = orgIn(facts);
  if (!org || org.kind === 'generic' || way !== 'straight' || token) return null;
  if (unreadable) {
    const evidence = 'an answer to the last assertion could not be read';
    return foreseen('client/cors', 'fault', 'likely', evidence);
  }
  const done = wants.includes('page') && !openTicks.some((id) => id.startsWith('D'));
  if (done || org.kind === 'practice') return null;
  return foreseen('client/cors', 'note', 'possible', 'this page sends the assertion by itself');
};

const wellKnown: Rule = (facts) => {
  const { wellKnown } = facts;
  const org = orgIn(facts);
  if (!org || wellKnown === undefined) return null;
  const { host } = org;
  if (wellKnown === 'silent')
    return foreseen(
      'client/domain-not-found',
      'risk',
      'possible',
      `${host} did not answer: no such host, or no network to it`,
    );
  if ('not' in wellKnown) {
    const evidence = seen(`at ${host}, ${wellKnown.not}`);
    return say({ code: 'check/not-an-org', severity: 'fault', certainty: 'likely', evidence });
  }
  const { issuer } = wellKnown;
  const says = `its sign-in document says ${issuer}`;
  if (isSameOrg(issuer, org.loginUrl)) return good('check/org-answers', says);
  const evidence = seen(says, `the login URL names ${host}`);
  return say({ code: 'check/issuer', severity: 'risk', certainty: 'likely', evidence }, { issuer });
};

export const ORG: readonly Rule[] = [loginUrl, scratch, config, moved, proxy, cors, wellKnown];

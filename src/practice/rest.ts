/** As much of the REST API as the Salesforce CLI asks when it logs in. */
import { json, restError } from './answer.ts';
import type { Call } from './api.ts';
import { ORG_ID } from './store.ts';

const VERSIONS = [51, 60, 65, 66, 67];

/** `/services/data` and what the Salesforce CLI asks below it. */
export function answerData({ url, session }: Call): Response {
  if (/^\/services\/data\/?$/.test(url.pathname)) {
    return json(
      200,
      VERSIONS.map((number) => ({
        label: `Practice ${number}`,
        url: `/services/data/v${number}.0`,
        version: `${number}.0`,
      })),
    );
  }
  if (session === null) {
    return restError(401, 'INVALID_SESSION_ID', 'Session expired or invalid');
  }
  const [, version = '', resource] =
    /^\/services\/data\/(v\d+\.0)(?:\/|(\/(?:tooling\/)?query)\/?)?$/.exec(url.pathname) ?? [];
  if (version === '') {
    return restError(404, 'NOT_FOUND', 'The requested resource does not exist');
  }
  if (resource === undefined) {
    // Before it opens an org the CLI asks for this to see whether its token is still good.
    const base = `/services/data/${version}`;
    return json(200, { query: `${base}/query`, tooling: `${base}/tooling` });
  }
  return answerQuery(url);
}

function answerQuery(url: URL): Response {
  const soql = url.searchParams.get('q') ?? '';
  const [, fields = '', object = ''] = /^\s*SELECT\s+(.+?)\s+FROM\s+(\w+)/is.exec(soql) ?? [];
  if (object === '') return restError(400, 'MALFORMED_QUERY', `unexpected token: ${soql}`);
  if (object.toLowerCase() !== 'organization') {
    return restError(400, 'INVALID_TYPE', `sObject type '${object}' is not supported.`);
  }
  const names = fields.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !(name in ORGANIZATION));
  if (unknown !== undefined) {
    return restError(400, 'INVALID_FIELD', `No such column '${unknown}' on entity 'Organization'.`);
  }
  const chosen = Object.entries(ORGANIZATION).filter(([name]) => names.includes(name));
  const attributes = { type: 'Organization', url: `${url.pathname}/${ORG_ID}` };
  const records = [{ attributes, ...Object.fromEntries(chosen) }];
  return json(200, { totalSize: 1, done: true, records });
}

const ORGANIZATION: Readonly<Record<string, unknown>> = {
  Id: ORG_ID,
  Name: 'Practice org of Keybearer',
  InstanceName: 'PRACTICE',
  IsSandbox: false,
  NamespacePrefix: null,
  OrganizationType: 'Developer Edition',
  TrialExpirationDate: null,
};

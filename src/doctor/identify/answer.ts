/** Answers of the token endpoint and of calls with a token, as received or as curl -i printed them. */
import type { Refusal } from '../../core/answer.ts';
import { AppError } from '../../core/errors.ts';
import { trustedOrigin } from '../../core/org.ts';
import type { Token } from '../../core/token-answer.ts';
import { harmless } from '../../core/token-secrets.ts';
import { readTokenText } from '../../core/token-text.ts';
import type { Finding } from '../finding.ts';
import { mask } from '../mask.ts';
import type { Thing } from '../thing.ts';
import { worded } from '../words.ts';
import { INSPECT } from '../words-inspect.ts';
import { moment, rows } from './facts.ts';
import type { Input, WholeRecogniser } from './recogniser.ts';

/** An answer has about 1 KB; a log that holds one is searched as a log. */
const LONGEST = 65_536;

/** Errors of OAuth 2.0 that Salesforce uses (help: remoteaccess_oauth_flow_errors), and of its REST API. */
const OAUTH =
  /^(?:invalid_\w{2,30}|unsupported_\w{2,30}|unauthorized_client|access_denied|app_not_found|inactive_(?:user|org)|rate_limit_exceeded|redirect_uri_mismatch|no_access)$/;
const REST =
  /^(?:INVALID_(?:SESSION_ID|FIELD|TYPE|AUTH_HEADER|LOGIN)|API_(?:DISABLED_FOR_ORG|CURRENTLY_DISABLED)|REQUEST_LIMIT_EXCEEDED|INSUFFICIENT_ACCESS\w{0,40}|MALFORMED_\w{2,20}|FUNCTIONALITY_NOT_ENABLED)$/;

export const readAnswer: WholeRecogniser = (input) => {
  const text = input.text?.trim() ?? '';
  if (text.length > LONGEST || !/^(?:[[{]|HTTP\/\d)/.test(text)) return null;
  if (!/"(?:access_token|error|errorCode|user_id)"/.test(text)) return null;
  try {
    return [success(readTokenText(text, new Date(input.now)), input)];
  } catch (thrown) {
    const { code, cause } = AppError.from(thrown);
    if (code === 'exchange/refused') return refused(cause as Refusal, input);
    return userinfo(input);
  }
};

function success(token: Token, { from, mended }: Input): Thing {
  const { accessToken, instanceUrl, orgId, userId, scope, issuedAt, tokenType, fields } = token;
  const jwt = accessToken.startsWith('eyJ');
  return {
    kind: 'answer/token',
    title: 'an answer of the token endpoint, with a token',
    from,
    mended,
    secret: true,
    facts: rows(
      {
        Token: mask(jwt ? 'jwt' : 'access-token', accessToken),
        'Token type': tokenType,
        'Token format': jwt ? 'JSON Web Token' : 'opaque',
        'Instance URL': instanceUrl,
        'Org ID': orgId,
        'User ID': userId,
        Scopes: scope,
        Issued: issuedAt === undefined ? undefined : moment(issuedAt),
        Site: fields['sfdc_community_url'],
      },
      ['Token type', 'Token format', 'Scopes', 'Issued'],
    ),
    findings: tokenFindings(token),
    forms: [],
  };
}

function tokenFindings({ instanceUrl, scope }: Token): Finding[] {
  const found: Finding[] = [];
  if (trustedOrigin(instanceUrl) === null) {
    const { host } = new URL(instanceUrl);
    found.push(worded(INSPECT, { code: 'answer/foreign-instance', severity: 'fault' }, { host }));
  }
  found.push(worded(INSPECT, { code: 'answer/token', severity: 'good' }));
  const scopes = scope?.split(/\s+/).filter(Boolean) ?? [];
  if (scopes.length > 0 && !scopes.some((one) => one === 'web' || one === 'full')) {
    const values = { scopes: scopes.join(', ') };
    found.push(worded(INSPECT, { code: 'answer/scopes', severity: 'note' }, values));
  }
  found.push(worded(INSPECT, { code: 'token/bearer', severity: 'note' }));
  return found;
}

function refused({ error, description, status }: Refusal, { from, mended }: Input): Thing[] | null {
  if (!OAUTH.test(error) && !REST.test(error)) return null;
  const said = description === '' ? error : `${error}: ${description}`;
  return [
    {
      kind: 'answer/refused',
      title: 'an answer with an error',
      from,
      mended,
      secret: false,
      facts: rows(
        {
          Error: error,
          Description: description,
          'HTTP status': status === 0 ? undefined : String(status),
        },
        ['Error', 'Description', 'HTTP status'],
      ),
      findings: [
        worded(
          INSPECT,
          { code: 'answer/unknown', severity: 'fault', certainty: 'possible' },
          { said },
        ),
      ],
      forms: [],
      says: said,
    },
  ];
}

/** The answer to Who am I (help: remoteaccess_using_userinfo_endpoint). */
function userinfo({ json, from, mended }: Input): Thing[] | null {
  if (typeof json !== 'object' || json === null) return null;
  const fields = json as Readonly<Record<string, unknown>>;
  const value = (name: string) => {
    const field = fields[name];
    return typeof field === 'string' ? harmless(field).slice(0, 200) : undefined;
  };
  if (!/^005\w{12,15}$/.test(value('user_id') ?? '')) return null;
  return [
    {
      kind: 'answer/userinfo',
      title: 'an answer to who the user of a token is',
      from,
      mended,
      secret: false,
      facts: rows({
        Username: value('preferred_username') ?? value('username'),
        Name: value('name') ?? value('display_name'),
        'User ID': value('user_id'),
        'Org ID': value('organization_id'),
      }),
      findings: [],
      forms: [],
    },
  ];
}

/**
 * What the Salesforce CLI prints about an org, turned into connection details: `sf org display` as a
 * table of any of its versions or as JSON, `sf org list --json`, and SFDX auth URLs (plugin-org
 * display.ts; sfdx-core authInfo.ts parseSfdxAuthUrl). Secrets in it are named and not handed on.
 */
import { checkConsumerKey, checkUsername } from './details.ts';
import { AppError } from './errors.ts';
import { readLoginUrl, type Org, type OrgOptions } from './org.ts';
import { failureIn, recordInTable, recordsInJson, squeeze, type SfRecord } from './sf-text.ts';

export interface SfOrg {
  alias?: string;
  loginUrl?: string;
  username?: string;
  consumerKey?: string;
  /** Sentences about what was left out. */
  notes: string[];
}

export const SF_SECRETS = ['access token', 'refresh token', 'client secret', 'password'] as const;
export type SfSecret = (typeof SF_SECRETS)[number];

export interface SfReading {
  /** At least one, each with something to fill in. */
  orgs: SfOrg[];
  /** What else the text held. */
  dropped: SfSecret[];
}

/** The list of a few hundred orgs as JSON. */
const LONGEST = 1_048_576;

/** The CLI's own apps: no certificate of ours is in them, so they cannot do JWT. */
const CLI_APPS = new Set(['platformcli', 'salesforcedevelopmentexperience']);

/** `force://<clientId>:<clientSecret>:<refreshToken>@<host>`; the secret may be empty. */
const AUTH_URL = /\bforce:\/\/([^\s:@"'/]+):([^\s:@"'/]*):([^\s:@"'/]+)@([A-Za-z0-9:._-]+)/;

/**
 * Reads it. Throws `input/empty`, `input/too-large`, `sf/failed` for the CLI's own error message, and
 * `sf/not-recognised`.
 */
export function readSfOutput(text: string, options: OrgOptions = {}): SfReading {
  if (text.length > LONGEST) {
    throw new AppError('input/too-large', 'the text is too long for what sf prints about orgs', {
      hint: 'Paste what sf org display printed about one org.',
    });
  }
  // Colours, and links that a terminal makes of addresses (OSC 8).
  const plain = text
    .replace(/\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)/g, '')
    .replace(/\u001b\[[\d;?]*[A-Za-z]/g, '')
    .replace(/[\ufeff\r]/g, '');
  if (plain.trim() === '') throw new AppError('input/empty', 'nothing was pasted');

  const json = recordsInJson(plain);
  const failure = failureIn(plain, json);
  if (failure !== null) throw new AppError('sf/failed', `sf reported: ${failure}`);
  const records = json?.records ?? [recordInTable(plain)];
  const dropped = new Set<SfSecret>();
  const orgs = new Map<string, SfOrg>();
  for (const record of records.length > 0 ? records : [{}]) {
    const whole = withAuthUrl(record, record['sfdxauthurl'] ?? (records.length > 1 ? '' : plain));
    for (const secret of SF_SECRETS) if (isSecret(whole[squeeze(secret)])) dropped.add(secret);
    const org = toOrg(whole, options);
    if (org.loginUrl ?? org.username ?? org.consumerKey) {
      orgs.set(`${org.username ?? ''} ${org.loginUrl ?? ''}`, org);
    }
  }
  if (orgs.size === 0) {
    throw new AppError('sf/not-recognised', 'the text names no org, user or app of the CLI');
  }
  return { orgs: [...orgs.values()], dropped: [...dropped] };
}

/** Later CLIs print `[REDACTED]` and a sentence where a secret was. */
function isSecret(value: string | undefined): boolean {
  return value !== undefined && value !== '' && !/^[[<]/.test(value);
}

function withAuthUrl(record: SfRecord, text: string): SfRecord {
  const [, clientId, clientSecret = '', refreshToken = '', host] = AUTH_URL.exec(text) ?? [];
  if (clientId === undefined || host === undefined) return record;
  return {
    clientid: clientId,
    instanceurl: `https://${host}`,
    ...record,
    clientsecret: clientSecret,
    refreshtoken: refreshToken,
  };
}

function toOrg(record: SfRecord, options: OrgOptions): SfOrg {
  const org: SfOrg = { notes: [] };
  const { alias = '', username = '', clientid = '' } = record;
  if (/^[^\p{C}]{1,80}$/u.test(alias)) org.alias = alias;
  if (checkUsername(username) === null) org.username = username;
  else if (username !== '') org.notes.push('The username has not the form of one: enter it.');

  if (CLI_APPS.has(clientid.toLowerCase())) {
    org.notes.push(
      `${clientid} is the Salesforce CLI’s own app, which cannot do JWT: make an app in step 2 and enter its consumer key.`,
    );
  } else if (checkConsumerKey(clientid) === null) org.consumerKey = clientid;
  else if (clientid !== '') org.notes.push('The client id has not the form of a consumer key.');

  const addresses = [record['instanceurl'], record['loginurl']].filter((one) => one !== undefined);
  const read = addresses.flatMap((address) => tryLoginUrl(address, options) ?? []);
  const best = read.find(({ kind }) => kind !== 'generic') ?? read[0];
  if (best) org.loginUrl = best.loginUrl;
  if (addresses.length > 0 && (best === undefined || best.kind === 'generic')) {
    org.notes.push('The address does not tell which org: enter its My Domain as the login URL.');
  }
  return org;
}

function tryLoginUrl(address: string, options: OrgOptions): Org | null {
  try {
    return readLoginUrl(address, options);
  } catch {
    return null;
  }
}

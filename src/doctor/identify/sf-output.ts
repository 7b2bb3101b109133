/** What the Salesforce CLI prints about orgs: `sf org display` and `sf org list`, JSON or table. */
import { KEY_FILE, writeConfig } from '../../core/config.ts';
import { LIFETIME } from '../../core/details.ts';
import { readLoginUrl } from '../../core/org.ts';
import { readSfOutput, type SfOrg, type SfSecret } from '../../core/sf-org.ts';
import type { Finding } from '../finding.ts';
import type { Takeable } from '../taking.ts';
import { worded } from '../words.ts';
import { INSPECT } from '../words-inspect.ts';
import { rows } from './facts.ts';
import { JWT_JSON } from './jwt-json.ts';
import type { Input, WholeRecogniser } from './recogniser.ts';

/** A table is of one org; a list as JSON can be longer. */
const LONGEST_TABLE = 256 * 1024;
const JSON_FIELD = /"(?:instanceUrl|sfdxAuthUrl)"\s{0,8}:/;
const TABLE_ROWS = [
  /^[ \t│┃|]{0,12}Username\s/im,
  /^[ \t│┃|]{0,12}(?:Instance Url|Access Token|Client Id|Sfdx Auth Url)\s/im,
];

export const readSf: WholeRecogniser = (input) => {
  const { text, json } = input;
  if (text === null || (json === undefined && text.length > LONGEST_TABLE)) return null;
  if (!JSON_FIELD.test(text) && !TABLE_ROWS.every((row) => row.test(text))) return null;
  try {
    const { orgs, dropped } = readSfOutput(text);
    const found = orgs.filter(({ loginUrl }) => loginUrl !== undefined);
    if (found.length === 0) return null;
    const status = found.length === 1 ? statusIn(text) : undefined;
    return found.map((org) => orgThing(org, dropped, status, input));
  } catch {
    // Its own error message, or another program's JSON: an error is explained as a text.
    return null;
  }
};

function statusIn(text: string): string | undefined {
  const [, json, row] =
    /"connectedStatus"\s{0,8}:\s{0,8}"([^"]{1,200})"|Connected Status[\s│┃|]{1,40}([^\s│┃|][^\n│┃|]{0,200})/.exec(
      text,
    ) ?? [];
  // A terminal's colours.
  return (json ?? row)?.replace(/\u001b\[[\d;]*m/g, '').trim();
}

function orgThing(
  org: SfOrg,
  dropped: readonly SfSecret[],
  status: string | undefined,
  { from, mended }: Input,
): Takeable {
  const { alias, username, loginUrl, consumerKey, notes } = org;
  return {
    kind: 'sf/org',
    title: 'what sf prints about an org',
    from,
    mended,
    secret: dropped.length > 0,
    facts: rows(
      {
        Alias: alias,
        Username: username,
        'Login URL': loginUrl,
        'Consumer key': consumerKey,
        Status: status,
        Secrets: dropped.join(', '),
      },
      ['Status', 'Secrets'],
    ),
    findings: [...statusFindings(status), ...secretFindings(dropped), ...notes.map(noted)],
    ...asConfig(org),
  };
}

/** A jwt.json of it, where it says all that belongs in one. */
function asConfig({ username, loginUrl, consumerKey }: SfOrg): Pick<Takeable, 'forms' | 'take'> {
  if (username === undefined || loginUrl === undefined || consumerKey === undefined) {
    return { forms: [] };
  }
  const config = {
    consumerKey,
    subject: username,
    sandbox: readLoginUrl(loginUrl).sandbox,
    expiresIn: LIFETIME.usual,
    privateKeyFile: KEY_FILE,
    loginUrl,
    rest: {},
  };
  return { forms: [JWT_JSON], take: async () => writeConfig(config) };
}

function statusFindings(status: string | undefined): Finding[] {
  if (status === undefined || /^(?:Connected|Active|Unknown)/i.test(status)) return [];
  return [worded(INSPECT, { code: 'sf/not-connected', severity: 'fault' }, { status })];
}

function secretFindings(dropped: readonly SfSecret[]): Finding[] {
  if (dropped.length === 0) return [];
  const secrets = new Intl.ListFormat('en').format(dropped);
  return [worded(INSPECT, { code: 'sf/secrets', severity: 'risk' }, { secrets })];
}

function noted(note: string): Finding {
  return worded(INSPECT, { code: 'sf/note', severity: 'note' }, { note });
}

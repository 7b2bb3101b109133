/** jwt.json of sf-jwt-tool and of this page, mended where it can be. */
import { loginUrlOf, readConfig, writeConfig, type JwtConfig } from '../../core/config.ts';
import { checkConsumerKey, checkUsername } from '../../core/details.ts';
import { AppError } from '../../core/errors.ts';
import { readLoginUrl } from '../../core/org.ts';
import type { Finding } from '../finding.ts';
import type { Takeable } from '../taking.ts';
import type { Form } from '../thing.ts';
import { worded } from '../words.ts';
import { INSPECT } from '../words-inspect.ts';
import { faultOf, rows } from './facts.ts';
import type { Input, WholeRecogniser } from './recogniser.ts';

export const JWT_JSON: Form = {
  form: 'jwt.json',
  title: 'jwt.json',
  file: 'jwt.json',
  secret: false,
};

const FIELDS = ['consumerKey', 'subject', 'sandbox', 'expiresIn', 'privateKeyFile', 'loginUrl'];
/** One that only a jwt.json has, and another: also where the JSON itself is broken. */
const OWN = /"(?:consumerKey|privateKeyFile)"\s{0,8}:/;
const LONGEST = 65_536;

export const readJwtJson: WholeRecogniser = (input) => {
  const text = input.text?.trim() ?? '';
  if (text.length > LONGEST || !text.startsWith('{') || !OWN.test(text)) return null;
  if (FIELDS.filter((name) => text.includes(`"${name}"`)).length < 2) return null;
  try {
    const { config, notes } = readConfig(input.text ?? '');
    return [configThing(config, notes, input)];
  } catch (thrown) {
    return [damaged(AppError.from(thrown), input)];
  }
};

const TITLE = { kind: 'config/jwt.json', title: 'a jwt.json', secret: false };

function configThing(
  config: JwtConfig,
  notes: readonly string[],
  { from, mended }: Input,
): Takeable {
  const { consumerKey, subject, sandbox, expiresIn, privateKeyFile } = config;
  const faults = [
    checkConsumerKey(consumerKey),
    checkUsername(subject),
    checkLoginUrl(loginUrlOf(config)),
  ].filter((fault) => fault !== null);
  const findings: Finding[] = faults.map((fault) => faultOf(fault));
  if (faults.length === 0) {
    findings.push(worded(INSPECT, { code: 'config/complete', severity: 'good' }));
  }
  if (mended.length > 0) {
    findings.push(worded(INSPECT, { code: 'config/mended', severity: 'risk' }));
  }
  findings.push(
    ...notes.map((note) => worded(INSPECT, { code: 'config/note', severity: 'note' }, { note })),
  );
  return {
    ...TITLE,
    from,
    mended,
    facts: rows(
      {
        'Consumer key': consumerKey,
        Username: subject,
        'Login URL': loginUrlOf(config),
        Sandbox: sandbox ? 'yes' : 'no',
        Lifetime: `${expiresIn} seconds`,
        'Key file': privateKeyFile,
      },
      ['Sandbox', 'Lifetime'],
    ),
    findings,
    ...(mended.length > 0
      ? { forms: [JWT_JSON], take: async () => writeConfig(config) }
      : { forms: [] }),
  };
}

function damaged(error: AppError, { from, mended }: Input): Takeable {
  return { ...TITLE, from, mended, facts: [], findings: [faultOf(error)], forms: [] };
}

function checkLoginUrl(loginUrl: string): AppError | null {
  try {
    readLoginUrl(loginUrl);
    return null;
  } catch (thrown) {
    return AppError.from(thrown);
  }
}

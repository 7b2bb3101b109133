/**
 * The guide as a sheet for an admin who is somebody else: exact values, steps, deep links, the
 * certificate and what to send back. It is made from named values only, none of them secret: the
 * consumer key, the token and everything private stay out.
 */
import type { CertificateRecord } from '../../core/certificate.ts';
import type { Org } from '../../core/org.ts';
import { phasesFor } from './app-guide.ts';
import { dayText } from './dates.ts';
import { fillIn, type GuideValues, type Want } from './guide-choices.ts';
import { readMarks, type MarkedPart } from './marks.ts';
import { quickFind, setupUrl } from './setup-pages.ts';

export interface SheetStep {
  id: string;
  text: readonly MarkedPart[];
  notes: readonly (readonly MarkedPart[])[];
  /** What to enter, each with its name. */
  values: readonly SheetValue[];
  link?: { find: string; url: string };
}

export interface SheetValue {
  name: string;
  value: string;
}

export interface AdminSheet {
  title: string;
  about: readonly string[];
  facts: readonly SheetValue[];
  phases: readonly { title: string; steps: readonly SheetStep[] }[];
  sendBack: readonly string[];
  certificate: { pem: string; sha256: string; sha1: string; until: string } | null;
}

/** What a value is called, in the guide and on the sheet. */
export const VALUE_NAMES: Readonly<Record<Exclude<keyof GuideValues, 'user'>, string>> = {
  appName: 'Name',
  apiName: 'API name',
  email: 'Contact e-mail',
  callback: 'Callback URL',
  origin: 'Origin',
};

export interface SheetInput {
  org: Org | null;
  values: GuideValues;
  wants: readonly Want[];
  /** Whether a username is known. */
  user: string;
  certificate: Pick<CertificateRecord, 'pem' | 'sha256' | 'sha1' | 'notAfter'> | undefined;
}

export function adminSheet({ org, values, wants, user, certificate }: SheetInput): AdminSheet {
  const marks = (text: string) => readMarks(text, (part) => fillIn(part, values));
  return {
    title: 'Let a pipeline log in to Salesforce with a certificate',
    about: [
      'Somebody who runs a pipeline asks you to register it in your org: an External Client App that admits one user by the OAuth 2.0 JWT bearer flow. It takes about ten minutes and the permission to create, edit and delete External Client Apps.',
      'Nothing on this sheet is secret. The private key stays with whoever made the certificate: nobody needs to send it, and you should not accept it.',
    ],
    facts: [
      { name: 'Org', value: org?.loginUrl ?? 'the one you were asked about' },
      { name: 'User who logs in', value: user || 'still to be named' },
      ...(certificate ? [{ name: 'SHA-256 of server.crt', value: certificate.sha256 }] : []),
    ],
    phases: phasesFor(wants).map(({ id, does, ticks }) => ({
      title: `Phase ${id}: ${does}`,
      steps: ticks.map((tick) => {
        const url = tick.page ? setupUrl(org, tick.page) : null;
        return {
          id: tick.id,
          text: marks(tick.forAdmin ?? tick.text),
          notes: [tick.more, ...wants.map((want) => tick.also?.[want])].flatMap((note) =>
            note === undefined ? [] : [marks(note)],
          ),
          values: (tick.values ?? []).flatMap((name) =>
            name !== 'user' && values[name] !== ''
              ? [{ name: VALUE_NAMES[name], value: values[name] }]
              : [],
          ),
          ...(tick.page && url ? { link: { find: quickFind(tick.page), url } } : {}),
        };
      }),
    })),
    sendBack: [
      'The consumer key of the app (tick C3). It is not a password.',
      ...(org ? [] : ['The org’s address: Setup, My Domain, Current My Domain URL.']),
      ...(user ? [] : ['The username of the user you approved.']),
      'Not the consumer secret: this login does not use it.',
    ],
    certificate: certificate
      ? {
          pem: certificate.pem,
          sha256: certificate.sha256,
          sha1: certificate.sha1,
          until: dayText(certificate.notAfter),
        }
      : null,
  };
}

function plain(parts: readonly MarkedPart[]): string {
  return parts.map(({ text, mark }) => (mark === null ? text : `"${text}"`)).join('');
}

/** The sheet as plain text. */
export function sheetText(sheet: AdminSheet): string {
  const { certificate } = sheet;
  const lines = [sheet.title, '', ...sheet.about, ''];
  for (const { name, value } of sheet.facts) lines.push(`${name}: ${value}`);
  for (const { title, steps } of sheet.phases) {
    lines.push('', title);
    for (const { id, text, notes, values, link } of steps) {
      lines.push(`[ ] ${id} ${plain(text)}`);
      if (link) lines.push(`       Quick Find "${link.find}", or ${link.url}`);
      for (const { name, value } of values) lines.push(`       ${name}: ${value}`);
      for (const note of notes) lines.push(`       ${plain(note)}`);
    }
  }
  lines.push('', 'What to send back', ...sheet.sendBack.map((one) => `- ${one}`));
  if (certificate) {
    lines.push('', `server.crt, valid until ${certificate.until}: upload it at A6`);
    lines.push(`SHA-256: ${certificate.sha256}`, `SHA-1: ${certificate.sha1}`);
    lines.push(certificate.pem.trimEnd());
  }
  return `${lines.join('\n')}\n`;
}

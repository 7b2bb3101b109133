/** What a connection will be used for, as far as it changes what has to be set up; and its values. */
import type { Connection } from './connections.svelte.ts';

export const WANTS = ['scratch', 'open', 'page'] as const;
/** Scratch orgs from this Dev Hub; opening the org; calling it from this page. */
export type Want = (typeof WANTS)[number];

/** Not used by this flow, but required by the form, and the one that the CLI expects. */
export const CALLBACK_URL = 'http://localhost:1717/OauthRedirect';

/** What is typed or pasted into Setup. */
export interface GuideValues {
  appName: string;
  apiName: string;
  /** '' where none is known. */
  email: string;
  callback: string;
  /** This page's own origin. */
  origin: string;
  /** The username, or words for it. */
  user: string;
}

/** An untyped part of a stored or opened value may hold anything: one line of it, without controls. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}

/** A developer name: letters, digits and single underscores, a letter first, 40 characters at most. */
export function apiNameOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  const begun = /^[A-Za-z]/.test(plain) ? plain : `App_${plain}`;
  return begun.slice(0, 40).replace(/_+$/, '');
}

type Known = Pick<Connection, 'name' | 'subject' | 'username' | 'current'>;

/** The values for a connection. The e-mail is the certificate's: a username often reaches nobody. */
export function guideValues(connection: Known, origin: string): GuideValues {
  const subject = connection.current?.certificate?.subject ?? connection.subject;
  const username = oneLine(connection.username);
  const appName = oneLine(connection.name) || oneLine(subject.commonName) || 'salesforce-jwt';
  return {
    appName,
    apiName: apiNameOf(appName),
    email: oneLine(subject.email),
    callback: CALLBACK_URL,
    origin,
    user: username || 'the user',
  };
}

/** Puts the values where a text of the guide names them as `{user}`. */
export function fillIn(text: string, values: GuideValues): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) =>
    name in values ? values[name as keyof GuideValues] : whole,
  );
}

import { AppError } from './errors.ts';

/** The longest the token endpoint is documented to accept is 3 minutes; older texts say 5. */
export const LIFETIME = { least: 1, most: 300, usual: 180 } as const;

/**
 * The app's consumer key (client id), as typed. Salesforce does not publish its alphabet: letters,
 * digits, dot, underscore, and what a deployed key may hold (Metadata API, ConnectedApp.consumerKey,
 * 8 to 256 characters).
 */
export function checkConsumerKey(text: string): AppError | null {
  const key = text.trim();
  if (key === '') return new AppError('details/consumer-key-empty', 'there is no consumer key yet');
  if (!/^[A-Za-z0-9._~+/=-]{8,256}$/.test(key)) {
    const problem = /\s/.test(key)
      ? 'the consumer key has a space in it'
      : key.length < 8
        ? 'the consumer key is too short'
        : key.length > 256
          ? `the consumer key has ${key.length} characters, more than 256`
          : 'the consumer key has a character that no consumer key has';
    return new AppError('details/consumer-key-shape', problem);
  }
  return null;
}

/** Consumer secrets are runs of hexadecimal or decimal digits; no consumer key seen is. */
export function looksLikeSecret(text: string): boolean {
  return /^(?:[0-9A-F]{64}|\d{16,})$/i.test(text.trim());
}

/** A Salesforce username has the form of an e-mail address, of at most 80 characters. */
export function checkUsername(text: string): AppError | null {
  const name = text.trim();
  if (name === '') return new AppError('details/username-empty', 'there is no username yet');
  if (!/^[^\s@]+@[^\s@]+$/.test(name) || [...name].length > 80)
    return new AppError(
      'details/username-shape',
      /\s/.test(name) ? 'the username has a space in it' : 'that is not the form of a username',
    );
  return null;
}

/** The assertion's lifetime in seconds, as typed. */
export function checkLifetime(text: string): AppError | null {
  const seconds = /^\d{1,9}$/.test(text.trim()) ? Number(text) : NaN;
  if (seconds >= LIFETIME.least && seconds <= LIFETIME.most) return null;
  const typed = text.trim().slice(0, 20);
  return new AppError(
    'details/lifetime',
    typed === '' ? 'there is no lifetime' : `"${typed}" is not a lifetime from 1 to 300 seconds`,
  );
}

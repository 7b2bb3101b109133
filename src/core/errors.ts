/**
 * One error type, one table. `area/case` codes are what tests and the page match on; a code without
 * a hint cannot exist, because the table is the list of codes.
 */
const HINTS = {
  'input/empty': 'Choose a file or paste the text again.',
  'input/too-large': 'Choose the file itself: a key, certificate or jwt.json has a few kilobytes.',
  'input/several-keys': 'Choose the file of one key only.',
  'input/not-recognised':
    'Choose a PEM or DER file that holds an RSA private key or an X.509 certificate.',

  'subject/country': 'Enter two letters, as in US or CH.',
  'subject/too-long': 'Shorten it.',
  'subject/email': 'Enter an e-mail address in plain ASCII, or leave the field empty.',
  'subject/control-character': 'Type the text again without line breaks or control characters.',
  'subject/empty': 'Enter a common name.',
  'certificate/days': 'Enter a whole number of days from 1 to 3650.',
  'certificate/not-a-certificate': 'Choose the certificate, usually server.crt.',
  'certificate/unreadable': 'Export the certificate again, as PEM or DER.',
  'certificate/other-key':
    'Choose the certificate that was made for this key, or renew it for this key here.',
  'certificate/not-rsa': 'Salesforce takes RSA here: make a new key and certificate.',
  'certificate/check-failed': 'Generate the key and certificate again.',
  'certificate/missing': 'Make a certificate for this key first.',
  'certificate/key-missing': 'Choose the key file together with it, usually server.key.',

  'key/bits': 'Choose 2048, 3072 or 4096 bits.',
  'key/unknown': 'Make or import the key again.',
  'key/not-rsa': 'Salesforce takes only RS256 here: use an RSA key of 2048 bits or more.',
  'key/too-short': 'Use 2048 bits or more.',
  'key/too-long': 'Use 2048, 3072 or 4096 bits.',
  'key/inconsistent': 'Take the key from its source again: this copy is damaged.',
  'key/unreadable': 'Take the key from its source again: this copy is damaged.',
  'key/public': 'Choose the private key, usually server.key.',
  'key/passphrase-needed': 'Enter the passphrase of this file.',
  'key/passphrase-wrong': 'Enter the passphrase of this file again.',
  'key/passphrase-format': 'Choose PKCS#8, or leave the passphrase empty.',
  'key/sealed': 'Make a new key where you need the file: this one can only sign.',
  'key/encryption-unsupported':
    'Convert it first: openssl pkcs8 -topk8 -v2 aes-256-cbc -in server.key -out new.key',

  'org/empty': 'Copy the address of your org from the browser’s address bar.',
  'org/not-a-url': 'Copy the whole address, starting with https://.',
  'org/not-salesforce': 'Copy the address of your org: it ends in .my.salesforce.com.',
  'org/not-https': 'Use the https:// address.',
  'org/not-an-org': 'In the org, open Setup, My Domain, and copy the Current My Domain URL.',
  'org/port': 'Leave the port out.',
  'org/user-info': 'Copy the address again, without what stands before the @.',
  'org/host-shape': 'Copy the address of your org: it ends in .my.salesforce.com.',

  'details/consumer-key-empty': 'Copy the consumer key from the app’s Settings tab.',
  'details/consumer-key-shape':
    'Copy the consumer key again: it is one run of letters, digits, dots and underscores.',
  'details/username-empty': 'Enter the username the pipeline logs in with.',
  'details/username-shape': 'Enter the username, which looks like an e-mail address.',
  'details/lifetime': 'Enter a whole number of seconds from 1 to 300.',

  'config/not-json': 'Choose the jwt.json that sf-jwt-tool or Keybearer wrote.',
  'config/wrong-type': 'Mend that field in the file, then open it again.',

  'sf/not-recognised':
    'Paste what sf org display printed, with or without --json, or an SFDX auth URL.',
  'sf/failed': 'Mend that in the terminal, then paste what sf org display prints.',

  'assertion/malformed': 'Copy the whole assertion: three parts joined by dots.',

  'exchange/not-ready': 'Finish the steps named in Still to do.',
  'exchange/cancelled': 'Press Get access token to try again.',
  'exchange/timeout': 'Try again. If it stays slow, look at status.salesforce.com.',
  'exchange/unreadable':
    'Set up CORS in the org, or send it through a proxy or as a command: then the answer can be read.',
  'exchange/unreachable': 'Check the login URL and your network connection.',
  'exchange/html': 'Check the login URL; if it is right, the org may be in maintenance.',
  'exchange/empty':
    'Try again. If it stays empty, something between here and the org removes the answer.',
  'exchange/redirect': 'Use the org’s My Domain address as the login URL.',
  'exchange/server-error': 'Try again in a few minutes.',
  'exchange/not-a-token': 'Check the login URL, or paste the whole answer.',
  'exchange/refused': 'Read the reason Salesforce gave, then fix the app or the user.',
  'exchange/proxy': 'Read the reason the proxy gave, or choose another way to send it.',

  'authorize/no-code':
    'After Allow, copy the whole address of the page you land on, with code= in it.',
  'authorize/other':
    'Open the authorize URL from here once more, and paste the address that follows.',
  'authorize/refused': 'Mend that, then open the authorize URL again.',

  'session/refused': 'Read the reason Salesforce gave; a new token is one press away.',
  'session/not-understood': 'Try again, or send it another way and read the answer there.',
  'session/untrusted-instance': 'Check the login URL and where this token came from.',
  'session/untrusted-link':
    'Do not open it. Check the proxy, or send the form straight to the org.',
  'session/cannot-open': 'Change the app, then get a new token.',
  'session/stopped':
    'Choose Through a proxy and open it with a one-time link, or reveal the frontdoor link.',

  'proxy/not-listed':
    'Use a proxy that the owner of this site has listed, or another way to send it.',
  'proxy/not-a-url': 'Enter the address of the proxy, starting with https://.',
  'proxy/site': 'Use Straight to Salesforce or Copy a command for this site.',
  'proxy/practice': 'Use Straight to Salesforce for the practice org in this page.',
  'practice/refused': 'Mend that in steps 1 and 3, then try again.',

  'command/not-quotable':
    'Take the character out of the value, or choose another shell, such as bash.',

  'rotation/changed': 'Look at what has changed, then prove this stage again.',
  'rotation/no-fingerprint':
    'Paste the whole line that was printed, or choose the file that was uploaded.',
  'rotation/private-key':
    'Upload server.crt alone. Where the key was really sent or logged, rotate the key, too.',
  'rotation/still-old': 'Put the new one there, then compare again.',
  'rotation/neither': 'See which file or secret this is, and put the new one there.',
  'rotation/old-works': 'Delete the old app in Setup, or take its certificate out, then try again.',
  'rotation/other-refusal':
    'This refusal says nothing of the old key. Mend its cause, then try again.',

  'login/none':
    'Paste the line that sf printed after its login, or the id from the token endpoint’s answer.',
  'login/refused': 'Compare CI’s consumer key, username and login URL with those above.',
  'login/other': 'Look which values CI has, run it again, and paste what that login printed.',

  'repair/key-elsewhere': 'Import the key file of whoever keeps the secret, or make a new key.',

  'batch/cells': 'Put a value that holds the separator into quotation marks, or add a heading row.',
  'batch/empty': 'Enter at least one line.',
  'batch/faults': 'Mend the lines that are named, then press it again.',
  'batch/none': 'Make the batch first, or download each connection’s bundle.',
  'batch/quotes': 'Close it, or write a quotation mark inside a value twice.',
  'batch/running': 'Wait for the batch that is being made, or cancel it.',
  'batch/too-many': 'Make them in several batches.',

  'inspect/forgotten': 'Drop or paste it again.',

  'vault/none': 'Create a vault: what is in this page goes into it.',
  'vault/exists': 'Unlock the vault that is here, or delete it first.',
  'vault/locked': 'Unlock the vault, then try again.',
  'vault/not-saved': 'Unlock the vault: it is saved then. Closing this tab loses it.',
  'vault/proof-needed': 'Enter the passphrase of the vault, or use a passkey of it.',
  'vault/proof-cancelled': 'Press the button again when you have the passphrase at hand.',
  'vault/recovery-missing': 'Make a recovery key first.',
  'vault/recovery-group': 'Look at your copy again: it is the last four characters.',
  'vault/minutes': 'Enter a whole number of minutes from 1 to 60.',
  'vault/recovery-typo': 'Compare it with the sheet, group by group, and enter all 14 groups.',
  'vault/recovery-wrong': 'Take the sheet that was made last for this vault, or the passphrase.',
  'vault/passkey-wrong': 'Use the passphrase, then remove the passkey and add it again.',
  'vault/passkey-unknown': 'Use the passphrase, or another passkey of this vault.',
  'vault/passphrase-wrong':
    'Enter the passphrase again; look at Caps Lock and the keyboard layout.',
  'vault/passphrase-short': 'Use eight characters or more; four or five words are best.',
  'vault/passphrase-differs': 'Type the same passphrase into both fields.',
  'vault/passphrase-empty': 'Enter a passphrase.',
  'vault/damaged': 'Set up again what is missing; the rest of the vault is not touched.',
  'vault/earlier': 'Look through what you changed last, and save a backup.',
  'vault/not-raised': 'Lock the vault and unlock it again; if that does not help, free disk space.',
  'vault/version': 'Reload the page, so that the newest Keybearer opens it.',
  'vault/parameters': 'Somebody changed the vault: delete it and begin again from your key files.',
  'vault/derivation': 'Close other tabs to free memory, then try again.',
  'vault/storage': 'Allow this site to store data, then reload the page and try again.',
  'vault/quota': 'Free some disk space, then try again; a backup can be saved meanwhile.',
  'vault/blocked': 'Reload or close the other tabs of this site, then try again.',
  'vault/aborted': 'Try again. If it happens again, save a backup and restart the browser.',
  'vault/disconnected': 'Save a backup, then restart the browser.',
  'vault/emptied':
    'The browser, or somebody who cleared its data, removed it: save a backup now, or restore one.',
  'vault/hangs': 'Close other tabs of this site and try again, or restart the browser.',
  'vault/read-back': 'Save a backup now: the disk may be failing. Then try again.',

  'passkey/cancelled': 'Try again when it is at hand; the passphrase works as well.',
  'passkey/exists': 'Use the passkey that is there, or remove it first.',
  'passkey/no-prf':
    'Use another device or password manager; if it has just made one, delete it there.',
  'passkey/failed': 'Try again, or use the passphrase.',

  'backup/not-read': 'Choose the backup again.',
  'backup/not-recognised': 'Choose a file that Keybearer saved: its name ends in .backup.',
  'backup/damaged': 'Choose another copy of the file, or an older backup.',
  'backup/version': 'Reload the page, so that the newest Keybearer opens it.',

  'worker/stopped': 'Reload the page.',
  'browser/part-missing': 'Check your connection, then reload the page.',
  'clipboard/refused': 'Select the text and copy it by hand.',
  unexpected: 'Copy the details and open an issue.',
} as const;

export type ErrorCode = keyof typeof HINTS;

export interface WireError {
  code: ErrorCode;
  message: string;
  hint: string;
}

/** What happened (`message`, lower case, no full stop) and what to do next (`hint`, one sentence). */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; hint?: string } = {}) {
    super(message, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.hint = options.hint ?? HINTS[code];
  }

  /** Wraps whatever was thrown; an AppError comes back as it is. */
  static from(thrown: unknown): AppError {
    if (thrown instanceof AppError) return thrown;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return new AppError('unexpected', message, { cause: thrown });
  }
}

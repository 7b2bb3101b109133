/**
 * What the check of a connection says, by code; for a cause that Salesforce also names in an answer the
 * words of the failure are taken (check/said.ts). Facts: salesforce.md 1.2 to 1.5, 3.1, 6.1 and 10.
 */
import { dx, help } from './links.ts';
import type { Words } from './words.ts';

const JWT_FLOW = help('xcloud.remoteaccess_oauth_jwt_flow');
const CORS = help('xcloud.remoteaccess_oauth_endpoints_cors');
const JWT_TOKENS = help('xcloud.jwt_access_tokens');
const USERS = 'Setup → Users';
const MY_DOMAIN = 'Setup → My Domain → Current My Domain URL';
const OAUTH = 'Setup → External Client App Manager → your app → Settings → OAuth Settings';

/** A rule passes on what an AppError says: what happened, and what to do. */
const passedOn = (title: string): Words => ({ title, why: '{why}', fix: ['{hint}'] });
/** Checked, and as it should be: the evidence says what was seen. */
const good = (title: string): Words => ({ title, why: '', fix: [] });

export const CHECK = {
  'check/key-missing': {
    title: 'There is no key yet',
    why: 'The private key signs the assertion: without it there is nothing to send.',
    fix: ['Generate a key and certificate, or import yours.'],
  },
  'check/key-long': {
    title: 'The key is longer than usual',
    why: 'No upper limit is documented, but one product that uses this flow stops at 4096 bits.',
    fix: ['Where nothing else explains a refusal, try a key of 2048 to 4096 bits.'],
  },
  'check/key': good('The key is strong enough'),
  'check/pair-failed': passedOn('Key and certificate do not pass their check'),
  'check/pair': good('Key and certificate belong together'),
  'check/other-key': {
    title: 'The certificate was made for another key',
    why: 'Salesforce checks the signature with the certificate alone, so it would refuse every assertion of this key.',
    fix: ['Renew the certificate for this key, or import the key that it was made for.'],
  },

  'check/certificate-missing': {
    title: 'There is no certificate yet',
    why: 'Salesforce needs the certificate to check what the key has signed.',
    fix: ['Make a certificate for this key, or import the one that the app holds.'],
  },
  'check/certificate-large': {
    title: 'The certificate is larger than 4 KB',
    why: 'Setup takes a certificate of up to 4 KB.',
    fix: [
      'Choose DER under Certificate format and upload that file: the same certificate is smaller.',
      'If that has more than 4 KB as well, renew it with a shorter subject.',
    ],
    links: [JWT_FLOW],
  },
  'check/certificate-size': good('The certificate is small enough to upload'),
  'check/certificate-over': {
    title: 'The certificate has run out',
    why: 'Sources disagree on whether Salesforce refuses it from then on: do not count on it.',
    fix: ['Renew it for the same key and upload the new one. The key stays as it is.'],
  },
  'check/certificate-ending': {
    title: 'The certificate runs out soon',
    why: 'Salesforce is reported to send no notice of it for an app’s certificate.',
    fix: ['Renew it for the same key and upload the new one. The key stays as it is.'],
  },
  'check/certificate-early': {
    title: 'The certificate is not valid yet',
    why: 'Its first day is still to come, or this device’s clock is wrong.',
    fix: ['Compare this device’s clock.', 'Wait until then, or renew the certificate here.'],
  },
  'check/certificate-dates': good('The certificate is valid today'),
  'check/certificate-form': good('The certificate has the usual form'),
  'check/certificate-unusual': {
    title: 'The certificate has an unusual form',
    why: 'Today’s certificates are X.509 version 3, signed with SHA-256. Salesforce documents no rule on it.',
    fix: ['If Setup refuses it, renew it here: the key stays as it is.'],
  },

  'check/assertion-wrong': {
    title: 'A trial assertion does not hold',
    why: 'An assertion was signed and read again with nothing but the certificate, as Salesforce does.',
    fix: ['{hint}'],
  },
  'check/assertion': good('A trial assertion holds under the certificate'),

  'check/consumer-key-shape': passedOn('The consumer key cannot be right'),
  'check/consumer-secret': {
    title: 'This looks like the consumer secret',
    why: 'The app’s page shows key and secret together, and this flow needs no secret.',
    fix: ['Copy the consumer key instead, and keep the secret to yourself.'],
  },
  'check/consumer-key-id': {
    title: 'This looks like a record id, not like a consumer key',
    why: 'Ids of orgs and apps have 15 or 18 letters and digits; a consumer key is longer.',
    fix: ['Copy the consumer key from the app’s Settings tab.'],
  },
  'check/consumer-key-unusual': {
    title: 'The consumer key has an unusual form',
    why: 'Keys that Salesforce makes usually begin with 3MVG. One that was chosen when the app was deployed need not.',
    fix: ['If it was copied from Setup, copy it again, whole.'],
  },
  'check/consumer-key': good('The consumer key has the usual form'),

  'check/username-shape': passedOn('The username cannot be right'),
  'check/username-email': {
    title: 'The username looks like an e-mail address',
    why: 'The username has the form of an e-mail address, but is often another text. An e-mail address is refused as a user who is not approved.',
    fix: ['Copy the username from the user’s page.'],
    setup: USERS,
    page: 'users',
  },
  'check/username-suffix': {
    title: 'The username does not end in the sandbox’s name',
    why: 'In a sandbox, usernames that come from production usually get its name at the end.',
    fix: ['Compare the username with the user’s page in this sandbox: it may be `{username}`.'],
    setup: USERS,
    page: 'users',
  },
  'check/username-sandbox': {
    title: 'The username looks like that of a sandbox',
    why: 'It ends in a name behind the usual ending of an address, as usernames in sandboxes do; the login URL is not that of a sandbox.',
    fix: ['Compare username and login URL: they must be of the same org.'],
    setup: USERS,
    page: 'users',
  },
  'check/username': good('The username has the form of one'),

  'check/login-url': passedOn('The login URL names no org'),
  'check/login-url-older': {
    title: 'The sandbox’s address has the older form',
    why: 'Sandboxes now usually have .sandbox in it, as in https://acme--uat.sandbox.my.salesforce.com.',
    fix: ['Copy the Current My Domain URL from Setup.'],
    setup: MY_DOMAIN,
    page: 'myDomain',
  },
  'check/org': good('The login URL names an org'),
  'check/config-kind': {
    title: 'Login URL and jwt.json disagree on what the org is',
    why: 'A tool that reads jwt.json goes to login.salesforce.com or test.salesforce.com by its field sandbox.',
    fix: ['See which org is meant. A jwt.json downloaded here follows the login URL.'],
  },
  'check/other-org': {
    title: 'The last token came from another org',
    why: 'An app made in one org is not known in another, and neither is its consumer key.',
    fix: [
      'Check that the consumer key is that of an app in the org which the login URL names now.',
    ],
  },
  'check/shared-straight': {
    title: 'A page cannot read what this login host answers',
    why: 'CORS never works at login.salesforce.com and test.salesforce.com, whatever the org allows.',
    fix: [
      'Use the org’s My Domain as the login URL.',
      'Or send the assertion through a proxy, or as a command.',
    ],
    setup: MY_DOMAIN,
    page: 'myDomain',
    links: [CORS],
  },
  'check/scratch-app': {
    title: 'An External Client App in a scratch org',
    why: 'Setup cannot create one there, and a scratch org does not take over the app of its Dev Hub.',
    fix: [
      'Install the app as a package, or deploy it as metadata with its certificate.',
      'Or log in with the access that sf org create scratch leaves.',
    ],
  },
  'check/proxy': passedOn('The proxy cannot be used'),

  'check/audience': good('The audience fits the org'),
  'check/lifetime-shape': passedOn('The lifetime cannot be right'),
  'check/lifetime-long': {
    title: 'The assertion is good for longer than documented',
    why: 'Salesforce documents 3 minutes, older texts 5. More is not known to be refused, but whoever finds the assertion can use it that long.',
    fix: ['Set the lifetime to 180 seconds.'],
    links: [JWT_FLOW],
  },
  'check/lifetime-short': {
    title: 'The assertion runs out very soon',
    why: 'A slow network or a small difference between two clocks is enough to use it up.',
    fix: ['Set the lifetime to 180 seconds.'],
  },
  'check/lifetime': good('The assertion lives long enough, and not too long'),

  'check/clock-slow': {
    title: 'This device’s clock is behind',
    why: 'The assertion’s end is counted from this clock, so that it has run out, or nearly, when it arrives.',
    fix: ['Set this device’s clock by the network.', 'Do the same where the pipeline runs.'],
  },
  'check/clock-fast': {
    title: 'This device’s clock is ahead',
    why: 'The assertion’s end lies further ahead than Salesforce documents it may. Whether that is refused is not certain.',
    fix: ['Set this device’s clock by the network.'],
  },
  'check/clock': good('This device’s clock is right'),
  'check/clock-unknown': {
    title: 'The clock could not be compared',
    why: '{why}',
    fix: ['If a login is refused as expired, set this device’s clock by the network.'],
  },

  'check/token-jwt': {
    title: 'The app issues tokens that cannot open the org',
    why: 'A token in the form of a JSON Web Token is for the REST APIs alone.',
    fix: [
      'Switch off **Issue JSON Web Token (JWT)-based access tokens for named users** in the app, then get a new token.',
    ],
    links: [JWT_TOKENS],
  },
  'check/scopes': good('The app has the scopes for what you want to do'),
  'check/scopes-unknown': {
    title: 'Which scopes the app has is not known yet',
    why: 'This flow cannot ask for scopes: it gets those of the app, and the first token names them.',
    fix: ['Give the app the scopes {scopes}.'],
    setup: `${OAUTH} → OAuth Scopes`,
    page: 'clientApps',
  },
  'check/ticks': {
    title: 'Not every step in Setup is ticked',
    why: 'What is done in Setup cannot be seen from here. A user who is not approved is the commonest reason for a refusal.',
    fix: ['Go through the open steps, and tick what is done.'],
    links: [dx('sfdx_dev_auth_eca')],
  },
  'check/new-key': {
    title: 'The app may still hold an earlier certificate',
    why: 'The key was made or imported after the last token came, so this certificate has not been proved yet. With that of another key the answer is: invalid assertion.',
    fix: ['Upload this connection’s certificate to the app.'],
    setup: `${OAUTH} → Enable JWT Bearer Flow`,
    page: 'clientApps',
  },

  'check/org-answers': good('The org answers'),
  'check/issuer': {
    title: 'The org calls itself by another address',
    why: 'Its sign-in document names another host, which is usually the one to log in at.',
    fix: ['Use {issuer} as the login URL.'],
    setup: MY_DOMAIN,
    page: 'myDomain',
  },
  'check/not-an-org': {
    title: 'No Salesforce login answers there',
    why: 'The host answers, but not with the sign-in document of an org: it is another address, or the org is in maintenance.',
    fix: ['Copy the Current My Domain URL from Setup.', 'Or look at status.salesforce.com.'],
    setup: MY_DOMAIN,
    page: 'myDomain',
  },
} as const satisfies Record<string, Words>;

export type CheckCode = keyof typeof CHECK;

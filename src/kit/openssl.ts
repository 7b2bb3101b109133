/** The key, the request and the certificate as openssl commands, for who wants to make them by hand. */
import { cleanSubject, type Subject } from '../core/subject.ts';
import { quote } from './quote.ts';

/** In the order in which the attributes stand in the certificate. */
const ATTRIBUTES: readonly (readonly [string, keyof Subject])[] = [
  ['C', 'country'],
  ['ST', 'state'],
  ['L', 'city'],
  ['O', 'organization'],
  ['OU', 'organizationalUnit'],
  ['CN', 'commonName'],
  ['emailAddress', 'email'],
];

/**
 * A bash script for openssl 3 that makes what the form makes: the same names, sizes, dates and
 * extensions, with a key of its own. Nothing typed stands outside single quotes.
 */
export function opensslCommands(options: { subject: Subject; bits: number; days: number }): string {
  const { subject, bits, days } = options;
  return `# Git for Windows must not take the subject for a path.
export MSYS_NO_PATHCONV=1
umask 077
mkdir -p certs

cat > certs/openssl.cnf <<'END'
[req]
distinguished_name = empty
string_mask = utf8only
[empty]
[extensions]
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
END
subject=${quote('bash', subjectArgument(subject))}

# The private key, unless there is one already; the request; the certificate
[ -e certs/server.key ] ||
  openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:${bits} -out certs/server.key
openssl req -new -sha256 -utf8 -config certs/openssl.cnf -subj "$subject" \\
  -key certs/server.key -out certs/server.csr
openssl req -x509 -sha256 -utf8 -config certs/openssl.cnf -extensions extensions \\
  -subj "$subject" -days ${days} -key certs/server.key -out certs/server.crt

# Check them
openssl pkey -in certs/server.key -check -noout
openssl req -in certs/server.csr -verify -noout
openssl x509 -in certs/server.crt -noout -subject -enddate -fingerprint -sha256 -nameopt utf8,sep_comma_plus_space
[ "$(openssl pkey -in certs/server.key -pubout)" = "$(openssl x509 -in certs/server.crt -noout -pubkey)" ] &&
  echo 'The certificate belongs to the key.'
`;
}

/** `-subj` splits at / and +, and takes a backslash for an escape. */
function subjectArgument(subject: Subject): string {
  const clean = cleanSubject(subject);
  return ATTRIBUTES.filter(([, field]) => clean[field] !== '')
    .map(([type, field]) => `/${type}=${clean[field].replace(/[\\/+]/g, String.raw`\$&`)}`)
    .join('');
}

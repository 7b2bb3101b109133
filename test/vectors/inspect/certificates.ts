/** Certificates and requests: openssl's, and Python's where openssl 3.0 cannot set dates or the version. */
import { execFileSync } from 'node:child_process';
import { file, FILES, openssl, read, scratch, write } from './tools.ts';

/** Long enough that the date on which the corpus was made does not matter. */
const DAYS = 7300;
const SUBJECT = '/C=DE/ST=Berlin/L=Berlin/O=Example/OU=CI/CN=pipeline';

export function makeCertificates(): void {
  const self = (options: string, ...more: string[]) =>
    openssl(`req -new -x509 -days ${DAYS} ${options}`, '-subj', SUBJECT, ...more);
  self('-key rsa.pkcs8.key -out rsa.crt');
  self('-key other.key -out other.crt');
  openssl('x509 -in rsa.crt -outform DER -out rsa.crt.der');
  self('-key rsa.pkcs8.key -sha1 -out rsa.sha1.crt');
  self('-key rsa.pkcs8.key -md5 -out rsa.md5.crt');
  self('-key rsa.pkcs8.key -sha512 -out rsa.sha512.crt');
  self('-key rsa.pkcs8.key -sigopt rsa_padding_mode:pss -out rsa.pss-signature.crt');
  self('-key rsa-1024.key -out rsa-1024.crt');
  self('-key rsa-pss.key -out rsa-pss.crt');
  self('-key ec-P-256.key -out ec.crt');
  self('-key ed25519.key -out ed25519.crt');
  const names = Array.from({ length: 150 }, (_, at) => `DNS:host-${at}.pipeline.example.com`);
  self('-key rsa.pkcs8.key -out rsa.large.crt', '-addext', `subjectAltName=${names.join(',')}`);
  write('rsa.with-text.crt', openssl('x509 -in rsa.crt -text'));
  write('key-and-certificate.pem', read('rsa.pkcs8.key') + read('rsa.crt'));
  write('certificate-and-key.pem', read('rsa.crt') + read('rsa.pkcs1.key'));
  write('key-and-other-certificate.pem', read('rsa.pkcs8.key') + read('other.crt'));
  write('two-certificates.pem', read('rsa.crt') + read('ec.crt'));

  const request = (options: string) => openssl(`req -new ${options}`, '-subj', SUBJECT);
  request('-key rsa.pkcs8.key -out rsa.csr');
  request('-key rsa.pkcs8.key -outform DER -out rsa.csr.der');
  request('-key rsa.pkcs8.key -newhdr -out rsa.newhdr.csr');
  request('-key ec-P-256.key -out ec.csr');
  makeChain();
  makeByPython();
  openssl('crl2pkcs7 -nocrl -certfile chain.pem -out chain.p7b');
  openssl('crl2pkcs7 -nocrl -certfile chain.pem -outform DER -out chain.p7b.der');
}

function makeChain(): void {
  const at = (name: string) => scratch(name);
  const sign = (name: string, issuer: string, extensions: string) => {
    write('extensions', extensions);
    openssl(
      `x509 -req -days ${DAYS} -in ${at(`${name}.csr`)} -CA ${at(`${issuer}.crt`)} -CAkey ${at(`${issuer}.key`)} ` +
        `-CAcreateserial -extfile extensions -out ${at(`${name}.crt`)}`,
    );
  };
  const key = 'genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out';
  for (const name of ['root', 'intermediate']) openssl(`${key} ${at(`${name}.key`)}`);
  openssl(
    `req -new -x509 -days ${DAYS} -key ${at('root.key')} -out ${at('root.crt')} -subj /CN=Root`,
  );
  openssl(
    `req -new -key ${at('intermediate.key')} -out ${at('intermediate.csr')} -subj /CN=Issuer`,
  );
  sign('intermediate', 'root', 'basicConstraints=critical,CA:TRUE\n');
  openssl(`req -new -key rsa.pkcs8.key -out ${at('leaf.csr')}`, '-subj', SUBJECT);
  sign('leaf', 'intermediate', 'basicConstraints=critical,CA:FALSE\n');
  const [leaf, intermediate, root] = ['leaf', 'intermediate', 'root'].map((name) =>
    openssl(`x509 -in ${at(`${name}.crt`)}`),
  );
  write('leaf.crt', `${leaf}`);
  write('chain.pem', `${leaf}${intermediate}${root}`);
  write('chain-root-first.pem', `${root}${intermediate}${leaf}`);
  write('chain-and-key.pem', `${read('rsa.pkcs8.key')}${leaf}${intermediate}`);
  execFileSync('rm', [file('extensions')]);
}

function makeByPython(): void {
  execFileSync('/usr/bin/python3', ['-c', PYTHON], { cwd: FILES, stdio: 'inherit' });
}

const PYTHON = `
import datetime
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

PEM, DER = serialization.Encoding.PEM, serialization.Encoding.DER
key = serialization.load_pem_private_key(open('rsa.pkcs8.key', 'rb').read(), None)
name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, 'pipeline')])
day = lambda year, month=1: datetime.datetime(year, month, 1)

def certificate(of, begin, end, subject=name, issuer=name, by=None):
    return (x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(of.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(begin).not_valid_after(end)
        .sign(by or of, hashes.SHA256()))

write = lambda path, data: open(path, 'wb').write(data)
write('rsa.expired.crt', certificate(key, day(2020), day(2021)).public_bytes(PEM))
write('rsa.early.crt', certificate(key, day(2060), day(2061)).public_bytes(PEM))
write('rsa.expiring.crt', certificate(key, day(2029), day(2030, 1) + datetime.timedelta(days=14)).public_bytes(PEM))

def authority(at):
    own = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, f'Authority {at}')])
    return certificate(ec.generate_private_key(ec.SECP256R1()), day(2020), day(2060), own, own).public_bytes(PEM)

write('authorities.pem', b''.join(authority(at) for at in range(60)))
crl = (x509.CertificateRevocationListBuilder().issuer_name(name).last_update(day(2026)).next_update(day(2046))
    .add_revoked_certificate(x509.RevokedCertificateBuilder().serial_number(7).revocation_date(day(2026)).build())
    .sign(key, hashes.SHA256()))
write('revoked.crl', crl.public_bytes(PEM))
write('revoked.crl.der', crl.public_bytes(DER))
`;

/** Keystores of openssl, keytool, NSS and Python. */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { bytes, file, FILES, openssl, PASS, run, SCRATCH, scratch, write } from './tools.ts';

export function makeKeystores(): void {
  const pack = 'pkcs12 -export -inkey rsa.pkcs8.key -in rsa.crt -name pipeline';
  const sealed = `${pack} -passout pass:${PASS}`;
  openssl(`${sealed} -out store.p12`);
  openssl(`${sealed} -legacy -out store.legacy-rc2.p12`);
  openssl(
    `${sealed} -certpbe PBE-SHA1-3DES -keypbe PBE-SHA1-3DES -macalg sha1 -out store.legacy-3des.p12`,
  );
  openssl(
    `${sealed} -certpbe AES-128-CBC -keypbe AES-128-CBC -macalg sha512 -out store.sha512.p12`,
  );
  openssl(`${sealed} -nomac -out store.no-mac.p12`);
  openssl(`${sealed} -certpbe NONE -out store.open-certificate.p12`);
  openssl(`${sealed} -certpbe NONE -keypbe NONE -nomac -out store.open.p12`);
  openssl(`${pack} -passout pass: -out store.empty-passphrase.p12`);
  openssl(
    `pkcs12 -export -nokeys -in rsa.crt -passout pass:${PASS} -out store.certificate-only.p12`,
  );
  openssl(
    `pkcs12 -export -inkey rsa.pkcs8.key -in chain.pem -passout pass:${PASS} -out store.chain.p12`,
  );
  openssl(`pkcs12 -export -inkey ec-P-256.key -in ec.crt -passout pass:${PASS} -out store.ec.p12`);
  makeJava();
  makeByNss();
  execFileSync('/usr/bin/python3', ['-c', PYTHON], { cwd: FILES, stdio: 'inherit' });
  write('store.bcfks', bcfks());
}

function makeJava(): void {
  const source = `-srckeystore store.p12 -srcstoretype PKCS12 -srcstorepass ${PASS} -srcalias pipeline`;
  const copy = (name: string, type: string, key = PASS) =>
    run(
      `keytool -importkeystore -noprompt ${source} -destkeystore ${name} -deststoretype ${type} ` +
        `-deststorepass ${PASS} -destkeypass ${key}`,
    );
  const trust = (name: string, type: string, certificate: string, alias: string) =>
    run(
      `keytool -importcert -noprompt -alias ${alias} -file ${certificate} -keystore ${name} -storetype ${type} ` +
        `-storepass ${PASS}`,
    );
  copy('store.jks', 'JKS');
  copy('store.jceks', 'JCEKS');
  copy('store.keytool.p12', 'PKCS12');
  copy('store.key-password.jks', 'JKS', 'another12');
  copy('store.two.jks', 'JKS');
  trust('store.two.jks', 'JKS', 'other.crt', 'other');
  trust('trust.jks', 'JKS', 'rsa.crt', 'pipeline');
  trust('trust.keytool.p12', 'PKCS12', 'rsa.crt', 'pipeline');
  run(
    `keytool -genseckey -alias hmac -keyalg HmacSHA256 -keysize 256 -keystore secret.jceks -storetype JCEKS ` +
      `-storepass ${PASS} -keypass ${PASS}`,
  );
  run(
    `keytool -genkeypair -alias made -keyalg RSA -keysize 2048 -validity 7300 -dname CN=keytool ` +
      `-keystore store.generated.jks -storetype JKS -storepass ${PASS} -keypass ${PASS}`,
  );
}

/** Its files have indefinite lengths. */
function makeByNss(): void {
  const database = `sql:${SCRATCH}`;
  run(`certutil -N -d ${database} --empty-password`);
  run(`pk12util -i store.p12 -d ${database} -W ${PASS}`);
  run(`pk12util -o ${scratch('nss.p12')} -n pipeline -d ${database} -W ${PASS}`);
  execFileSync('cp', [scratch('nss.p12'), file('store.nss.p12')]);
}

const PYTHON = `
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
key = serialization.load_pem_private_key(open('rsa.pkcs8.key', 'rb').read(), None)
certificate = x509.load_pem_x509_certificate(open('rsa.crt', 'rb').read())
protection = serialization.BestAvailableEncryption(b'${PASS}')
open('store.python.p12', 'wb').write(pkcs12.serialize_key_and_certificates(b'pipeline', key, certificate, None, protection))
`;

/** An encrypted store and its MAC, both of noise, round the names of their algorithms. */
function bcfks(): Uint8Array {
  const config = scratch('bcfks.cnf');
  const text = [
    'asn1=SEQUENCE:root',
    '[root]\nstore=SEQUENCE:store\ncheck=SEQUENCE:check',
    '[store]\nalgorithm=SEQUENCE:pbes2\ndata=FORMAT:HEX,OCT:' + 'a5'.repeat(600),
    '[pbes2]\nname=OID:PBES2\nparameters=SEQUENCE:none',
    '[check]\nmac=SEQUENCE:hmac\nderivation=SEQUENCE:pbkdf2\nvalue=FORMAT:HEX,OCT:' +
      '5a'.repeat(64),
    '[hmac]\nname=OID:hmacWithSHA512\nnull=NULL',
    '[pbkdf2]\nname=OID:PBKDF2\nparameters=SEQUENCE:none',
    '[none]\nsalt=FORMAT:HEX,OCT:' + '00'.repeat(32),
  ];
  execFileSync('sh', ['-c', `cat > ${config}`], { input: `${text.join('\n')}\n` });
  openssl(`asn1parse -genconf ${config} -noout -out made.bcfks`);
  const made = bytes('made.bcfks');
  rmSync(file('made.bcfks'));
  return made;
}

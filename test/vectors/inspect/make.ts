/**
 * Makes the corpus anew: npx tsx test/vectors/inspect/make.ts. It needs openssl 3, keytool, ssh-keygen,
 * pk12util, Python's cryptography and a Chromium; which files it makes is always the same, the keys are not.
 */
import { copyFileSync, readdirSync, statSync } from 'node:fs';
import { makeCertificates } from './certificates.ts';
import { makeDamaged } from './damage.ts';
import { makeJwks } from './jwk.ts';
import { makeKeystores } from './keystores.ts';
import { begin, end, file, FILES, openssl, PASS, read, run, scratch, write } from './tools.ts';

begin();
makeRsa();
makeOtherKinds();
makePublic();
makeSsh();
makePutty();
makeCertificates();
makeKeystores();
await makeJwks();
makeDamaged();
end();
const made = readdirSync(FILES);
const total = made.reduce((sum, name) => sum + statSync(file(name)).size, 0);
process.stdout.write(`${made.length} files, ${Math.ceil(total / 1024)} KB\n`);

function makeRsa(): void {
  const rsa = 'genpkey -quiet -algorithm RSA -pkeyopt';
  openssl(`${rsa} rsa_keygen_bits:2048 -out rsa.pkcs8.key`);
  openssl(`${rsa} rsa_keygen_bits:2048 -out other.key`);
  for (const bits of [1024, 3072, 4096, 4608]) {
    openssl(`${rsa} rsa_keygen_bits:${bits} -out rsa-${bits}.key`);
  }
  openssl(`${rsa} rsa_keygen_bits:2048 -pkeyopt rsa_keygen_pubexp:3 -out rsa-exponent-3.key`);
  openssl('rsa -in rsa.pkcs8.key -traditional -out rsa.pkcs1.key');
  openssl('pkcs8 -topk8 -nocrypt -in rsa.pkcs8.key -outform DER -out rsa.pkcs8.der');
  openssl('rsa -in rsa.pkcs8.key -traditional -outform DER -out rsa.pkcs1.der');
  openssl('pkey -in rsa.pkcs8.key -text -out rsa.with-text.key');

  const seal = `pkcs8 -topk8 -in rsa.pkcs8.key -passout pass:${PASS}`;
  openssl(`${seal} -out rsa.encrypted.key`);
  openssl(`${seal} -outform DER -out rsa.encrypted.der`);
  openssl(`${seal} -v2 aes-128-cbc -v2prf hmacWithSHA1 -out rsa.encrypted-aes128-sha1.key`);
  openssl(`${seal} -v2 aes-256-cbc -v2prf hmacWithSHA512 -out rsa.encrypted-sha512.key`);
  openssl(`${seal} -v2 des3 -out rsa.encrypted-des3.key`);
  openssl(`${seal} -v1 PBE-SHA1-3DES -out rsa.encrypted-pbe1.key`);
  openssl(`${seal} -scrypt -out rsa.encrypted-scrypt.key`);
  const old = `rsa -in rsa.pkcs8.key -traditional -passout pass:${PASS}`;
  openssl(`${old} -aes256 -out rsa.legacy-aes.key`);
  openssl(`${old} -des3 -out rsa.legacy-des3.key`);
}

function makeOtherKinds(): void {
  openssl('genpkey -quiet -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out rsa-pss.key');
  for (const curve of ['P-256', 'P-384', 'P-521', 'secp256k1']) {
    openssl(
      `genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:${curve} -out ec-${curve}.key`,
    );
  }
  openssl('ecparam -name prime256v1 -genkey -out ec-P-256.sec1.key');
  openssl('ec -in ec-P-384.key -outform DER -out ec-P-384.sec1.der');
  openssl('ecparam -name prime256v1 -param_enc explicit -genkey -noout -out ec-explicit.sec1.key');
  for (const kind of ['ED25519', 'ED448', 'X25519']) {
    openssl(`genpkey -quiet -algorithm ${kind} -out ${kind.toLowerCase()}.key`);
  }
  openssl('pkey -in ed25519.key -outform DER -out ed25519.der');
  const parameters = scratch('dsa.pem');
  openssl(
    `genpkey -quiet -genparam -algorithm DSA -pkeyopt dsa_paramgen_bits:2048 -out ${parameters}`,
  );
  openssl(`genpkey -quiet -paramfile ${parameters} -out dsa.key`);
  openssl('dsa -in dsa.key -out dsa.traditional.key');
}

function makePublic(): void {
  openssl('pkey -in rsa.pkcs8.key -pubout -out rsa.public.pem');
  openssl('pkey -in rsa.pkcs8.key -pubout -outform DER -out rsa.public.der');
  openssl('rsa -in rsa.pkcs8.key -RSAPublicKey_out -out rsa.public-pkcs1.pem');
  openssl('rsa -in rsa.pkcs8.key -RSAPublicKey_out -outform DER -out rsa.public-pkcs1.der');
  openssl('pkey -in ec-P-256.key -pubout -out ec.public.pem');
  openssl('pkey -in ed25519.key -pubout -out ed25519.public.pem');
  openssl('pkey -in rsa-pss.key -pubout -out rsa-pss.public.pem');
  openssl('pkey -in dsa.key -pubout -out dsa.public.pem');
}

function makeSsh(): void {
  const make = (name: string, kind: string, passphrase = '') => {
    const at = scratch(name);
    run(`ssh-keygen -q -C ci@example -f ${at} ${kind} -N`, passphrase);
    copyFileSync(at, file(`${name}.openssh`));
    return at;
  };
  const rsa = make('rsa', '-t rsa -b 2048');
  make('rsa-passphrase', '-t rsa -b 2048', PASS);
  make('ed25519', '-t ed25519');
  make('ed25519-passphrase', '-t ed25519', PASS);
  make('ecdsa', '-t ecdsa -b 384');
  make('ssh-dsa', '-t dsa');
  run(`ssh-keygen -q -t rsa -b 2048 -m PEM -N  -f ${scratch('m-pem')}`);
  copyFileSync(scratch('m-pem'), file('ssh-keygen-m-pem.key'));
  run(`ssh-keygen -q -t rsa -b 2048 -m PKCS8 -N  -f ${scratch('m-pkcs8')}`);
  copyFileSync(scratch('m-pkcs8'), file('ssh-keygen-m-pkcs8.key'));
  for (const name of ['rsa', 'ed25519', 'ecdsa', 'ssh-dsa']) {
    copyFileSync(`${scratch(name)}.pub`, file(`${name}.openssh.pub`));
  }
  write(
    'authorized_keys',
    `# who may log in\n${read('rsa.openssh.pub')}${read('ed25519.openssh.pub')}`,
  );
  write('rsa.rfc4716.pub', run(`ssh-keygen -e -m RFC4716 -f ${rsa}.pub`));
  write('rsa.ssh-pkcs8.pub', run(`ssh-keygen -e -m PKCS8 -f ${rsa}.pub`));
  write('rsa.ssh-pem.pub', run(`ssh-keygen -e -m PEM -f ${rsa}.pub`));
}

/** By hand: the public half is ssh-keygen's, the private half is noise. */
function makePutty(): void {
  const [kind, blob = '', comment] = read('rsa.openssh.pub').trim().split(' ');
  const lines = blob.match(/.{1,64}/g) ?? [];
  const noise =
    Buffer.alloc(600, 'a test key')
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  for (const [version, encryption] of [
    [2, 'aes256-cbc'],
    [3, 'none'],
  ]) {
    const text = [
      `PuTTY-User-Key-File-${version}: ${kind}`,
      `Encryption: ${encryption}`,
      `Comment: ${comment}`,
      `Public-Lines: ${lines.length}`,
      ...lines,
      `Private-Lines: ${noise.length}`,
      ...noise,
      `Private-MAC: ${'0'.repeat(64)}`,
    ];
    write(`putty-${version}.ppk`, `${text.join('\r\n')}\r\n`);
  }
}

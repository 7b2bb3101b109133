/** Short words on an input that holds no PEM and is no DER. */
import type { Bytes } from './bytes.ts';

/** Zero bytes outside UTF-16, or a DER start: not text. */
export function looksBinary(bytes: Bytes): boolean {
  const [first, second = 0] = bytes;
  if (first === 0x30 && second >= 0x80) return true;
  if (first === 0xfe && second === 0xed) return true;
  let zeros = 0;
  for (let at = 0; at < bytes.length; at += 1) if (bytes[at] === 0) zeros += 1;
  return zeros > 0 && Math.abs(zeros * 2 - bytes.length) > bytes.length / 10 + 2;
}

/** What bytes are that are not text and not whole DER, told by how they begin. */
export function describeBinary(bytes: Bytes): string {
  if (bytes[0] === 0xfe && bytes[1] === 0xed) return 'this is a Java keystore (JKS)';
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return 'this is a zip archive';
  if (bytes[0] === 0x30) {
    return 'this starts like a DER file, but its length is wrong: it is cut off or altered';
  }
  return 'this is a binary file, but not DER';
}

/** What a text is that holds no PEM and is not base64, told by how it begins. */
export function describeText(text: string): string {
  if (text.startsWith('{')) return 'this is JSON, without a key or certificate in it';
  if (text.startsWith('ssh-')) return 'this is an SSH public key';
  if (text.startsWith('PuTTY-User-Key-File')) return 'this is a PuTTY key file';
  if (/^<(!doctype|html)/i.test(text)) return 'this is a web page';
  return 'there is no key or certificate in it';
}

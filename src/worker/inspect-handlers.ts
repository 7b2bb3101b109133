/** Looking at files, when the page asks for it. */
import { AppError } from '../core/errors.ts';
import { faultOf } from '../doctor/identify/facts.ts';
import type { KeyAtHand } from '../doctor/jwt/signature.ts';
import type { Take, Takeable } from '../doctor/taking.ts';
import type { Form } from '../doctor/thing.ts';
import type { Handlers } from './handlers.ts';
import type { InspectedThing } from './inspect-protocol.ts';
import { fileUrl } from './key-files.ts';
import { addKeys, type KeyShelf } from './key-shelf.ts';
import type { ImportFile } from './protocol.ts';

/** What is kept of a thing: how to make its forms, and what is in it with that. */
export interface Kept {
  kind: string;
  from: string;
  take: Take;
  forms: readonly Form[];
}

/** Of a folder, before anything looks at the content. */
const MOST_FILES = 1000;
/** What stays at hand: all of a drop, which the page hands over file by file. */
const MOST = MOST_FILES;

export function createInspectHandlers(
  shelf: KeyShelf,
): Pick<Handlers, 'inspect' | 'inspectTake' | 'inspectUse' | 'inspectForget'> {
  const { inspected: kept, now } = shelf;
  const keep = ({ take, ...thing }: Takeable): InspectedThing => {
    const id = crypto.randomUUID();
    const { kind, from, forms } = thing;
    if (take) kept.set(id, { kind, from, take, forms });
    return { ...thing, id };
  };

  return {
    async inspect({ files, passphrase, keys = [], practice }) {
      const [{ identify }, { groupThings }] = await Promise.all([
        import('../doctor/identify/identify.ts'),
        import('../doctor/identify/groups.ts'),
      ]);
      if (files.length > MOST_FILES) {
        throw new AppError('input/too-large', `these are more than ${MOST_FILES} files`);
      }
      const known = {
        now: now(),
        zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        keys: [...keys, ...(await publicHalves([...kept.values()]))],
        ...(passphrase && { passphrase }),
        ...(practice !== undefined && { practice }),
      };
      const things: Takeable[] = [];
      for (const file of files) {
        try {
          const options = { ...known, from: file.name };
          things.push(...(await identify(await bytesOf(file), options)));
        } catch (thrown) {
          // One file of many does not hide the others.
          if (files.length === 1) throw thrown;
          things.push(leftOut(file.name, AppError.from(thrown)));
        }
      }
      const before = [...kept.keys()];
      const result = { things: things.map(keep), groups: groupThings(things) };
      // What was looked at before goes first, and nothing of this time does.
      for (const oldest of before.slice(0, Math.max(0, kept.size - MOST))) kept.delete(oldest);
      return result;
    },
    async inspectTake({ id, form, passphrase }) {
      const found = kept.get(id);
      const chosen = found?.forms.find((one) => one.form === form);
      if (!found || !chosen) throw forgotten();
      const text = passphrase && new TextDecoder().decode(passphrase);
      return { url: fileUrl(await found.take(form, text), typeOf(form)), name: chosen.file };
    },
    async inspectUse({ key, certificates }) {
      const { readFiles } = await import('./import.ts');
      const files = await Promise.all([
        asFile(kept.get(key), 'pkcs8'),
        ...certificates.map((id) => asFile(kept.get(id), 'pem')),
      ]);
      const read = await readFiles(files, { now: new Date(now()) });
      if (!read.key) throw forgotten();
      const [record = read.key.record] = await addKeys(shelf, [read.key]);
      return { key: record, ...(read.certificate && { certificate: read.certificate }) };
    },
    async inspectForget() {
      kept.clear();
    },
  };
}

/** What was inspected before and can verify a JWT. */
async function publicHalves(kept: readonly Kept[]): Promise<KeyAtHand[]> {
  const halves = kept.map(async ({ kind, from, forms, take }) => {
    const form = kind.startsWith('certificate/') ? 'pem' : 'public-key';
    if (!forms.some((one) => one.form === form)) return [];
    return [{ name: from || 'the pasted text', pem: String(await take(form)) }];
  });
  return (await Promise.all(halves)).flat();
}

function forgotten(): AppError {
  return new AppError('inspect/forgotten', 'this is no longer at hand');
}

async function asFile(thing: Kept | undefined, form: string): Promise<ImportFile> {
  if (!thing) throw forgotten();
  return { name: 'it', content: new Blob([await thing.take(form)]) };
}

function leftOut(from: string, error: AppError): Takeable {
  const title = 'a file that was not read';
  const findings = [faultOf(error, 'note')];
  return {
    kind: 'file/left-out',
    title,
    from,
    secret: true,
    facts: [],
    mended: [],
    findings,
    forms: [],
  };
}

/** Nothing here reads more than a zip may have: larger ones are refused unread. */
const MAX_FILE = 17 * 1024 * 1024;

async function bytesOf({ name, content }: ImportFile): Promise<Uint8Array<ArrayBuffer>> {
  if (content.size > MAX_FILE) {
    throw new AppError('input/too-large', `${name} has ${content.size} bytes`);
  }
  return new Uint8Array(await content.arrayBuffer());
}

function typeOf(form: string): string {
  if (form === 'der') return 'application/octet-stream';
  return form === 'jwt.json' ? 'application/json' : 'application/x-pem-file';
}

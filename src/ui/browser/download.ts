import { AppError } from '../../core/errors.ts';

/** Hands a file that stands behind a `blob:` URL to the browser's own download. */
export function downloadUrl(url: string, name: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has begun by then; a minute covers a browser that asks where to save it.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

export function downloadText(text: string, name: string, type: string): void {
  downloadUrl(URL.createObjectURL(new Blob([text], { type })), name);
}

export function downloadBytes(bytes: Uint8Array<ArrayBuffer>, name: string, type: string): void {
  downloadUrl(URL.createObjectURL(new Blob([bytes], { type })), name);
}

/** One megabyte: hundreds of times what a key, a certificate or jwt.json takes. */
const LARGEST = 1_048_576;

/** Opens the browser's file chooser; no files when the user closes it. `folder` chooses all files of one. */
export function chooseFiles(accept: string, multiple: boolean, folder = false): Promise<File[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = accept;
    input.multiple = multiple;
    input.webkitdirectory = folder;
    input.addEventListener('change', () => resolve([...(input.files ?? [])]));
    input.addEventListener('cancel', () => resolve([]));
    input.click();
  });
}

/** Looks at a file's size before it is read. Throws `input/too-large`, `input/empty`. */
export function requireSmall(file: File): void {
  if (file.size > LARGEST) {
    const megabytes = Math.ceil(file.size / 1_048_576);
    throw new AppError('input/too-large', `${file.name} has ${megabytes} MB and was not read`);
  }
  if (file.size === 0) throw new AppError('input/empty', `${file.name} is empty`);
}

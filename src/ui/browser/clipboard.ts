import { AppError } from '../../core/errors.ts';

/**
 * Copies a text, or one that is still being made: Safari lets a page copy later than the press only
 * when the promise was handed over with the press. Throws `clipboard/refused` where the browser does
 * not let us, and what the promise throws.
 */
export async function copyText(text: string | Promise<string>): Promise<void> {
  try {
    if (typeof text === 'string') await navigator.clipboard.writeText(text);
    else {
      const blob = text.then((made) => new Blob([made], { type: 'text/plain' }));
      await navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })]);
    }
  } catch (cause) {
    // The browser hides why the promise failed; the promise itself tells.
    await text;
    throw new AppError('clipboard/refused', 'the browser did not let this page copy', { cause });
  }
}

/** What the app may weigh, in brotli bytes of the production build; the build fails above it. */
import { brotliCompressSync } from 'node:zlib';

export const LIMITS = {
  html: 14_000,
  /** index.html, its script with all static imports, and its styles. */
  firstView: 45_000,
  scripts: 30_000,
  /** Everything that the service worker keeps. */
  precached: 400_000,
} as const;

export type Size = keyof typeof LIMITS;

export interface Build {
  /** By path in the build's folder: what the service worker keeps and nothing else. */
  files: ReadonlyMap<string, Uint8Array>;
  /** Paths of the scripts that index.html loads before any import() runs. */
  scripts: readonly string[];
  styles: readonly string[];
}

export type Sizes = Readonly<Record<Size, number>>;

/** Throws a TypeError for a path that the build does not hold. */
export function measure({ files, scripts, styles }: Build): Sizes {
  const sizes = new Map(
    [...files].map(([path, bytes]) => [path, brotliCompressSync(bytes).byteLength]),
  );
  const sum = (paths: Iterable<string>): number =>
    [...paths].reduce((total, path) => {
      const size = sizes.get(path);
      if (size === undefined) throw new TypeError(`the build has no ${path}`);
      return total + size;
    }, 0);
  const html = sum(['index.html']);
  const script = sum(scripts);
  return {
    html,
    scripts: script,
    firstView: html + script + sum(styles),
    precached: sum(sizes.keys()),
  };
}

const ROWS: readonly (readonly [size: Size, words: string])[] = [
  ['html', 'index.html'],
  ['scripts', 'scripts of the first view'],
  ['firstView', 'first view'],
  ['precached', 'everything precached'],
];

/** One line a figure; those above their limit say so. */
export function budgetTable(sizes: Sizes): string {
  return ROWS.map(([size, words]) => {
    const over = sizes[size] > LIMITS[size] ? '  TOO LARGE' : '';
    const figure = sizes[size].toLocaleString('en').padStart(8);
    return `${words.padEnd(26)}${figure} of ${LIMITS[size].toLocaleString('en').padStart(8)} B brotli${over}`;
  }).join('\n');
}

/** Whether any of the figures is above its limit. */
export function isOverBudget(sizes: Sizes): boolean {
  return ROWS.some(([size]) => sizes[size] > LIMITS[size]);
}

/** How the files we hand out lie in a zip: dated, and readable by whom they should be. */
import type { ZipAttributes } from 'fflate';

/** Unix, so that unzip sets the modes: a regular file, read and written by its owner alone. */
const UNIX = 3;
const PRIVATE = (0o100600 << 16) >>> 0;
const PUBLIC = (0o100644 << 16) >>> 0;

/** Keeps the private key out of git, wherever the zip is unpacked. */
export const GITIGNORE = `# The private key never belongs into version control.
*.key
*.key.enc
*.p12
*.jks
`;

/** Attributes of one file; a private key is its owner's alone. */
export function fileAttributes(
  date: Date,
  { secret = false } = {},
): Required<Pick<ZipAttributes, 'os' | 'attrs' | 'mtime'>> {
  return { os: UNIX, attrs: secret ? PRIVATE : PUBLIC, mtime: zipTime(date) };
}

/**
 * Zip files hold local time from 1980 to 2099. UTC is written whatever the time zone, so that two
 * machines make the same file.
 */
function zipTime(date: Date): Date {
  const year = Math.min(Math.max(date.getUTCFullYear(), 1980), 2099);
  return new Date(
    year,
    date.getUTCMonth(),
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
  );
}

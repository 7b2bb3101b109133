import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, existsSync } from 'node:fs';

/** The programs nobody here wrote that read what we make. Their names as a user installs them. */
export type Tool =
  | 'openssl'
  | 'certtool'
  | 'keytool'
  | 'curl'
  | 'python3-cryptography'
  | 'python3-icalendar'
  | 'libargon2'
  | 'nginx'
  | 'caddy';

export interface Ran {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end. Its input may be bytes; it throws only where it cannot be started. */
export function run(
  command: string,
  args: readonly string[],
  options: { input?: string | Uint8Array; cwd?: string } = {},
): Ran {
  const done = spawnSync(command, args, { ...options, encoding: 'utf8', maxBuffer: 1 << 26 });
  if (done.error) throw done.error;
  return { status: done.status, stdout: done.stdout, stderr: done.stderr };
}

/** As `run`, without holding up the event loop: for programs that talk to a server in this process. */
export function runAsync(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const out: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
    child.stdout.on('data', (chunk: Buffer) => out.stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => out.stderr.push(chunk));
    child.on('error', reject);
    child.on('close', (status) =>
      resolve({
        status,
        stdout: Buffer.concat(out.stdout).toString('utf8'),
        stderr: Buffer.concat(out.stderr).toString('utf8'),
      }),
    );
  });
}

/** A Python that has the package cryptography; Debian's own comes first, another may lead PATH. */
export function python(): string | null {
  const candidates = ['/usr/bin/python3', 'python3', 'python'];
  return candidates.find((name) => starts(name, ['-c', 'import cryptography'])) ?? null;
}

const VERSION_FLAGS: Partial<Record<Tool, string>> = {
  openssl: 'version',
  nginx: '-v',
  caddy: 'version',
};

export function hasTool(tool: Tool): boolean {
  if (tool === 'python3-cryptography') return python() !== null;
  if (tool === 'python3-icalendar')
    return starts(python() ?? 'python3', ['-c', 'import icalendar']);
  if (tool === 'libargon2') {
    const load = 'import ctypes; ctypes.CDLL("libargon2.so.1")';
    return starts(python() ?? 'python3', ['-c', load]);
  }
  if (tool === 'keytool') return starts('keytool', ['-help']);
  return starts(tool, [VERSION_FLAGS[tool] ?? '--version']);
}

/**
 * Whether a checker is here. On CI (`CI` set) all are, so a missing one throws there; elsewhere the
 * caller skips the test under a name that says which program is missing.
 */
export function needTool(tool: Tool): boolean {
  const here = hasTool(tool);
  if (!here && process.env.CI) throw new Error(`CI has no ${tool}; .ci/run installs it`);
  return here;
}

/**
 * How often to repeat: the small number in `npm test`, the large one in `npm run test:full`, which
 * prints every count it used (the runner names a file to collect them in).
 */
export function amount(label: string, quick: number, full: number): number {
  if (process.env.KEYBEARER_FULL !== '1') return quick;
  if (process.env.KEYBEARER_COUNTS) {
    appendFileSync(process.env.KEYBEARER_COUNTS, `${label}: ${full} (npm test: ${quick})\n`);
  }
  return full;
}

function starts(command: string, args: readonly string[]): boolean {
  if (command.startsWith('/') && !existsSync(command)) return false;
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

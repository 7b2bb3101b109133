/** Where the files go, and the programs that make them. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const PASS = 'secret12';
export const FILES = fileURLToPath(new URL('files/', import.meta.url));
/** What is needed on the way and is no file of the corpus. */
export const SCRATCH = mkdtempSync(join(tmpdir(), 'keybearer-corpus-'));

export function begin(): void {
  rmSync(FILES, { recursive: true, force: true });
  mkdirSync(FILES);
}

export function end(): void {
  rmSync(SCRATCH, { recursive: true, force: true });
}

export const file = (name: string): string => join(FILES, name);
export const scratch = (name: string): string => join(SCRATCH, name);
export const read = (name: string): string => readFileSync(file(name), 'utf8');
export const bytes = (name: string): Buffer => readFileSync(file(name));
export const write = (name: string, content: string | Uint8Array): void =>
  writeFileSync(file(name), content);

/** Runs a program in the folder of the files; its arguments are separated by single spaces. */
export function run(command: string, ...more: string[]): string {
  const [program = '', ...args] = command.split(' ');
  return execFileSync(program, [...args, ...more], {
    cwd: FILES,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export const openssl = (command: string, ...more: string[]): string =>
  run(`openssl ${command}`, ...more);

/** `npm start`: builds, serves, prints the addresses, opens the page. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readPort } from '../proxy/port.ts';
import { serve } from './serve.ts';

export { serve, type Served, type ServeOptions } from './serve.ts';

const USAGE = `npm start -- [--port 3131] [--no-open] [--no-build]
The practice org takes the port after it. --port 0 takes free ports.`;

if (process.argv[1] === fileURLToPath(import.meta.url)) await start();

async function start(): Promise<void> {
  try {
    const { port, open, build } = readArguments();
    if (build) say('Building …');
    const { app, practice, proxy, close } = await serve({ port, build });
    say(`Keybearer     ${app}/`);
    say(`Proxy         ${proxy}`);
    say(`Practice org  ${practice}`);
    say('Stop with Ctrl+C.');
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => void close().then(() => process.exit(0)));
    }
    if (open) openBrowser(`${app}/`);
  } catch (thrown) {
    process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
    process.exit(1);
  }
}

function readArguments(): { port: number; open: boolean; build: boolean } {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string', default: '3131' },
        open: { type: 'boolean', default: true },
        build: { type: 'boolean', default: true },
      },
      allowNegative: true,
    });
    // The practice org takes the one after it.
    const port = readPort(values.port, 65_534);
    if (port === null) throw new Error(`${values.port} is not a port from 0 to 65534`);
    return { port, open: values.open, build: values.build };
  } catch (thrown) {
    const words = thrown instanceof Error ? thrown.message : String(thrown);
    throw new Error(`${words}\n${USAGE}`, { cause: thrown });
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Where there is no browser or no display the printed address has to do. */
function openBrowser(url: string): void {
  const { platform, env } = process;
  const linux = env.DISPLAY || env.WAYLAND_DISPLAY ? ['xdg-open', url] : undefined;
  const command =
    platform === 'darwin'
      ? ['open', url]
      : platform === 'win32'
        ? ['cmd', '/c', 'start', '', url]
        : linux;
  if (command === undefined) return;
  const [program = '', ...args] = command;
  const child = spawn(program, args, { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}

/** The proxy as a Node server: `npm run proxy -- --origin https://keybearer.example.org --port 3133`. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { handle } from './handler.ts';
import { toListener } from './listener.ts';
import { portTrouble, readPort } from './port.ts';

const USAGE = `npm run proxy -- --origin <origin of the page> [--origin <another>] [--port 3133] [--host 127.0.0.1]
An origin is what the address bar shows up to the first single slash: https://keybearer.example.org`;

function readArguments() {
  const { values } = parseArgs({
    options: {
      origin: { type: 'string', multiple: true, default: [] },
      port: { type: 'string', default: '3133' },
      host: { type: 'string', default: '127.0.0.1' },
    },
  });
  const { origin: origins, host } = values;
  const port = readPort(values.port);
  const wrong = origins.find(
    (origin) => !URL.canParse(origin) || new URL(origin).origin !== origin,
  );
  if (wrong !== undefined) throw new Error(`${wrong} is not an origin`);
  if (origins.length === 0) throw new Error('name the page it is for with --origin');
  if (port === null) throw new Error(`${values.port} is not a port`);
  return { origins, host, port };
}

function fail(message: string): never {
  process.stderr.write(`${message}\n${USAGE}\n`);
  process.exit(2);
}

let settings: ReturnType<typeof readArguments>;
try {
  settings = readArguments();
} catch (thrown) {
  fail(thrown instanceof Error ? thrown.message : String(thrown));
}

const { origins, host, port } = settings;
const server = createServer(toListener((request) => handle(request, { origins, fetch })));
server.on('error', (error) => fail(portTrouble(port, error)));
server.listen(port, host, () => {
  const { address, port: open } = server.address() as AddressInfo;
  process.stdout.write(`proxy: http://${address}:${open} for ${origins.join(', ')}\n`);
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface ProxyServer {
  url: string;
  stop(): Promise<void>;
}

export interface Ended {
  status: number | null;
  stderr: string;
}

/**
 * Starts what `npm run proxy` starts, and waits for its address. Rejects with `Ended` where it stops
 * instead.
 */
export async function startProxy(
  args: readonly string[],
  options: { env?: Record<string, string>; preload?: string } = {},
): Promise<ProxyServer> {
  const preload = options.preload === undefined ? [] : ['--require', options.preload];
  const child = spawn(
    process.execPath,
    [...preload, '--import', 'tsx', 'src/proxy/node.ts', ...args],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...options.env } },
  );
  let stderr = '';
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  const ended = once(child, 'close').then(([status]): never => {
    throw { status: status as number | null, stderr } satisfies Ended;
  });
  const line = once(child.stdout, 'data').then(([chunk]) => String(chunk));
  const url = /http:\/\/[^\s]+/.exec(await Promise.race([line, ended]))?.[0] ?? '';
  return {
    url,
    async stop() {
      child.kill();
      await ended.catch(() => undefined);
    },
  };
}

import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Listening {
  port: number;
  close(): Promise<void>;
}

/**
 * Listens on both loopback addresses, because `localhost` may mean either. Port 0 takes a free one.
 * A port in use throws Node's own error (`code` EADDRINUSE).
 */
export async function listenLocally(port: number, listener: RequestListener): Promise<Listening> {
  const four = await listen(port, '127.0.0.1', listener);
  const open = (four.address() as AddressInfo).port;
  const servers = [four];
  try {
    servers.push(await listen(open, '::1', listener));
  } catch (cause) {
    // Without IPv6 there is nothing to listen on; a port taken there is as bad as one taken here.
    if ((cause as NodeJS.ErrnoException).code === 'EADDRINUSE') {
      await close(four);
      if (port === 0) return listenLocally(port, listener);
      throw cause;
    }
  }
  return {
    port: open,
    close: async () => {
      await Promise.all(servers.map(close));
    },
  };
}

function listen(port: number, host: string, listener: RequestListener): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer(listener);
    server.once('error', reject);
    server.listen(port, host, () => resolve(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

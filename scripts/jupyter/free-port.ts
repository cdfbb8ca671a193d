// Finds a TCP port on loopback that nobody listens on.

import { createServer } from 'node:net';
import { Failure } from '../tasks/failure.ts';

/** Any free port. */
export async function freePort(): Promise<number> {
  return (await probe(0)) ?? 0;
}

/** The first free port from `first` on. Throws a Failure if hundred are taken. */
export async function freePortFrom(first: number): Promise<number> {
  for (let port = first; port < first + 100; port += 1) {
    if ((await probe(port)) !== null) return port;
  }
  throw new Failure(
    `The ports ${first} to ${first + 99} are all in use.`,
    'Choose one: npm start -- --port 9999',
  );
}

/** That very port. Throws a Failure if it is taken. */
export async function thisPort(port: number): Promise<number> {
  if ((await probe(port)) !== null) return port;
  throw new Failure(`Port ${port} is in use or may not be used.`, 'Choose another, or leave out --port.');
}

/** The port, if one can listen there now. */
function probe(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : null));
    });
  });
}

// Asks a Unix socket who answers there, to tell a running energy server from what is left of a dead one.

import { Status } from '@jupyter-energy/contract';
import { request } from './node-http.ts';

const PATIENCE_MS = 2_000;

/** `nobody`: no process listens. `stranger`: something does, but it is no energy server, or does not answer. */
export type Answer =
  | { readonly who: 'nobody' }
  | { readonly who: 'stranger'; readonly why: string }
  | { readonly who: 'energy-server'; readonly status: Status };

/** Never throws. */
export function whoAnswers(socketPath: string): Promise<Answer> {
  return new Promise((resolve) => {
    const asked = request({ socketPath, path: '/v1/status', agent: false });
    // For the answer as a whole: who sends a byte now and then is no energy server either.
    const late = setTimeout(
      () => asked.destroy(new Error(`no answer within ${PATIENCE_MS / 1_000} s`)),
      PATIENCE_MS,
    );
    asked.on('close', () => clearTimeout(late));
    asked.on('error', (error: NodeJS.ErrnoException) => {
      const dead = error.code === 'ECONNREFUSED' || error.code === 'ENOENT';
      resolve(dead ? { who: 'nobody' } : { who: 'stranger', why: error.code ?? error.message });
    });
    asked.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > 65_536) response.destroy();
      });
      response.on('close', () => resolve(meaningOf(text)));
    });
    asked.end();
  });
}

function meaningOf(text: string): Answer {
  try {
    return { who: 'energy-server', status: Status.parse(JSON.parse(text)) };
  } catch {
    // Whatever it says, it is not the status of an energy server of this version.
    return { who: 'stranger', why: 'it is no energy server, or one of another version' };
  }
}

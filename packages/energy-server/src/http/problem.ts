// Failures as RFC 9457 problem details.

import type { Problem } from '@jupyter-energy/contract';
import type { Reply } from './reply.ts';

const titles: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not authorised',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  413: 'Body too large',
  415: 'Wrong media type',
  408: 'Too slow',
  421: 'Wrong host',
  431: 'Too large',
  500: 'Internal error',
};

/** What is wrong with a request; `field` names the query parameter at fault. */
export class RequestProblem extends Error {
  override readonly name = 'RequestProblem';
  readonly status: number;
  readonly field: string | undefined;

  constructor(status: number, detail: string, field?: string) {
    super(detail);
    this.status = status;
    this.field = field;
  }
}

/** The reply that tells a problem. */
export function problemReply(
  { status, message, field }: RequestProblem,
  headers: Reply['headers'] = {},
): Reply {
  const problem: Problem = {
    type: 'about:blank',
    title: titles[status] ?? 'Error',
    status,
    detail: message,
    ...(field === undefined ? {} : { field }),
  };
  return {
    status,
    headers: { 'Content-Type': 'application/problem+json', ...headers },
    body: JSON.stringify(problem),
  };
}

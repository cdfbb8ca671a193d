// The body of a request: small JSON, checked against a schema, or refused with the field at fault.

import type { IncomingMessage } from 'node:http';
import type * as z from 'zod/mini';
import { RequestProblem } from './problem.ts';

/** A registration with the longest path has about 1.3 kB, or six times that where every letter is escaped. */
const MOST_BYTES = 8_192;

/** Reads the whole body. Throws RequestProblem; whoever sends more than that is not read on. */
export async function jsonBody<Schema extends z.ZodMiniType>(
  request: IncomingMessage,
  schema: Schema,
): Promise<z.output<Schema>> {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json')
    throw new RequestProblem(415, 'send JSON, with Content-Type: application/json');
  const checked = schema.safeParse(parse(await text(request)));
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  const field = issue?.path.join('.') || undefined;
  throw new RequestProblem(400, `${field ?? 'the body'}: ${issue?.message ?? 'is wrong'}`, field);
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MOST_BYTES) throw new RequestProblem(413, `the body must have at most ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new RequestProblem(400, 'the body is not JSON');
  }
}

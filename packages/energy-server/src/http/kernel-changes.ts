// What the Jupyter side tells of kernels: the only requests that change anything, and the only paths with a variable in them.

import type { IncomingMessage } from 'node:http';
import { KernelId, KernelRegistration, KernelStateChange } from '@jupyter-energy/contract';
import { jsonBody } from './body.ts';
import { kernelReply } from './kernels-reply.ts';
import type { Asker, KernelsView } from './kernels-view.ts';
import { RequestProblem } from './problem.ts';
import { jsonReply, type Reply } from './reply.ts';
import type { EnergyView } from './view.ts';

/** `{id}` stands for a kernel's id. */
export const kernelPaths = { kernel: '/v1/kernels/{id}', state: '/v1/kernels/{id}/state' } as const;

/** A request to one of these paths. */
export interface KernelPath {
  readonly id: string;
  readonly path: keyof typeof kernelPaths;
}

/** By whose clock kernels become busy: one that differs by more tells nothing. */
const CLOCKS_AGREE_MS = 3_600_000;
/** Runs may be told of late: those that go on, and ended ones that waited, to an energy server that was not there when they began. */
const LONGEST_RUN_MS = 31 * 86_400_000;

const STRANGER =
  'a socket that is shared with a group takes no word about kernels here: use the energy server’s own user, or TCP with its token';

type Change = (
  view: EnergyView,
  kernels: KernelsView,
  id: string,
  request: IncomingMessage,
) => Promise<Reply>;

const changes: Readonly<Record<keyof typeof kernelPaths, Readonly<Record<string, Change>>>> = {
  kernel: { PUT: put, DELETE: remove },
  state: { POST: mark },
};

/** Null for every other path. */
export function kernelPathOf(pathname: string): KernelPath | null {
  const [, id, state] = /^\/v1\/kernels\/([^/]+)(\/state)?$/.exec(pathname) ?? [];
  return id === undefined ? null : { id, path: state === undefined ? 'kernel' : 'state' };
}

/** Which methods a path takes. */
export function methodsOf({ path }: KernelPath): readonly string[] {
  return Object.keys(changes[path]);
}

/** Throws RequestProblem. */
export async function changeKernel(
  view: EnergyView,
  asker: Asker,
  { id, path }: KernelPath,
  request: IncomingMessage,
): Promise<Reply> {
  const change = changes[path][request.method ?? ''];
  if (change === undefined) throw new RequestProblem(405, `${kernelPaths[path]} cannot be asked so`);
  if (asker.user === 'none') throw new RequestProblem(403, STRANGER);
  if (!KernelId.safeParse(id).success)
    throw new RequestProblem(400, 'a kernel’s id has 1 to 100 letters, digits, “-”, “_” and “.”', 'id');
  return change(view, view.kernelsFor(asker), id, request);
}

async function put(
  view: EnergyView,
  kernels: KernelsView,
  id: string,
  request: IncomingMessage,
): Promise<Reply> {
  const told = await jsonBody(request, KernelRegistration);
  if (!kernels.mayTell(id)) throw new RequestProblem(403, 'this id is that of another user’s kernel');
  const kernel = kernels.register(id, told);
  if (kernel === null)
    throw new RequestProblem(409, 'there are too many kernels already; DELETE those that ended');
  // Its account begins now, not at the next beat.
  if (kernel.entry.state === 'found') await view.mark();
  return jsonReply(kernelReply(view, kernels, kernels.kernel(id) ?? kernel));
}

/** A reading first: what it has used until now is its own. */
async function remove(view: EnergyView, kernels: KernelsView, id: string): Promise<Reply> {
  if (kernels.kernel(id)?.entry.state === 'found') await view.mark();
  const kernel = kernels.remove(id);
  if (kernel === null) throw noKernel(id);
  return jsonReply(kernelReply(view, kernels, kernel));
}

/** Answers when the reading is taken, so that whoever asks next for the interval gets it with this edge. */
async function mark(
  view: EnergyView,
  kernels: KernelsView,
  id: string,
  request: IncomingMessage,
): Promise<Reply> {
  const { state, at, run, count } = await jsonBody(request, KernelStateChange);
  const { wallMs, timelineMs } = view.now();
  const mostBehindMs = run === undefined ? CLOCKS_AGREE_MS : LONGEST_RUN_MS;
  if (at - wallMs > CLOCKS_AGREE_MS || wallMs - at > mostBehindMs)
    throw new RequestProblem(400, 'at: differs from this machine’s clock by more than an hour', 'at');
  const atMs = Math.min(timelineMs, timelineMs + at - wallMs);
  if (!kernels.note(id, { state, atMs, run, count })) throw noKernel(id);
  await view.mark();
  return jsonReply({ at: view.now().wallMs });
}

function noKernel(id: string): RequestProblem {
  return new RequestProblem(404, `no kernel ${id} is known; PUT ${kernelPaths.kernel} tells of one`);
}

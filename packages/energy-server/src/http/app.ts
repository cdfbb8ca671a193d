// The routes: each reply is made from the view at the moment of asking; whatever else is asked is answered with a problem.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { endpoints } from './endpoints.ts';
import { energyMetrics } from './energy-metrics.ts';
import { changeGrid, GRID_CHOICE_PATH } from './grid-changes.ts';
import { gridReply } from './grid-reply.ts';
import { changeKernel, kernelPathOf, methodsOf } from './kernel-changes.ts';
import { intervalReply, kernelsReply } from './kernels-reply.ts';
import type { Asker, KernelsView } from './kernels-view.ts';
import type { Live } from './live.ts';
import { renderMetrics } from './metrics.ts';
import { openapiDocument } from './openapi.ts';
import { energyRange, intervalQuery, powerRange, type Query } from './parameters.ts';
import { problemReply, RequestProblem } from './problem.ts';
import { energyReply, powerReply, statusReply } from './replies.ts';
import { jsonReply, type Reply, send, textReply } from './reply.ts';
import { runsReply } from './runs-reply.ts';
import { sourcesReply } from './sources-reply.ts';
import type { EnergyView } from './view.ts';

/** Answers one request. */
export type App = (request: IncomingMessage, response: ServerResponse) => void;

export interface AppSetup {
  readonly view: EnergyView;
  readonly live: Live;
  readonly askerOf: (request: IncomingMessage) => Asker;
  /** Told about faults of ours, which the asker learns of as a bare 500. */
  readonly onFault: (error: unknown, path: string) => void;
}

/** What a path answers; throws RequestProblem. */
type Route = (query: Query, kernels: KernelsView, asker: Asker) => Reply | Promise<Reply>;

/** The application. Only GET and HEAD, but for what is told of kernels and chosen of the grid; no state of its own. */
export function createApp(setup: AppSetup): App {
  const routes = routesOf(setup);
  return (request, response) => {
    const { pathname: path, searchParams } = urlOf(request);
    const asker = setup.askerOf(request);
    // A stream is no reply: it goes on.
    if (path === endpoints.stream.path && request.method === 'GET') return setup.live.open(response, asker);
    const kernel = kernelPathOf(path);
    const method = request.method ?? '';
    const { view } = setup;
    const change = (methods: readonly string[], made: () => Promise<Reply>) =>
      allowed(methods, method, path, () => orProblem(setup, path, made));
    const answered =
      kernel !== null
        ? change(methodsOf(kernel), () => changeKernel(view, asker, kernel, request))
        : path === GRID_CHOICE_PATH
          ? change(['PUT'], () => changeGrid(view, request, mayChoose(asker)))
          : answer(setup, routes, asker, method, path, (name) => searchParams.getAll(name));
    void answered.then((reply) => send(response, reply));
  };
}

/** What holds for everybody is for those to choose who may see everything. */
function mayChoose({ user }: Asker): boolean {
  return user === 'all';
}

function routesOf({ view, live }: AppSetup): ReadonlyMap<string, Route> {
  // Made when it is first asked for: what generates it costs memory, and few ask.
  let document: object | undefined;
  return new Map<string, Route>([
    [endpoints.status.path, () => jsonReply(statusReply(view, live.size))],
    [endpoints.sources.path, () => jsonReply(sourcesReply(view))],
    [
      endpoints.power.path,
      (query, kernels) => jsonReply(powerReply(view, kernels, powerRange(query, view.finestMs))),
    ],
    [
      endpoints.energy.path,
      async (query, kernels) =>
        jsonReply(await energyReply(view, kernels, energyRange(query, view.finestMs, view.now().wallMs))),
    ],
    [
      endpoints.grid.path,
      async (query, _, asker) => {
        const range = energyRange(query, view.finestMs, view.now().wallMs);
        return jsonReply(await gridReply(view, range, mayChoose(asker)));
      },
    ],
    [endpoints.gridPlaces.path, () => jsonReply(view.grid.places())],
    [endpoints.kernels.path, (_, kernels) => jsonReply(kernelsReply(view, kernels))],
    [
      endpoints.intervals.path,
      async (query, kernels) => {
        const { kernel, range } = intervalQuery(query, view.finestMs, view.now().wallMs);
        return jsonReply(await intervalReply(view, kernels, kernel, range));
      },
    ],
    [
      endpoints.runs.path,
      (query, kernels) => {
        const { kernel, range } = intervalQuery(query, view.finestMs, view.now().wallMs);
        return jsonReply(runsReply(view, kernels, kernel, range));
      },
    ],
    [endpoints.stream.path, () => textReply('', endpoints.stream.mediaType)],
    [
      endpoints.openapi.path,
      () => {
        document ??= openapiDocument(view.version);
        return jsonReply(document);
      },
    ],
    [
      endpoints.metrics.path,
      () => textReply(renderMetrics(energyMetrics(view, live.size)), endpoints.metrics.mediaType),
    ],
  ]);
}

/** Never rejects. */
async function answer(
  setup: AppSetup,
  routes: ReadonlyMap<string, Route>,
  asker: Asker,
  method: string,
  path: string,
  query: Query,
): Promise<Reply> {
  const route = routes.get(path);
  if (route === undefined)
    return problemReply(
      new RequestProblem(404, `there is nothing at ${path}; see ${endpoints.openapi.path}`),
    );
  return allowed(['GET', 'HEAD'], method, path, () =>
    orProblem(setup, path, () => route(query, setup.view.kernelsFor(asker), asker)),
  );
}

async function allowed(
  methods: readonly string[],
  method: string,
  path: string,
  reply: () => Promise<Reply>,
): Promise<Reply> {
  if (methods.includes(method)) return reply();
  const allow = methods.join(', ');
  return problemReply(new RequestProblem(405, `${path} takes ${allow}, not ${method}`), { Allow: allow });
}

async function orProblem(
  { onFault }: AppSetup,
  path: string,
  reply: () => Reply | Promise<Reply>,
): Promise<Reply> {
  try {
    return await reply();
  } catch (error) {
    if (error instanceof RequestProblem) return problemReply(error);
    onFault(error, path);
    return problemReply(new RequestProblem(500, 'a fault of the energy server; its log tells more'));
  }
}

/** The target as a URL; one that is none has a path that nothing answers to. */
function urlOf({ url = '/' }: IncomingMessage): URL {
  const base = 'http://localhost';
  return URL.parse(url.startsWith('/') ? `${base}${url}` : url, base) ?? new URL('/', base);
}

// The routes: each reply is made from the view at the moment of asking; whatever else is asked is answered with a problem.

import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';
import { endpoints } from './endpoints.ts';
import { energyMetrics } from './energy-metrics.ts';
import type { Live } from './live.ts';
import { renderMetrics } from './metrics.ts';
import { openapiDocument } from './openapi.ts';
import { energyRange, powerRange, type Query } from './parameters.ts';
import { problemReply, RequestProblem } from './problem.ts';
import { energyReply, powerReply, statusReply } from './replies.ts';
import { sourcesReply } from './sources-reply.ts';
import type { EnergyView } from './view.ts';

type App = Hono<{ Bindings: HttpBindings }>;
type Asked = Context<{ Bindings: HttpBindings }>;

export interface AppSetup {
  readonly view: EnergyView;
  readonly live: Live;
  /** Told about faults of ours, which the asker learns of as a bare 500. */
  readonly onFault: (error: unknown, path: string) => void;
}

/** The application. Only GET and HEAD; no state of its own. */
export function createApp({ view, live, onFault }: AppSetup): App {
  const app: App = new Hono();
  const document = openapiDocument(view.version);
  app.get(endpoints.status.path, (asked) => asked.json(statusReply(view, live.size)));
  app.get(endpoints.sources.path, (asked) => asked.json(sourcesReply(view)));
  app.get(endpoints.power.path, (asked) =>
    asked.json(powerReply(view, powerRange(queryOf(asked), view.finestMs))),
  );
  app.get(endpoints.energy.path, async (asked) => {
    const range = energyRange(queryOf(asked), view.finestMs, view.now().wallMs);
    return asked.json(await energyReply(view, range));
  });
  app.get(endpoints.stream.path, (asked) => openStream(asked, live));
  app.get(endpoints.openapi.path, (asked) => asked.json(document));
  app.get(endpoints.metrics.path, (asked) => {
    asked.header('Content-Type', endpoints.metrics.mediaType);
    return asked.body(renderMetrics(energyMetrics(view, live.size)));
  });
  for (const { path } of Object.values(endpoints)) app.all(path, wrongMethod);
  app.notFound((asked) =>
    problemReply(
      new RequestProblem(404, `there is nothing at ${asked.req.path}; see ${endpoints.openapi.path}`),
    ),
  );
  app.onError((error, asked) => {
    if (error instanceof RequestProblem) return problemReply(error);
    onFault(error, asked.req.path);
    return problemReply(new RequestProblem(500, 'a fault of the energy server; its log tells more'));
  });
  return app;
}

function queryOf(asked: Asked): Query {
  return (name) => asked.req.queries(name) ?? [];
}

function openStream(asked: Asked, live: Live): Response {
  if (asked.req.method === 'HEAD')
    return asked.body(null, 200, { 'Content-Type': endpoints.stream.mediaType });
  live.open(asked.env.outgoing);
  return RESPONSE_ALREADY_SENT;
}

function wrongMethod(asked: Asked): Response {
  const detail = `${asked.req.path} can only be read: GET, not ${asked.req.method}`;
  return problemReply(new RequestProblem(405, detail), { Allow: 'GET, HEAD' });
}

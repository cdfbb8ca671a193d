// The OpenAPI 3.1 document, generated from the contract's schemas and the table of endpoints.

import {
  Beat,
  Energy,
  Grid,
  GridChoice,
  GridPlaces,
  GridStanding,
  Interval,
  Kernel,
  KernelMark,
  KernelRegistration,
  KernelStateChange,
  Kernels,
  Power,
  Problem,
  Runs,
  Sources,
  Status,
} from '@jupyter-energy/contract';
import * as z from 'zod';
import { type Endpoint, endpoints } from './endpoints.ts';
import { GRID_CHOICE_PATH } from './grid-changes.ts';
import { kernelPaths } from './kernel-changes.ts';

const kernels = { Kernels, Kernel, KernelRegistration, KernelStateChange, KernelMark, Interval, Runs };
const grid = { Grid, GridPlaces, GridChoice, GridStanding };
const replies = { Status, Sources, Power, Energy, Beat, Problem, ...kernels, ...grid };

/** The whole document. It is the same for as long as the energy server runs. */
export function openapiDocument(version: string): object {
  const paths = Object.values<Endpoint>(endpoints).map((endpoint) => [
    endpoint.path,
    { get: operation(endpoint) },
  ]);
  return {
    openapi: '3.1.1',
    info: {
      title: 'Jupyter Energy: the energy server',
      version,
      summary: 'The power that this computer draws and the energy that it has used.',
      description:
        'Times are milliseconds since 1970, energy in joules, power in watts. Null means unknown, never zero. ' +
        'Parameters that are not listed are ignored.',
      license: { name: 'BSD-3-Clause', identifier: 'BSD-3-Clause' },
    },
    paths: { ...Object.fromEntries(paths), ...kernelOperations(), ...gridOperations() },
    components: { schemas: schemas() },
  };
}

function operation({ path, summary, parameters, mediaType, reply }: Endpoint): object {
  const type = mediaType.split(';')[0] ?? mediaType;
  const schema =
    reply === null ? { type: type === 'application/json' ? 'object' : 'string' } : reference(reply);
  return {
    operationId: path
      .replace(/^\/(v1\/)?/, '')
      .replace('.json', '')
      .replace('/', '-'),
    summary,
    ...(parameters.length === 0 ? {} : { parameters: parameters.map((one) => ({ in: 'query', ...one })) }),
    responses: {
      200: { description: summary, content: { [type]: { schema } } },
      ...(parameters.length === 0 ? {} : { 400: problem('A parameter is wrong; `field` names it.') }),
      401: problem('Over TCP: the token is missing or wrong.'),
      421: problem('Over TCP: the Host header names another host.'),
      500: problem('A fault of the energy server.'),
    },
  };
}

/** What the user chooses, likewise. */
function gridOperations(): object {
  const json = (name: string) => ({ 'application/json': { schema: reference(name) } });
  const summary = 'The country, the zone and whether live data are asked for';
  return {
    [GRID_CHOICE_PATH]: {
      put: {
        operationId: 'chooseGrid',
        summary,
        requestBody: { required: true, content: json('GridChoice') },
        responses: {
          200: { description: summary, content: json('GridStanding') },
          400: problem('There is no such country or zone; `field` names what is wrong.'),
          403: problem('The energy server serves several people.'),
          409: problem('The settings say otherwise.'),
        },
      },
    },
  };
}

/** What the Jupyter side tells: on a socket that a group shares, each user of own kernels only. */
function kernelOperations(): object {
  const id = { in: 'path', name: 'id', required: true, schema: { type: 'string' } };
  const json = (name: string) => ({ 'application/json': { schema: reference(name) } });
  const change = (operationId: string, summary: string, body: string | null, reply: string) => ({
    operationId,
    summary,
    ...(body === null ? {} : { requestBody: { required: true, content: json(body) } }),
    responses: {
      200: { description: summary, content: json(reply) },
      400: problem('The id or the body is wrong; `field` names what.'),
      403: problem('The kernel is another user’s, or who asks cannot be told.'),
      404: problem('There is no such kernel.'),
    },
  });
  return {
    [kernelPaths.kernel]: {
      parameters: [id],
      put: change('tellKernel', 'Which process a kernel is', 'KernelRegistration', 'Kernel'),
      delete: change('endKernel', 'A kernel has ended', null, 'Kernel'),
    },
    [kernelPaths.state]: {
      parameters: [id],
      post: change(
        'markKernel',
        'A kernel became busy or idle: a reading is taken at once',
        'KernelStateChange',
        'KernelMark',
      ),
    },
  };
}

function problem(description: string): object {
  return { description, content: { 'application/problem+json': { schema: reference('Problem') } } };
}

function reference(name: string): object {
  return { $ref: `#/components/schemas/${name}` };
}

function schemas(): object {
  const named = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(replies)) named.add(schema, { id });
  const { schemas: generated } = z.toJSONSchema(named, { uri: (id) => `#/components/schemas/${id}` });
  return Object.fromEntries(
    Object.entries(generated).map(([id, { $schema, $id, ...schema }]) => [id, schema] as const),
  );
}

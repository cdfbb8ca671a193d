// What the user chooses of the grid: the country, the zone, and whether live data are asked for.

import type { IncomingMessage } from 'node:http';
import { GridChoice } from '@jupyter-energy/contract';
import { jsonBody } from './body.ts';
import { RequestProblem } from './problem.ts';
import { jsonReply, type Reply } from './reply.ts';
import type { EnergyView } from './view.ts';

export const GRID_CHOICE_PATH = '/v1/grid/choice';

/** `PUT /v1/grid/choice`. Throws RequestProblem. `mayTell`: the asker is the energy server's own user, or has its token. */
export async function changeGrid(
  { grid }: EnergyView,
  request: IncomingMessage,
  mayTell: boolean,
): Promise<Reply> {
  if (!mayTell)
    throw new RequestProblem(
      403,
      'this energy server serves several people, and the country and live data are not for one of them to choose: its administrator sets country and grid.live in its config file',
    );
  const refused = grid.choose(await jsonBody(request, GridChoice));
  if (refused !== null)
    throw new RequestProblem(
      refused.conflict ? 409 : 400,
      `${refused.field}: ${refused.reason}`,
      refused.field,
    );
  return jsonReply(grid.standing(mayTell));
}

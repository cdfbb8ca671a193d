// The token of a provider: in no log, no error, no reply and no file, whatever the provider does with it.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { acknowledgement } from '../../../test/fakes/grid/generation-document.ts';
import { entsoeDay } from '../../../test/fakes/grid/golden-day.ts';
import { ENTSOE_TOKEN, LiveBench } from '../../../test/fakes/grid/live-bench.ts';
import { withoutSecrets } from './secrets.ts';

test('the token is in no log, no error and no reply, even where the provider sends it back', async () => {
  await using bench = await LiveBench.open({ hasToken: true, settled: true });
  let everything = '';
  const replies = [
    { status: 401, body: `<html>${ENTSOE_TOKEN} is unknown</html>` },
    {
      status: 400,
      body: acknowledgement(`Unknown token ${ENTSOE_TOKEN} or ${encodeURIComponent(ENTSOE_TOKEN)}`),
    },
    { status: 200, body: acknowledgement(`securityToken=${ENTSOE_TOKEN}`) },
    { status: 503 },
    { body: entsoeDay() },
    { body: entsoeDay().replace('B16', ENTSOE_TOKEN.slice(0, 19)) },
  ];
  for (const reply of replies) {
    bench.entsoe.answer = () => reply;
    bench.nowMs += 2 * 3_600_000;
    await bench.ask();
    everything += JSON.stringify([bench.grid.standing(true), await bench.at(bench.nowMs)]);
  }
  await bench.entsoe[Symbol.asyncDispose]();
  await bench.pass(8);
  everything += JSON.stringify([bench.grid.standing(true), bench.logged]);
  expect(bench.entsoe.asked.length).toBeGreaterThan(4);
  expect(bench.entsoe.asked[0]?.url.searchParams.get('securityToken')).toBe(ENTSOE_TOKEN);
  for (const file of ['grid.sqlite', 'grid.sqlite-wal'])
    everything += readFileSync(join(bench.folder, file), 'latin1');
  expect(everything).toContain('ENTSO-E');
  for (const secret of [ENTSOE_TOKEN, encodeURIComponent(ENTSOE_TOKEN)])
    expect(everything.includes(secret)).toBe(false);
});

test('secrets are taken out as they are and as addresses spell them; nothing else is', () => {
  expect(withoutSecrets('a b/c+d and b%2Fc%2Bd', ['b/c+d'])).toBe('a [secret] and [secret]');
  expect(withoutSecrets('as it was', ['', 'x'])).toBe('as it was');
});

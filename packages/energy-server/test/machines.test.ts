// Every specimen, from its files to joules, against what was worked out by hand.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MACHINES } from './fakes/machine.ts';
import { type Played, play, readScript, type Script } from './play-specimen.ts';

/** `laptop/beats.json`, or several of one machine: `one-package/reset.beats.json`. */
const names = readdirSync(MACHINES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => readdirSync(join(MACHINES, name)).map((file) => `${name}/${file}`))
  .filter((file) => /\bbeats\.json$/.test(file));

const cases = names.map((name) => ({ name, script: readScript(name) }));

test.each(cases)('$name · $script.about', async ({ name, script }) => {
  const played = await play(name);
  if (script.expected.absent) {
    expect(played.findings).toEqual([]);
    return;
  }
  expectEnergies(played, script.expected);
  expectChannels(played, script.expected);
  expectWords(played.notes, script.expected);
  expect(played.failures.map((failure) => failure?.recovery ?? null)).toEqual(failuresOf(script));
});

/** Compared to 10 µJ: float64 sums of microjoules. */
function expectEnergies(
  { joules, settled }: Played,
  { channels = {}, total, watts, parts = {} }: Script['expected'],
) {
  for (const [id, energy] of Object.entries(channels)) expect(joules.get(id), id).toBeCloseTo(energy, 5);
  if (total !== undefined) expect(settled?.total?.joules).toBeCloseTo(total, 5);
  if (watts !== undefined) expect(settled?.total?.watts).toBeCloseTo(watts, 6);
  for (const [id, energy] of Object.entries(parts)) {
    expect(settled?.nodes.find((node) => node.id === id)?.joules, id).toBeCloseTo(energy, 5);
  }
}

function expectChannels(played: Played, expected: Script['expected']) {
  const distrusted = played.channels.filter((channel) => channel.distrusted !== undefined);
  expect(distrusted.map(({ id }) => id)).toEqual(expected.distrusted ?? []);
  const shown = expected.shown ?? [...Object.keys(expected.channels ?? {}), ...(expected.distrusted ?? [])];
  expect(new Set(played.channels.map(({ id }) => id))).toEqual(new Set(shown));
}

function expectWords(notes: readonly string[], { notes: said = [], quiet = [] }: Script['expected']) {
  for (const note of said) expect(notes).toContain(note);
  for (const word of quiet) expect(notes.join()).not.toContain(word);
}

/** One entry for the first beat and for each step: null, or what the source asked for. */
function failuresOf({ steps, expected }: Script): readonly (string | null)[] {
  const beats = [null, ...steps.flatMap(({ times = 1, fails }) => Array(times).fill(fails ? 'retry' : null))];
  if (expected.lost !== undefined) beats[beats.length - 1] = expected.lost;
  return beats;
}

describe('the specimens', () => {
  test('are all there', () => expect(names.length).toBeGreaterThanOrEqual(18));
});

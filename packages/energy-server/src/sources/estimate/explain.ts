// What people are told of an estimate: which model, of what, how far to trust it, what it leaves out.

import type { ChosenModel } from './choose-model.ts';
import type { MachineKind } from './machine-kind.ts';

/** What is known of the machine and of the model. */
export interface Facts {
  readonly chosen: ChosenModel;
  readonly machine: MachineKind;
  readonly contained: boolean;
  readonly memoryKnown: boolean;
  readonly pue: number;
}

/** `threads`: those that may be used now. */
export function notesOf(
  { chosen, machine, contained, memoryKnown, pue }: Facts,
  threads: number,
): readonly string[] {
  const of = [
    ...(contained ? ['a container'] : []),
    machine.virtual ? 'a virtual machine; no meter can be read inside it' : 'this computer',
  ].join(' on ');
  const amount = `${Number(threads.toFixed(2))} ${threads === 1 ? 'thread' : 'threads'}`;
  const error = Math.round(chosen.relativeError * 100);
  return [
    `${chosen.name}, ${amount} of ${of}`,
    `Estimated from the load and ${chosen.origin}; typically within ±\u00A0${error}\u00A0%`,
    ...(memoryKnown ? [] : ['The size of the memory is not known; memory beyond the usual is left out']),
    ...(pue > 1 ? [`Multiplied by ${pue} for the building (PUE)`] : []),
  ];
}

export function notCoveredBy({ machine, pue }: Facts): readonly string[] {
  return [
    'graphics cards',
    ...(machine.kind === 'laptop' || machine.kind === 'desktop' ? ['the display'] : []),
    ...(machine.kind === 'server' && pue === 1 ? ['cooling of the building'] : []),
  ];
}

// Domains: the parts of a computer that a channel can cover, as paths. Containment is a path prefix.

/** A part of the computer, for example `machine/platform/cpu-0/cores`. */
export type Domain = string;

/** Everything that the wall socket or the battery feeds. */
export const MACHINE: Domain = 'machine';
/** The main board and all that is soldered to or plugged into it, graphics cards excepted. */
export const PLATFORM: Domain = 'machine/platform';

/** Processor package (socket) `n`, as the kernel's `physical_package_id` counts them. */
export function cpuDomain(n: number): Domain {
  return `${PLATFORM}/cpu-${n}`;
}

/** Memory attached to processor package `n`; beside the package, not inside it. */
export function memoryDomain(n: number): Domain {
  return `${PLATFORM}/memory-${n}`;
}

/** The graphics card with this stable identifier; beside the platform, not inside it. */
export function gpuDomain(uuid: string): Domain {
  return `${MACHINE}/gpu-${uuid}`;
}

/** Something that a meter here measures but that is not this computer: shown, never counted. */
export function elsewhereDomain(name: string): Domain {
  return `elsewhere/${name.replaceAll('/', '-')}`;
}

/** Whether `outer` is `inner` or contains it. */
export function contains(outer: Domain, inner: Domain): boolean {
  return inner === outer || inner.startsWith(`${outer}/`);
}

/** The last step of the path: `cpu-0` of `machine/platform/cpu-0`. */
export function leafOf(domain: Domain): string {
  return domain.slice(domain.lastIndexOf('/') + 1);
}

const names: readonly (readonly [RegExp, (match: string) => string])[] = [
  [/^machine$/, () => 'Computer'],
  [/^platform$/, () => 'Main board'],
  [/^cpu-(.+)$/, (n) => `Processor ${n}`],
  [/^memory-(.+)$/, (n) => `Memory ${n}`],
  [/^gpu-(.+)$/, (id) => `GPU ${id}`],
  [/^cores$/, () => 'Cores'],
  [/^uncore$/, () => 'Integrated graphics'],
];

/** A name for people, in English; the page translates the same patterns. Falls back to the last step of the path. */
export function nameOf(domain: Domain): string {
  const leaf = leafOf(domain);
  for (const [pattern, name] of names) {
    const match = pattern.exec(leaf);
    if (match) return name(match[1] ?? '');
  }
  return leaf;
}

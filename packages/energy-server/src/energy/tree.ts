// The tree of domains: speakers nested by containment. A total adds its roots only, so nothing is counted twice.

import { contains, type Domain } from '@jupyter-energy/contract';
import type { Channel, ChannelId } from './channel.ts';
import { chooseSpeakers, type Member } from './speakers.ts';

/** A domain with its speaker, and the speakers directly inside it. */
export interface Branch {
  readonly domain: Domain;
  readonly channel: Channel;
  readonly children: readonly Branch[];
}

export interface Tree {
  /** Every channel, with its role. */
  readonly members: ReadonlyMap<ChannelId, Member>;
  /** The outermost speakers. */
  readonly roots: readonly Branch[];
}

interface Growing extends Branch {
  readonly children: Growing[];
}

/** Siblings stand in the order given. */
export function makeTree(channels: readonly Channel[]): Tree {
  const members = chooseSpeakers(channels);
  const branches: Growing[] = [];
  for (const { channel, role } of members.values())
    if (role === 'speaks') branches.push({ domain: channel.domain, channel, children: [] });
  const roots: Growing[] = [];
  for (const branch of branches) (innermostAround(branch, branches)?.children ?? roots).push(branch);
  return { members, roots };
}

/** Every branch of the tree, a parent before its children. */
export function* branchesOf(roots: readonly Branch[]): Generator<Branch> {
  for (const root of roots) {
    yield root;
    yield* branchesOf(root.children);
  }
}

function innermostAround(inner: Branch, branches: readonly Growing[]): Growing | null {
  let innermost: Growing | null = null;
  for (const branch of branches) {
    if (branch === inner || !contains(branch.domain, inner.domain)) continue;
    // Of two domains that contain a third, the longer path lies inside the shorter.
    if (innermost === null || branch.domain.length > innermost.domain.length) innermost = branch;
  }
  return innermost;
}

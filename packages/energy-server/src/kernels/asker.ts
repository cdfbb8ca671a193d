// Who asks, or tells, and what he may see.

export interface Asker {
  /** A user by number; `all` may see everything (root, our own user, whoever has the token); `none` is a stranger to us. */
  readonly user: number | 'all' | 'none';
  /** His process, as our own /proc counts; 0 where it is outside of our container, null where nobody knows. */
  readonly pid: () => number | null;
}

/** Within the energy server nothing is hidden. */
export const ALL: Asker = { user: 'all', pid: () => null };

/** `owner`: the user whose kernel it is; null where that was not known, and then nobody's but of those who may see all. */
export function maySee({ user }: Asker, owner: number | null): boolean {
  return user === 'all' || (user !== 'none' && user === owner);
}

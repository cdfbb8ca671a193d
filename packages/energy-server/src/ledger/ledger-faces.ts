// The faces in the file by their numbers, and their numbers by the faces. Few are in use at a time, many in a record of years.

import type { StatementSync } from 'node:sqlite';
import type { Basis } from '@jupyter-energy/contract';
import type { KeyedFace, Kind, LedgerFace } from './ledger-face.ts';

/** More than that many are not kept in memory. */
const MOST = 2_000;

export interface Faces {
  /** Null for a number that no face has. */
  face(id: number): LedgerFace | null;
  /** Gives it a number where it has none yet; only within a transaction. */
  id(face: KeyedFace): number;
  forget(): void;
}

export function facesIn(prepared: (sql: string) => StatementSync): Faces {
  const byId = new Map<number, LedgerFace | null>();
  const byKey = new Map<string, number>();
  return {
    face(id) {
      let face = byId.get(id);
      if (face === undefined) {
        if (byId.size >= MOST) byId.clear();
        face = faceOf(prepared(BY_ID).get(id));
        byId.set(id, face);
      }
      return face;
    },
    id({ face, key }) {
      let id = byKey.get(key);
      if (id === undefined) {
        if (byKey.size >= MOST) byKey.clear();
        const { kind, name, label, within, rest, owner, basis, relativeError } = face;
        const values = [kind, name, label, within, Number(rest), owner, basis, relativeError];
        const row = prepared(BY_FACE).get(...values) ?? prepared(NEW).get(...values);
        id = row?.['id'] as number;
        byKey.set(key, id);
      }
      return id;
    },
    forget() {
      byId.clear();
      byKey.clear();
    },
  };
}

const FIELDS = 'kind, name, label, within, rest, owner, basis, relative_error';
const BY_ID = `SELECT ${FIELDS} FROM face WHERE id = ?`;
const BY_FACE = `SELECT id FROM face WHERE kind = ? AND name = ? AND label = ? AND within IS ? AND rest = ? AND owner IS ?
AND basis = ? AND relative_error IS ?`;
const NEW = `INSERT INTO face (${FIELDS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`;

function faceOf(row: Record<string, unknown> | undefined): LedgerFace | null {
  if (row === undefined) return null;
  return {
    kind: row['kind'] as Kind,
    name: row['name'] as string,
    label: row['label'] as string,
    within: row['within'] as string | null,
    rest: row['rest'] === 1,
    owner: row['owner'] as number | null,
    basis: row['basis'] as Basis,
    relativeError: row['relative_error'] as number | null,
  };
}

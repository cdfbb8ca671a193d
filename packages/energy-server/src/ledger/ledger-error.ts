// What can go wrong with the file of the record, told apart by what helps.

export type Trouble =
  /** Not a database, or a broken one. */
  | 'corrupt'
  | 'read-only'
  | 'full'
  /** Somebody else holds it at the moment. */
  | 'busy'
  | 'newer'
  | 'older'
  | 'foreign'
  | 'missing'
  | 'other';

export class LedgerError extends Error {
  override readonly name = 'LedgerError';
  readonly trouble: Trouble;

  /** `message` completes "the record cannot be kept: …". */
  constructor(trouble: Trouble, message: string, options?: ErrorOptions) {
    super(message, options);
    this.trouble = trouble;
  }
}

/** https://sqlite.org/rescode.html, the primary codes. */
const known: Readonly<Record<number, readonly [Trouble, string]>> = {
  5: ['busy', 'another program holds it'],
  6: ['busy', 'another program holds it'],
  3: ['read-only', 'it may not be written'],
  8: ['read-only', 'it may not be written'],
  11: ['corrupt', 'it is damaged'],
  13: ['full', 'the disk is full'],
  14: ['read-only', 'it cannot be opened for writing'],
  26: ['corrupt', 'it is no database'],
};

/** https://nodejs.org/api/sqlite.html: `errcode` of SQLite's errors; `code` of the file system's. */
export function ledgerError(error: unknown): LedgerError {
  if (error instanceof LedgerError) return error;
  const { errcode, errstr, code, message } = error as {
    errcode?: number;
    errstr?: string;
    code?: string;
    message?: string;
  };
  const [trouble, reason] = known[(errcode ?? 0) & 0xff] ?? byFileSystem(code);
  const detail = errcode === undefined ? (code ?? message) : errstr;
  return new LedgerError(trouble, `${reason} (${detail ?? String(error)})`, { cause: error });
}

function byFileSystem(code: string | undefined): readonly [Trouble, string] {
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return ['read-only', 'it may not be written'];
  if (code === 'ENOSPC' || code === 'EDQUOT') return ['full', 'the disk is full'];
  if (code === 'ENOENT' || code === 'ENOTDIR') return ['missing', 'it is not there'];
  return ['other', 'it cannot be written'];
}

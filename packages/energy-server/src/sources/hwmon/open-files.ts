// The files of a device, kept open between beats: opening costs more than reading.

import { type FileTree, HostError, type OpenFile } from '../../host/host.ts';
import { parseDecimal } from '../file-text.ts';

export class OpenFiles implements Disposable {
  readonly #tree: FileTree;
  readonly #open = new Map<string, OpenFile>();

  constructor(tree: FileTree) {
    this.#tree = tree;
  }

  /** The text now, read in another thread. Rejects with HostError; a file that failed is opened anew the next time. */
  async text(path: string): Promise<string> {
    const file = this.#open.get(path) ?? this.#tree.open(path);
    this.#open.set(path, file);
    try {
      return await file.readAside();
    } catch (error) {
      this.#open.delete(path);
      file[Symbol.dispose]();
      throw error;
    }
  }

  /** A whole number. Rejects with HostError; EBADMSG where there is none, or a negative one. */
  async number(path: string): Promise<number> {
    const value = parseDecimal(await this.text(path));
    if (value === null) throw new HostError('EBADMSG', path);
    return value;
  }

  /** Power from a file in microwatts; above `ceilingWatts` it is nonsense (ERANGE). Rejects with HostError. */
  async watts(path: string, ceilingWatts: number): Promise<number> {
    const watts = (await this.number(path)) / 1e6;
    if (watts > ceilingWatts) throw new HostError('ERANGE', path);
    return watts;
  }

  [Symbol.dispose](): void {
    for (const file of this.#open.values()) file[Symbol.dispose]();
    this.#open.clear();
  }
}

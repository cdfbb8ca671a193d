// Native libraries of the system, loaded while running; their functions are called on threads of their own.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { callsTogether } from './calls-together.ts';
import { loadKoffi } from './ffi.ts';
import { holdingThread } from './held-threads.ts';
import { HostError, type NativeFunction, type NativeParameter, type SharedLibrary } from './host.ts';

/** koffi's words for what a function takes. */
const C_TYPES = { int32: 'int32', uint32: 'uint32', uint64: 'uint64', bytes: 'void *' } as const;

/** As `Host.openLibrary` says. A name without a slash is searched where the system keeps libraries. */
export function openLibrary(file: string): SharedLibrary {
  // koffi costs everybody 6 MB, and most computers have none of the libraries that are looked for.
  if (isSurelyMissing(file)) throw new HostError('ENOENT', file);
  const koffi = loadKoffi();
  const library = loaded(() => koffi.load(file), file);
  return {
    find(name, parameters) {
      const bound = bind(() => library.func(name, 'int', typesOf(parameters)));
      return bound === null ? null : onThread((...args) => bound.async(...args));
    },
    together: (calls) =>
      callsTogether(
        file,
        calls.map((call) => ({ ...call, types: typesOf(call.parameters) })),
      ),
  };
}

function typesOf(parameters: readonly NativeParameter[]): string[] {
  return parameters.map((parameter) => C_TYPES[parameter]);
}

/** Where the loader looks besides its cache (ld.so(8)); multiarch folders are in the cache. */
const USUAL_FOLDERS = ['/lib', '/usr/lib', '/lib64', '/usr/lib64', '/usr/local/lib'];
const LOADER_CACHE = '/etc/ld.so.cache';

/** False where only trying can tell, as where the loader keeps no cache. */
function isSurelyMissing(file: string): boolean {
  if (file.includes('/')) return !existsSync(file);
  const named = (process.env['LD_LIBRARY_PATH'] ?? '').split(':').filter((folder) => folder !== '');
  if ([...named, ...USUAL_FOLDERS].some((folder) => existsSync(join(folder, file)))) return false;
  try {
    return !readFileSync(LOADER_CACHE).includes(`${file}\0`);
  } catch {
    return false; // No cache: musl, or a system with paths of its own.
  }
}

function loaded<T>(load: () => T, file: string): T {
  try {
    return load();
  } catch (error) {
    // The loader says the same of a library that is not there and of one whose own needs are not there.
    const missing = String(error).includes('No such file') && !(file.includes('/') && existsSync(file));
    throw new HostError(missing ? 'ENOENT' : 'ELIBBAD', file, { cause: error });
  }
}

/** Null where the library lacks the function; koffi throws then. */
function bind<T>(find: () => T): T | null {
  try {
    return find();
  } catch {
    return null;
  }
}

function onThread(start: (...args: unknown[]) => void): NativeFunction {
  return (...args) => {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    start(...args, (error: unknown, result: number) => {
      // Naming the arguments here keeps their buffers alive until the call has come back.
      if (error)
        reject(new HostError('EIO', `a native call with ${args.length} arguments`, { cause: error }));
      else resolve(result);
    });
    return holdingThread(promise);
  };
}

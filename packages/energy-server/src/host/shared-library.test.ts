// Loading and calling native libraries, real ones.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cannotBuild, FakeNvml, namedWithReason, steadyGpu } from '../../test/fakes/nvml/fake-nvml.ts';
import { openLibrary } from './shared-library.ts';

test('tells a library that is not there from one that cannot be loaded', () => {
  expect(() => openLibrary('libno-such-thing.so.7')).toThrow(/^ENOENT: libno-such-thing/);
  const folder = mkdtempSync(join(tmpdir(), 'library-'));
  const file = join(folder, 'text.so');
  writeFileSync(file, 'no library');
  expect(() => openLibrary(join(folder, 'none.so'))).toThrow(/^ENOENT/);
  expect(() => openLibrary(file)).toThrow(/^ELIBBAD/);
  rmSync(folder, { recursive: true });
});

describe.skipIf(cannotBuild !== null)(namedWithReason('a library'), () => {
  test('a function that it has is called, one that it lacks is null', async () => {
    using fake = new FakeNvml({ count: 3 });
    const library = openLibrary(fake.library);
    expect(library.find('nvmlNoSuchThing', [])).toBeNull();
    const count = Buffer.alloc(4);
    expect(await library.find('nvmlDeviceGetCount_v2', ['bytes'])?.(count)).toBe(1);
    expect(await library.find('nvmlInit_v2', [])?.()).toBe(0);
    expect(await library.find('nvmlDeviceGetCount_v2', ['bytes'])?.(count)).toBe(0);
    expect(count.readUInt32LE()).toBe(3);
  });

  test('a call that hangs holds up neither timers nor other calls', async () => {
    using fake = new FakeNvml({ count: 2, ...steadyGpu(0, { delay: 400 }), ...steadyGpu(1) });
    const library = openLibrary(fake.library);
    await library.find('nvmlInit_v2', [])?.();
    const handle = library.find('nvmlDeviceGetHandleByIndex_v2', ['uint32', 'bytes']);
    const order: string[] = [];
    const slow = handle?.(0, Buffer.alloc(8)).then(() => order.push('slow'));
    await handle?.(1, Buffer.alloc(8)).then(() => order.push('other'));
    await new Promise((resolve) => setTimeout(resolve, 1)).then(() => order.push('timer'));
    await slow;
    expect(order).toEqual(['other', 'timer', 'slow']);
  });
});

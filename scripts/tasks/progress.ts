// Tells what is being done and how long it took: one line for each step.

const nameWidth = 52;

/**
 * Runs a step; its name shows at once and its seconds when it is done. On a terminal they count up.
 * Work that answers `false` had nothing to do.
 */
export async function step<T>(name: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const line = (end: string): string => `${name.padEnd(nameWidth)}${end}`;
  const seconds = (): string => `${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s`;
  process.stdout.write(line(''));
  const ticker = process.stdout.isTTY
    ? setInterval(() => process.stdout.write(`\r${line(seconds())}`), 500)
    : undefined;
  const end = (text: string): void => {
    clearInterval(ticker);
    process.stdout.write(ticker ? `\r${line(text)}\n` : `${text}\n`);
  };
  try {
    const result = await work();
    end(result === false ? 'unchanged' : seconds());
    return result;
  } catch (error) {
    end('failed  ');
    throw error;
  }
}

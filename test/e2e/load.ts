// Python code that keeps every processor busy, run by a real kernel.

/** Keeps all processors busy for some seconds. */
export function burn(seconds: number): string {
  return [
    'import os, subprocess, sys',
    `spin = "import time; end = time.time() + ${seconds}\\nwhile time.time() < end: pass"`,
    'running = [subprocess.Popen([sys.executable, "-c", spin]) for _ in range(os.cpu_count())]',
    '[process.wait() for process in running]',
  ].join('\n');
}

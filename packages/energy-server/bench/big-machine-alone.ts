// A process of its own for a big machine: what other benchmarks have left in a process is no part of what it costs.
// node big-machine-alone.ts OPTIONS-AS-JSON; prints the cost as JSON.

import { bigMachine } from './big-machine.ts';

console.log(JSON.stringify(await bigMachine(JSON.parse(process.argv[2] ?? ''))));
process.exit(0); // A call that hangs in a driver would keep the process.

// Node's HTTP, taken without its module facade: `import 'node:http'` evaluates lazy exports (WebSocket) that load all of fetch, 14 MB.

export const { createServer, request } = process.getBuiltinModule('node:http');

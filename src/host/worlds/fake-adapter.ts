/**
 * Small adapters for tests: a good one in a few lines of JavaScript, each operation of which can be replaced by a fault.
 * Never part of a run. Source: spec/adapter.md.
 */

/** JavaScript for one operation; `r` is the request, `ok(fields)` and `bad(code, message)` answer it, `say(object)` prints a line. */
export type FakeOperations = Readonly<Record<string, string>>;

const goodOperations: FakeOperations = {
  hello: `ok({ name: 'fake', version: '1.0', roles: ['owner', 'node'], claims: ['timers'], extra: 1 })`,
  reset: `endAll(); ok({})`,
  start: `if (r.role === 'owner') owner(r); else if (r.role === 'node') ok({}); else bad('bad-request', 'no such role')`,
  stop: `endAll(); ok({})`,
  crash: `endAll(); ok({})`,
  state: `ok({ nodes: [], jobs: [] })`,
  tell: `say({ event: 'told', what: r.what ?? null }); ok({})`,
};

/**
 * The command of a fake adapter. Its owner is a TCP server that sends `hi`, gives back what it gets and tells `node-joined` for each
 * connection; `before` runs first of all.
 */
export function fakeAdapter(operations: FakeOperations = {}, before = ''): readonly string[] {
  const cases = Object.entries({ ...goodOperations, ...operations }).map(
    ([op, body]) => `${JSON.stringify(op)}: (r, ok, bad) => { ${body} }`,
  );
  return [process.execPath, '-e', `${before};${harness};const operations = {${cases.join(',')}};`];
}

const harness = `
const net = require('node:net');
const say = (o) => process.stdout.write(JSON.stringify(o) + '\\n');
let server = null; const sockets = new Set();
const endAll = () => { server?.close(); server = null; for (const s of sockets) s.destroy(); sockets.clear(); };
const owner = (r) => { server = net.createServer({ allowHalfOpen: true }, (s) => {
  sockets.add(s); s.on('error', () => {}); s.on('close', () => sockets.delete(s)); s.on('end', () => s.end());
  s.write('hi'); s.on('data', (d) => s.write(d)); say({ event: 'node-joined', node: 'n' + sockets.size }); });
  server.listen(0, '127.0.0.1', () => say({ id: r.id, ok: { listen: { host: '127.0.0.1', port: server.address().port } } })); };
let rest = '';
process.stdin.setEncoding('utf8').on('data', (text) => { const lines = (rest + text).split('\\n'); rest = lines.pop();
  for (const line of lines) { const r = JSON.parse(line); const ok = (o) => say({ id: r.id, ok: o });
    const bad = (code, message) => say({ id: r.id, error: { code, message } });
    Object.hasOwn(operations, r.op) ? operations[r.op](r, ok, bad) : bad('unsupported', 'no operation ' + r.op); } });
process.stdin.on('end', () => { endAll(); process.exit(0); });
`;

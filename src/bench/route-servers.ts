/** Starts the servers of the routing benchmark, ours and others', each in a process of its own. Leaves out clients (route-clients.ts). */
import { type ChildProcess, fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { RouteReport, RouteState, RouteSubject } from './route-child.ts';

export interface RouteServer {
  readonly port: number;
  /** Milliseconds of processor time until now; NaN where the system does not tell. */
  cpuMs(): number;
  /** Only of our own processes. */
  state(): Promise<RouteState>;
  stop(): Promise<void>;
}

const CHILD = fileURLToPath(new URL('./route-child.ts', import.meta.url));
/** Beside the path: Debian has servers there. */
const SERVER_FOLDERS = '/usr/sbin:/usr/local/sbin';
const PATIENCE_MS = 20_000;
const NO_STATE: RouteState = { rss: 0, endpoints: 0 };

/** Starts one of our own; a sentence where it cannot be. */
export async function startOwn(subject: RouteSubject): Promise<RouteServer | string> {
  const child = fork(CHILD, [subject], { execArgv: ['--expose-gc', '--import', './ts-node.mjs'] });
  const report = await told(child);
  if (!('port' in report)) {
    await end(child);
    return 'missing' in report ? report.missing : 'it said something else';
  }
  const state = async (): Promise<RouteState> => {
    child.send('state');
    const answer = await told(child);
    return 'rss' in answer ? answer : NO_STATE;
  };
  return { port: report.port, cpuMs: () => cpuMs(child), state, stop: () => end(child) };
}

/** Starts a program that is on the path; a sentence where it is not. `argsOf` gets the port on which it is to listen, and a folder. */
export async function startProgram(
  name: string,
  argsOf: (port: number, folder: string) => readonly string[],
): Promise<RouteServer | string> {
  const env = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:${SERVER_FOLDERS}` };
  if (spawnSync('which', [name], { env }).status !== 0) return `there is no program ${name} here`;
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'route-'));
  const child = spawn(name, argsOf(port, folder), { env, stdio: 'ignore' });
  const stop = async (): Promise<void> => {
    await end(child);
    rmSync(folder, { recursive: true, force: true });
  };
  if (await listens(port)) return { port, cpuMs: () => cpuMs(child), state: async () => NO_STATE, stop };
  await stop();
  return `${name} does not listen`;
}

/** User and system time stand in fields 14 and 15, in hundredths of a second. */
function cpuMs({ pid }: ChildProcess): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return NaN;
  }
}

async function told(child: ChildProcess): Promise<RouteReport> {
  const [report] = (await once(child, 'message', { signal: AbortSignal.timeout(PATIENCE_MS) })) as [RouteReport];
  return report;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

async function listens(port: number): Promise<boolean> {
  for (const startMs = performance.now(); performance.now() - startMs < PATIENCE_MS; await wait(50)) {
    const socket = connect(port, '127.0.0.1');
    const isThere = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isThere) return true;
  }
  return false;
}

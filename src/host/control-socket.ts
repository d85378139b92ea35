/**
 * A local control socket: the adapter contract on a socket file that only its owner may open; each connection waits for nobody else's.
 * Leaves out the lines (contract-session.ts) and what requests mean. Source: spec/adapter.md for the form of the lines.
 */
import { chmodSync, rmSync } from 'node:fs';
import { createConnection, createServer, type Socket } from 'node:net';
import type { ContractAnswer, ContractRequest, ContractServer, JsonObject } from '../lib/contract.ts';
import { HostError } from '../lib/errors.ts';
import { faultSentence } from './fault-sentence.ts';
import { serveContract } from './contract-session.ts';
import { readJsonLines } from './json-lines.ts';

/** Octets of a line: far more than a table of 65,535 nodes has. */
const lineOctets = 64 * 1024 * 1024;
/** Octets of a socket file's path that every system takes. */
const pathOctetsMax = 100;

export interface ControlSocket {
  /** Stops listening, ends all connections, removes the file. */
  close(): void;
}

/**
 * Listens at `path`, a file that is removed first: whoever calls has made sure that no other process serves there.
 * Rejects with HostError.
 */
export async function openControlSocket(path: string, server: ContractServer): Promise<ControlSocket> {
  if (Buffer.byteLength(path) > pathOctetsMax)
    throw new HostError(`the path of the control socket is longer than ${pathOctetsMax} octets: ${path}`);
  const open = new Set<Socket>();
  const listener = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    void serve(socket, server);
  });
  const close = (): void => {
    listener.close();
    for (const socket of open) socket.destroy();
    rmSync(path, { force: true });
  };
  return new Promise((resolve, reject) => {
    rmSync(path, { force: true });
    listener.once('error', (error) =>
      reject(new HostError(`cannot open the control socket ${path}: ${faultSentence(error)}`)),
    );
    listener.listen(path, () => {
      chmodSync(path, 0o600);
      resolve({ close });
    });
  });
}

async function serve(socket: Socket, server: ContractServer): Promise<void> {
  try {
    await serveContract({ input: socket, output: socket, lineOctets, complain: () => undefined }, () => server);
    socket.end();
  } catch {
    // Whoever asked has gone.
    socket.destroy();
  }
}

/** Asks one request at a control socket. Rejects with HostError where nobody listens there or the connection ends first. */
export async function askControlSocket(path: string, { op, args }: ContractRequest): Promise<ContractAnswer> {
  const socket = await dial(path);
  try {
    socket.write(`${JSON.stringify({ id: 1, op, ...args })}\n`);
    for await (const line of readJsonLines(socket, lineOctets)) if (line.kind === 'object') return answerOf(line.value);
  } finally {
    socket.destroy();
  }
  throw new HostError(`the node at ${path} ended before it answered`);
}

function answerOf(value: JsonObject): ContractAnswer {
  return 'ok' in value ? { ok: value['ok'] as JsonObject } : (value as unknown as ContractAnswer);
}

function dial(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path, () => resolve(socket));
    socket.once('error', (error) => {
      const hint = 'start one with "wireproof serve", or name its socket with --control';
      reject(new HostError(`no node answers at ${path}: ${faultSentence(error)}; ${hint}`));
    });
  });
}

/**
 * Clients of the routing benchmark: one writes messages that were made before, one counts what arrives, both in raw octets, so that the
 * server between them is the limit. Leaves out servers (route-servers.ts). Sources: spec/cluster.md 3 and 4; MQTT 3.1.1; the NATS protocol.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { clusterLimits, clusterMessages, parseAddress } from '../protocols/cluster/index.ts';
import { encode } from '../wire/index.ts';
import type { RouteServer } from './route-servers.ts';

const PAYLOAD = new Uint8Array(64).fill(0x41);
/** Octets of what is written at a time. */
const CHUNK = 128 * 1024;
/** Octets of the memory that a client reads into. */
const READ = 256 * 1024;

/** What two clients say in one protocol. */
export interface Dialect {
  /** Who receives says this first, and waits for an answer where there is one. */
  readonly receiver: Uint8Array;
  readonly sender: Uint8Array;
  readonly answers: boolean;
  /** One message as it is sent, and how many octets of it arrive. */
  readonly message: Uint8Array;
  readonly arrives: number;
}

const messages = clusterMessages(clusterLimits);
const custom = encode(messages.handshakeCustom, { identifier: 'bench', name: 'Bench' });
/** The first endpoint of the first custom service of node 1, which receives, and the second, which sends. */
export const RECEIVER = parseAddress('0200000400010001');
const SENDER = parseAddress('0200000400010002');
const packet = encode(messages.packet, {
  ...{ verb: 0x8000_0f00, destination: RECEIVER, origin: SENDER },
  payload: PAYLOAD,
});

export const cluster: Dialect = {
  ...{ receiver: custom, sender: custom, answers: true },
  ...{ message: packet, arrives: packet.length },
};

/** The same octets with nothing before them. */
export const bare: Dialect = { ...cluster, receiver: new Uint8Array(0), sender: new Uint8Array(0), answers: false };

const mqttConnect = (id: string): Buffer =>
  Buffer.concat([
    Buffer.from([0x10, 12 + id.length, 0, 4]),
    Buffer.from('MQTT'),
    Buffer.from([4, 2, 0, 0, 0, id.length]),
    Buffer.from(id),
  ]);
const mqttMessage = Buffer.concat([Buffer.from([0x30, 3 + PAYLOAD.length, 0, 1]), Buffer.from('b'), PAYLOAD]);

export const mqtt: Dialect = {
  receiver: Buffer.concat([mqttConnect('r'), Buffer.from([0x82, 6, 0, 1, 0, 1, 0x62, 0])]),
  sender: mqttConnect('s'),
  ...{ answers: true, message: mqttMessage, arrives: mqttMessage.length },
};

const natsMessage = (head: string): Buffer =>
  Buffer.concat([Buffer.from(`${head} 64\r\n`), PAYLOAD, Buffer.from('\r\n')]);

export const nats: Dialect = {
  receiver: Buffer.from('CONNECT {"verbose":false}\r\nSUB b 1\r\nPING\r\n'),
  sender: Buffer.from('CONNECT {"verbose":false}\r\nPING\r\n'),
  ...{ answers: true, message: natsMessage('PUB b'), arrives: natsMessage('MSG b 1').length },
};

/** A connection that counts what arrives, in memory that it reads into again and again. */
interface Counting {
  readonly socket: Socket;
  octets: number;
}

/** A connection that has said its first words, and got an answer where there is one. It reads on unless it is paused. */
export async function greeted(port: number, words: Uint8Array, answers: boolean): Promise<Counting> {
  let heard: () => void = () => undefined;
  const answer = new Promise<void>((resolve) => (heard = resolve));
  const counting: Counting = {
    octets: 0,
    socket: connect({
      ...{ port, host: '127.0.0.1', noDelay: true },
      onread: {
        buffer: new Uint8Array(READ),
        callback: (octets) => {
          counting.octets += octets;
          heard();
          return true;
        },
      },
    }),
  };
  const { socket } = counting;
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  if (words.length > 0) socket.write(words);
  if (answers) await answer;
  return counting;
}

/** Writes messages for as long as the socket lives. */
export function flood(socket: Socket, message: Uint8Array): void {
  const chunk = Buffer.concat(Array<Uint8Array>(Math.ceil(CHUNK / message.length)).fill(message));
  const more = (): void => {
    while (socket.writable && socket.write(chunk));
  };
  socket.on('drain', more);
  more();
}

/** How fast a server is. */
export interface Rate {
  /** Messages per second. */
  readonly messages: number;
  /** Nanoseconds of the server's processor time for each of them. */
  readonly cpuNs: number;
}

/** From one client to another, after a while for warming up. */
export async function rateOf(
  { port, cpuMs }: Pick<RouteServer, 'port' | 'cpuMs'>,
  dialect: Dialect,
  warmMs: number,
  measureMs: number,
): Promise<Rate> {
  const receiver = await greeted(port, dialect.receiver, dialect.answers);
  // A broker answers a subscription after the connection.
  await wait(100);
  const sender = await greeted(port, dialect.sender, dialect.answers);
  flood(sender.socket, dialect.message);
  await wait(warmMs);
  const [before, startMs, startCpuMs] = [receiver.octets, performance.now(), cpuMs()];
  await wait(measureMs);
  const messages = (receiver.octets - before) / dialect.arrives;
  const rate = {
    messages: messages / ((performance.now() - startMs) / 1000),
    cpuNs: ((cpuMs() - startCpuMs) * 1e6) / messages,
  };
  sender.socket.destroy();
  receiver.socket.destroy();
  return rate;
}

/**
 * A job host with a table, for its tests: what its node, its employer and other hosts say is said by the test.
 * Leaves out kernels: tasks that it gives are done when the test says so.
 */
import { assert } from '../../../lib/assert.ts';
import { fromHex, toHex } from '../../../lib/hex.ts';
import { addressesOf, clusterLimits, clusterMessages, parseAddress } from '../../../protocols/cluster/index.ts';
import { encode } from '../../../wire/index.ts';
import { defaultEndpointOptions } from '../defaults.ts';
import { PlayedNode } from '../endpoint/played-node.ts';
import { JobHost } from './job-host.ts';
import type { JobHostCommand, JobHostEvent, JobHostOptions } from './types.ts';

export type HiredHost = PlayedNode<JobHostCommand, JobHostEvent>;

const messages = clusterMessages(clusterLimits);
const AT = { host: '127.0.0.1', port: 10666 };

export const SECOND_US = 1_000_000;
export const NODE = '0100000000010000';
export const EMPLOYER = '0200000100010001';
export const SELF = '0200000200010001';
export const PEER = '0200000200020001';
export const THIRD = '0200000200030001';

/** A host that is connected and has no table yet; one worker, classes `Main` and `Sub`. */
export function hired(over: Partial<JobHostOptions> = {}): HiredHost {
  const bench = new PlayedNode<JobHostCommand, JobHostEvent>(
    new JobHost({
      ...defaultEndpointOptions,
      employer: parseAddress(EMPLOYER),
      classes: ['Main', 'Sub'],
      workers: 1,
      ...over,
    }),
  );
  bench.tell({ kind: 'connect', at: AT });
  bench.accept(SELF);
  return bench;
}

/** A communication table of these hosts, the first of them the primary one. */
export function tableOf(...hosts: readonly string[]): Uint8Array {
  const all = hosts.map((host) => parseAddress(host));
  const nodes = all.map((host) => ({ node: 0x0100_0000_0000_0000n | (host & 0xffff_0000n), host }));
  return encode(messages.hostTable, { primary: all[0] ?? 0n, participants: [...addressesOf(nodes)] });
}

/** A host with its table, that has said what it says at first. */
export function ready(over: Partial<JobHostOptions> = {}, ...hosts: readonly string[]): HiredHost {
  const bench = hired(over);
  bench.packet('hostTable', tableOf(...(hosts.length === 0 ? [SELF, PEER] : hosts)), EMPLOYER);
  bench.lines();
  return bench;
}

/** A task; `data` in hexadecimal. */
export function taskOf(className: string, data = '', flags = 0): Uint8Array {
  return encode(messages.scheduleTask, { flags, className, data: fromHex(data) });
}

/** The status of a host where so many tasks wait. */
export function statusOf(pending: number): Uint8Array {
  return encode(messages.queueStatus, { pending, inProcess: 0, complete: 0, total: 0 });
}

/** Tasks that it gave to its kernel: number, class, data, flags. */
export function given(bench: HiredHost): readonly string[] {
  return bench.of('task').map(({ task, className, data, flags }) => `${task} ${className} ${toHex(data)} ${flags}`);
}

/** What it tells the employer now: pending, in process, complete, total. */
export function figures(bench: HiredHost): readonly number[] {
  bench.lines();
  bench.packet('queueRequest', new Uint8Array(0), EMPLOYER);
  const [said] = bench.said();
  assert(said?.verb === 'queueStatus' && said.to === EMPLOYER, 'it answers how it does');
  const octets = Buffer.from(said.payload, 'hex');
  return [0, 4, 8, 12].map((at) => octets.readUInt32LE(at));
}

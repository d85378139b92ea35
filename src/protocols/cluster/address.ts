/**
 * Addresses of nodes and endpoints: the four parts of a u64, and its text of sixteen hexadecimal digits.
 * Leaves out how words are allocated and where packets go (the node). Source: spec/cluster.md section 2.
 */
import { assert } from '../../lib/assert.ts';
import { UsageError } from '../../lib/errors.ts';

/** An address as it stands in packets. */
export type ClusterAddress = bigint;

export interface AddressParts {
  /** 0 failure or none, 1 node server, 2 endpoint. */
  readonly level: number;
  readonly service: number;
  /** 0: not in a net; as a destination, all nodes. */
  readonly node: number;
  /** 0: the node itself; as a destination, every endpoint of the service. */
  readonly instance: number;
}

/** The levels of an address. Source: S, "NETWORK OBJECT TYPE". */
export const levels = { none: 0, node: 1, endpoint: 2 } as const;

/** The services that every node has. Source: 2.2. */
export const services = { node: 0, client: 1, host: 2, logger: 3 } as const;

/** Puts an address together; parts that do not fit are our own mistake. */
export function addressOf({ level, service, node, instance }: AddressParts): ClusterAddress {
  assert(fits(level, 8) && fits(service, 24) && fits(node, 16) && fits(instance, 16), 'parts of an address fit');
  return (BigInt(level * 0x100_0000 + service) << 32n) | BigInt(node * 0x1_0000 + instance);
}

function fits(part: number, bits: number): boolean {
  return Number.isInteger(part) && part >= 0 && part < 2 ** bits;
}

/** Takes an address apart. */
export function partsOf(address: ClusterAddress): AddressParts {
  const [high, low] = [Number(address >> 32n), Number(address & 0xffff_ffffn)];
  return { level: high >>> 24, service: high & 0xff_ffff, node: low >>> 16, instance: low & 0xffff };
}

/** The server of the node with that word: `01 000000 NNNN 0000`. */
export function serverAddress(node: number): ClusterAddress {
  return addressOf({ level: levels.node, service: services.node, node, instance: 0 });
}

/** Sixteen hexadecimal digits, as tools of the original print them. */
export function addressText(address: ClusterAddress): string {
  return address.toString(16).padStart(16, '0').toUpperCase();
}

/** Reads sixteen hexadecimal digits. UsageError for anything else. */
export function parseAddress(text: string): ClusterAddress {
  if (!/^[0-9a-fA-F]{16}$/.test(text)) throw new UsageError(`no address of sixteen hexadecimal digits: "${text}"`);
  return BigInt(`0x${text}`);
}

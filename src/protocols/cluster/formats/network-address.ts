/**
 * Network addresses: on the wire the 16 octets of an IPv6 address in reverse, IPv4 as ::ffff:a.b.c.d; in values the shortest text
 * (dotted for IPv4, RFC 5952 for the rest), so that equal addresses are equal strings.
 * Leaves out names, ports and scope identifiers: the wire has none. Source: spec/cluster.md sections 1 and 6.3.
 */
import { UsageError } from '../../../lib/errors.ts';

export const NETWORK_ADDRESS_OCTETS = 16;
const GROUPS = 8;
/** The first six groups of an IPv4 address. */
const MAPPED = '0,0,0,0,0,65535';

/** The text of 16 octets as they stand on the wire. */
export function networkAddressOf(octets: Uint8Array): string {
  if (octets.length !== NETWORK_ADDRESS_OCTETS) throw new UsageError(`no network address: ${octets.length} octets`);
  const groups = Array.from({ length: GROUPS }, (_, index) => {
    return ((octets[15 - 2 * index] as number) << 8) | (octets[14 - 2 * index] as number);
  });
  if (groups.slice(0, 6).join() === MAPPED) return [...octets.subarray(0, 4)].reverse().join('.');
  return shortest(groups);
}

function shortest(groups: readonly number[]): string {
  const runs = groups.map((_, index) => groups.slice(index).findIndex((group) => group !== 0));
  const zeros = runs.map((size, index) => (size < 0 ? GROUPS - index : size));
  const longest = Math.max(...zeros);
  const hex = groups.map((group) => group.toString(16));
  if (longest < 2) return hex.join(':');
  const start = zeros.indexOf(longest);
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + longest).join(':')}`;
}

/**
 * The 16 octets of an address's text: dotted quad, colon hexadecimal with at most one `::`, or `::ffff:` and a dotted quad.
 * UsageError for anything else. Ambiguity: originals take the first two forms; the third is what sockets say of an IPv4 peer
 * on a dual-stack listener, so we take it too.
 */
export function networkAddressOctets(text: string): Uint8Array {
  const groups = groupsOf(text.replace(/^::ffff:(?=\d+\.)/i, ''));
  if (groups === null) throw new UsageError(`no network address: "${text}"`);
  const octets = new Uint8Array(NETWORK_ADDRESS_OCTETS);
  groups.forEach((group, index) => {
    octets[15 - 2 * index] = group >> 8;
    octets[14 - 2 * index] = group & 0xff;
  });
  return octets;
}

function groupsOf(text: string): readonly number[] | null {
  const quad = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (quad !== null) {
    const [a = 0, b = 0, c = 0, d = 0] = quad.slice(1).map(Number);
    return Math.max(a, b, c, d) > 255 ? null : [0, 0, 0, 0, 0, 0xffff, (a << 8) | b, (c << 8) | d];
  }
  const halves = text.split('::');
  const parts = halves.map((half) => (half === '' ? [] : half.split(':')));
  if (!parts.flat().every((part) => /^[0-9a-fA-F]{1,4}$/.test(part))) return null;
  const [head = [], tail = []] = parts.map((part) => part.map((group) => Number.parseInt(group, 16)));
  const missing = GROUPS - head.length - tail.length;
  if (halves.length === 1) return missing === 0 ? head : null;
  return halves.length === 2 && missing > 0 ? [...head, ...Array<number>(missing).fill(0), ...tail] : null;
}

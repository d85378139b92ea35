/**
 * What every reader owes wounded octets: an answer, a fault within them, and no more memory than they explain. For tests.
 * Leaves out what the answer is. Source: spec/cluster.md section 8; DESIGN "never throws on a peer's bytes".
 */
import { assert } from '../../../lib/assert.ts';
import type { FormatResult } from './result.ts';

/** What an octet becomes: one bit off at either end, nothing, all, and numbers that stand for counts, codes and offsets. */
const becomes: readonly ((octet: number) => number)[] = [
  (octet) => octet ^ 0x01,
  (octet) => octet ^ 0x80,
  () => 0x00,
  () => 0xff,
  () => 0x04,
  () => 0x16,
  () => 0x41,
];
/** Characters, octets and things that a value may have for each octet that was read, and besides. */
const WEIGHT_PER_OCTET = 16;
const WEIGHT_FREE = 64 * 1024;

/** Reads the octets with every cut and with damage at every place; throws InvariantError for the first answer that is none. */
export function checkWounds(octets: Uint8Array, read: (octets: Uint8Array) => FormatResult<unknown>): void {
  assert(read(octets).kind === 'ok', 'whole octets are read');
  for (let size = 0; size < octets.length; size += 1) {
    checkAnswer(octets.slice(0, size), read);
    for (const become of becomes) checkAnswer(octets.with(size, become(octets[size] as number)), read);
  }
  // Whole integers: counts and offsets that no single octet makes.
  for (let at = 0; at + 4 <= octets.length; at += 1) {
    for (const value of [0xffff_ffff, 0x7fff_ffff, octets.length, octets.length - 1]) {
      const wounded = octets.slice();
      new DataView(wounded.buffer).setUint32(at, value, true);
      checkAnswer(wounded, read);
    }
  }
}

function checkAnswer(octets: Uint8Array, read: (octets: Uint8Array) => FormatResult<unknown>): void {
  const result = read(octets);
  if (result.kind === 'bad') {
    const { offset, path } = result.fault;
    assert(offset >= 0 && offset <= octets.length && typeof path === 'string', JSON.stringify(result.fault));
    return;
  }
  const weight = weightOf(result.value);
  assert(weight <= octets.length * WEIGHT_PER_OCTET + WEIGHT_FREE, `${octets.length} octets weigh ${weight}`);
}

/** Characters, octets and things in a value, each counted as often as it is held. */
function weightOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (value instanceof Uint8Array) return value.length;
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, part) => sum + weightOf(part), 1);
}

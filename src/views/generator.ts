/**
 * Values worth trying, for each field of a message: valid ones, those at the bounds, and lies about what is derived. Plain data,
 * always the same for the same declaration: dice are thrown elsewhere.
 * Leaves out sequences of messages and mutation of octets (src/fuzz). Source: DESIGN; models 3.3.
 */
import { unreachable } from '../lib/assert.ts';
import { fromHex, toHex } from '../lib/hex.ts';
import { largestOf, octetsOf } from '../schema/index.ts';
import type { Field, Lie, MessageSpec, SizeField, Width } from '../schema/index.ts';

/** What to put in a field: a number, a content of so many octets, octets as they stand, or the true size with something added. */
export type Given =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'long'; readonly value: bigint }
  | { readonly kind: 'content'; readonly octets: number }
  | { readonly kind: 'raw'; readonly hex: string }
  | { readonly kind: 'off-by'; readonly octets: number };

/** One thing to try in one field. `legal` candidates encode as values, the others need a lie. */
export interface Candidate {
  readonly field: string;
  readonly label: string;
  readonly legal: boolean;
  readonly given: Given;
}

/** A value and the lie that goes with it, ready for `encode`. */
export interface Trial {
  readonly value: Readonly<Record<string, unknown>>;
  readonly lie?: Lie;
}

type Value = Readonly<Record<string, unknown>>;
type Proposal = Omit<Candidate, 'field'>;

/** Texts that are no UTF-8: a lone continuation, a cut sequence, an overlong form, a surrogate, a code past the last. */
const notUtf8 = {
  continuation: '80',
  cut: '61c3',
  overlong: 'c080',
  surrogate: 'eda080',
  beyond: 'f4908080',
  'no lead': '61ff',
};
/** Octets of the content of a plain value. */
const PLAIN = 3;

/** Everything to try, in the order of the fields. Each integer, size and content is tried at 0, 1, max-1, max, max+1. */
export function candidates(spec: MessageSpec): readonly Candidate[] {
  return Object.entries(spec.fields).flatMap(([name, field]) =>
    distinct(proposals(spec, field)).map((proposal) => ({ field: name, ...proposal })),
  );
}

function proposals(spec: MessageSpec, field: Field): readonly Proposal[] {
  switch (field.kind) {
    case 'u8':
    case 'u16':
    case 'u32':
      return [...Object.values(field.names ?? {}), ...bounds(largestOf[field.kind])].map((value) =>
        numberOf(value, true),
      );
    case 'u64':
      return [0n, 1n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 2n, 2n ** 64n - 1n].map(longOf);
    case 'constant':
      return [field.value - 1, field.value + 1, 0, largestOf[field.width]]
        .filter((value) => value !== field.value && fits(value, field.width))
        .map((value) => numberOf(value, false));
    case 'mark':
      return markLies(field.text);
    case 'size':
      return sizeLies(field);
    case 'fixed':
      return [field.octets, 0, field.octets - 1, field.octets + 1].map((octets) =>
        octetsProposal(octets, octets === field.octets),
      );
    case 'text':
      return [...contents(sizeFieldOf(spec, field.sizedBy).max), ...wrongTexts('')];
    case 'ended-text':
      return [...contents(field.max), ...wrongTexts('00'), rawOf('no end', '61')];
    case 'rest-text':
      return [...contents(field.max), ...wrongTexts('')];
    case 'bytes':
    case 'stream':
      return contents(sizeFieldOf(spec, field.sizedBy).max);
    case 'rest-bytes':
      return contents(field.max);
    case 'rest-longs':
      return [...longLists(field.max), rawOf('half an integer', '01020304')];
    default:
      return unreachable(field);
  }
}

function bounds(max: number): readonly number[] {
  return [0, 1, max - 1, max];
}

function sizeLies(field: SizeField): readonly Proposal[] {
  const largest = largestOf[field.width] - (field.base ?? 0);
  const absolute = [...bounds(field.max), field.max + 1, largest].filter((value) => value >= 0 && value <= largest);
  const near = [-1, 1].map((octets): Proposal => ({
    label: `true size ${octets > 0 ? '+' : '-'} 1`,
    legal: false,
    given: { kind: 'off-by', octets },
  }));
  return [...near, ...absolute.map((value) => numberOf(value, false))];
}

function contents(max: number): readonly Proposal[] {
  return [...bounds(max), max + 1].map((octets) => octetsProposal(octets, octets <= max));
}

function longLists(max: number): readonly Proposal[] {
  const largest = max - (max % octetsOf.u64);
  return [0, octetsOf.u64, largest, largest + octetsOf.u64].map((octets) => octetsProposal(octets, octets <= max));
}

function octetsProposal(octets: number, legal: boolean): Proposal {
  return { label: `${octets} octets`, legal, given: { kind: 'content', octets } };
}

function wrongTexts(end: string): readonly Proposal[] {
  return Object.entries(notUtf8).map(([label, hex]) => rawOf(label, hex + end));
}

/** The mark with its first, and with its last octet changed, cut, and left out. */
function markLies(text: string): readonly Proposal[] {
  const octets = Buffer.from(text, 'latin1');
  const flipped = (at: number) => toHex(octets.with(at, (octets[at] as number) ^ 1));
  return [
    rawOf('first octet wrong', flipped(0)),
    rawOf('last octet wrong', flipped(octets.length - 1)),
    rawOf('cut', toHex(octets.subarray(0, -1))),
    rawOf('left out', ''),
  ];
}

function numberOf(value: number, legal: boolean): Proposal {
  return { label: String(value), legal, given: { kind: 'number', value } };
}

function longOf(value: bigint): Proposal {
  return { label: String(value), legal: true, given: { kind: 'long', value } };
}

function rawOf(label: string, hex: string): Proposal {
  return { label, legal: false, given: { kind: 'raw', hex } };
}

function distinct(all: readonly Proposal[]): readonly Proposal[] {
  return all.filter((proposal, index) => all.findIndex((other) => other.label === proposal.label) === index);
}

function fits(value: number, width: Width): boolean {
  return value >= 0 && value <= largestOf[width];
}

function sizeFieldOf(spec: MessageSpec, name: string): SizeField {
  return spec.fields[name] as SizeField;
}

/** A small valid value: integers 1 (or the first named value), contents of three octets. */
export function plainValue(spec: MessageSpec): Value {
  const entries = Object.entries(spec.fields).flatMap(([name, field]): [string, unknown][] => {
    const value = plainOf(spec, field);
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(entries);
}

function plainOf(spec: MessageSpec, field: Field): unknown {
  switch (field.kind) {
    case 'u8':
    case 'u16':
    case 'u32':
      return Object.values(field.names ?? {})[0] ?? 1;
    case 'u64':
      return 1n;
    case 'constant':
    case 'mark':
    case 'size':
      return undefined;
    case 'fixed':
      return contentOf(field, field.octets);
    case 'text':
    case 'bytes':
    case 'stream':
      return contentOf(field, Math.min(PLAIN, sizeFieldOf(spec, field.sizedBy).max));
    case 'ended-text':
    case 'rest-text':
    case 'rest-bytes':
      return contentOf(field, Math.min(PLAIN, field.max));
    case 'rest-longs':
      return contentOf(field, Math.min(octetsOf.u64, field.max));
    default:
      return unreachable(field);
  }
}

/** Puts a candidate into a value. Allocates what the candidate says: look at `given.octets` first where memory matters. */
export function trialOf(spec: MessageSpec, value: Value, candidate: Candidate): Trial {
  const made = makeGiven(spec, value, candidate);
  if (candidate.legal) return { value: { ...value, [candidate.field]: made } };
  return { value, lie: { [candidate.field]: lieOf(made) } };
}

function lieOf(made: unknown): number | Uint8Array {
  if (typeof made === 'string') return Buffer.from(made);
  return Array.isArray(made) ? new Uint8Array(made.length * octetsOf.u64) : (made as number | Uint8Array);
}

function makeGiven(spec: MessageSpec, value: Value, candidate: Candidate): unknown {
  const field = spec.fields[candidate.field] as Field;
  const { given } = candidate;
  switch (given.kind) {
    case 'number':
    case 'long':
      return given.value;
    case 'content':
      return contentOf(field, given.octets);
    case 'raw':
      return fromHex(given.hex);
    case 'off-by':
      return Math.max(0, Buffer.byteLength(value[(field as SizeField).of] as string | Uint8Array) + given.octets);
    default:
      return unreachable(given);
  }
}

function contentOf(field: Field, octets: number): string | Uint8Array | readonly bigint[] {
  if (field.kind.endsWith('text')) return 'a'.repeat(octets);
  if (field.kind === 'rest-longs') return Array<bigint>(octets / octetsOf.u64).fill(0xa5n);
  return new Uint8Array(octets).fill(0xa5);
}

/**
 * What the codec owes every message of every protocol, checked against vectors and trials. For tests; a new message adds no test code.
 * Leaves out what views owe (src/views/laws.ts). Source: DESIGN "One law-test loops over every message and every vector".
 */
import { assert } from '../lib/assert.ts';
import { UsageError } from '../lib/errors.ts';
import { fromHex, toHex } from '../lib/hex.ts';
import { hasEnd, isOpen, placeFields, type Lie, type MessageSpec } from '../schema/index.ts';
import { decode, encode, encodeHead } from './codec.ts';
import { createFramer } from './framer.ts';
import type { DecodeResult } from './result.ts';

type Value = Readonly<Record<string, unknown>>;

/** A message's value and its octets, written by hand. */
export interface Vector {
  readonly value: Value;
  readonly hex: string;
}

/** A value, and the lie to tell about it where it is not legal. */
interface Trial {
  readonly value: Value;
  readonly lie?: Lie;
}

/** What the views owe a message, and what their generator tries. The floor of the codec does not know them; a test puts both together. */
interface ViewLaws {
  readonly check: (spec: MessageSpec, value: Value, octets: Uint8Array) => void;
  readonly trials: (spec: MessageSpec) => Iterable<Trial>;
}

/** All that codec and views owe one message; throws InvariantError for the first law that does not hold. */
export function checkMessage(spec: MessageSpec, vectors: readonly Vector[], views: ViewLaws): void {
  checkCodec(spec, vectors);
  for (const { value, hex } of vectors) views.check(spec, value, fromHex(hex));
  assert(isPlainData(spec), `the declaration of ${spec.name} is plain data`);
  for (const trial of views.trials(spec)) checkTrial(spec, trial);
}

/** Checks one message against all its vectors; throws InvariantError for the first law that does not hold. */
export function checkCodec(spec: MessageSpec, vectors: readonly Vector[]): void {
  assert(vectors.length > 0, `message ${spec.name} has no vector`);
  for (const { value, hex } of vectors) {
    const octets = fromHex(hex);
    checkRoundTrip(spec, value, octets);
    checkCuts(spec, octets);
    checkDamage(spec, octets);
    checkFramer(spec, value, octets);
  }
}

/** A legal trial comes back as it went; a lie still encodes, and gets an answer. */
export function checkTrial(spec: MessageSpec, trial: Trial): void {
  const result = decode(spec, encode(spec, trial.value, trial.lie));
  if (trial.lie !== undefined) return;
  assert(result.kind === 'ok', `${spec.name}: a legal value is ${told(result)}`);
  checkSame(spec, result.value, trial.value);
}

function checkRoundTrip(spec: MessageSpec, value: Value, octets: Uint8Array): void {
  const seen = [encode(spec, value), encode(spec, value, {})].map((encoded) => toHex(encoded));
  assert(new Set([...seen, toHex(octets)]).size === 1, `${spec.name}: ${seen.join(' and ')} are not ${toHex(octets)}`);
  const padded = Uint8Array.from([0x5a, ...octets, 0x5a]);
  const result = decode(spec, padded, 1, hasEnd(spec.fields) ? padded.length : padded.length - 1);
  assert(result.kind === 'ok', `${spec.name}: ${toHex(octets)} is ${told(result)}`);
  checkSame(spec, result.value, value);
  assert(result.end === octets.length + 1, `${spec.name} ends at ${result.end}`);
  const spans = Object.entries(result.spans);
  assert(
    spans.map(([name]) => name).join() === Object.keys(spec.fields).join(),
    `${spec.name}: a span for every field`,
  );
  const end = spans.reduce((at, [, span]) => (span.start === at ? span.end : Number.NaN), 0);
  assert(end === octets.length, `${spec.name}: spans stand end to end and cover the message`);
}

function checkCuts(spec: MessageSpec, octets: Uint8Array): void {
  for (let size = 0; size < octets.length; size += 1) {
    const result = decode(spec, octets, 0, size);
    // What is left of an open field after a cut is a shorter one, or half a character.
    if (size >= steadyUpTo(spec, octets)) continue;
    assert(result.kind === 'need', `${spec.name} cut at ${size} is ${told(result)}`);
    assert(
      result.octets > 0 && result.octets <= octets.length - size,
      `${spec.name} cut at ${size} needs ${result.octets}`,
    );
  }
}

/** Octets before the field that takes the rest; all of them where there is none. */
function steadyUpTo(spec: MessageSpec, octets: Uint8Array): number {
  const open = placeFields(spec, octets, 0, octets.length).find(({ field }) => isOpen(field));
  return open?.start ?? octets.length;
}

/** Whatever one octet becomes, there is an answer, and a fault names a field and a place within the message. */
function checkDamage(spec: MessageSpec, octets: Uint8Array): void {
  octets.forEach((octet, offset) => {
    for (const damaged of [octet ^ 0x01, octet ^ 0x80, 0x00, 0xff]) {
      const result = decode(spec, octets.with(offset, damaged));
      if (result.kind !== 'bad') continue;
      assert(result.fault.offset < octets.length && result.fault.field in spec.fields, JSON.stringify(result.fault));
    }
  });
}

/** The framer says what `decode` says, of the whole and octet by octet. */
function checkFramer(spec: MessageSpec, value: Value, octets: Uint8Array): void {
  if (!hasEnd(spec.fields)) {
    assert(
      throwsUsageError(() => hear(spec, Uint8Array.of(0), 1)),
      `${spec.name}: no framer finds its end`,
    );
    return;
  }
  for (const step of [octets.length, 1]) {
    const heard = hear(spec, octets, step);
    assert(heard.length === 1, `${spec.name} through the framer: ${heard.length} messages`);
    checkSame(spec, heard[0] as Value, value);
  }
  const content = value[streamOf(spec) ?? ''];
  if (!(content instanceof Uint8Array)) return;
  const parts = toHex(encodeHead(spec, value, content.length)) + toHex(content);
  assert(parts === toHex(octets), `${spec.name}: head and content are ${parts}`);
}

function throwsUsageError(work: () => unknown): boolean {
  try {
    work();
    return false;
  } catch (error) {
    return error instanceof UsageError;
  }
}

function hear(spec: MessageSpec, octets: Uint8Array, step: number): readonly Value[] {
  const heard: Value[] = [];
  let content: number[] = [];
  let head: Value = {};
  const framer = createFramer(() => spec, {
    message: (_spec, value) => void heard.push(value),
    begin(_spec, value) {
      head = value;
      content = [];
    },
    chunk: (data) => void content.push(...data),
    end: () => void heard.push({ ...head, [streamOf(spec) as string]: Uint8Array.from(content) }),
    fault: (fault) => assert(false, JSON.stringify(fault)),
  });
  for (let at = 0; at < octets.length; at += step) framer.push(octets.subarray(at, at + step));
  return heard;
}

function streamOf(spec: MessageSpec): string | undefined {
  return Object.keys(spec.fields).find((name) => spec.fields[name]?.kind === 'stream');
}

/** Whether JSON gives it back as it was. */
function isPlainData(part: unknown): boolean {
  if (typeof part === 'number') return Number.isFinite(part);
  if (typeof part !== 'object' || part === null) return ['string', 'boolean'].includes(typeof part) || part === null;
  const isBare = [Object.prototype, Array.prototype].includes(Object.getPrototypeOf(part) as object);
  return isBare && Object.values(part).every(isPlainData);
}

function checkSame(spec: MessageSpec, seen: Value, wanted: Value): void {
  const [seenText, wantedText] = [seen, wanted].map((value) =>
    Object.entries(value).map(([name, part]) => `${name}=${textOf(part)}`),
  );
  assert(seenText?.join() === wantedText?.join(), `${spec.name}: ${seenText?.join()} is not ${wantedText?.join()}`);
}

function textOf(part: unknown): string {
  return part instanceof Uint8Array ? toHex(part) : `${typeof part} ${String(part)}`;
}

function told(result: DecodeResult<unknown>): string {
  if (result.kind === 'ok') return `ok up to ${result.end}`;
  return result.kind === 'need' ? `need of ${result.octets}` : JSON.stringify(result.fault);
}

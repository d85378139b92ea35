/**
 * How the suite cuts what it sends into segments: the five axes of framing scenarios.
 * Leaves out how segments are kept apart on the way (the worlds). Source: DESIGN "Worlds, targets, verdicts"; harness.md 2.6.
 */
import type { MessageSpec } from '../schema/index.ts';
import { decode } from '../wire/index.ts';

/**
 * `cut-header`: the first message is cut inside its first length, or after its type where it has none;
 * `cut-body`: inside its first text or content.
 */
export type Axis = 'whole' | 'single' | 'cut-header' | 'cut-body' | 'joined';

/** The axis has no place in these messages; the run counts it n/a. */
export class NotApplicable extends Error {
  override readonly name = 'NotApplicable';
}

/** One message as octets, with its declaration. */
export interface Encoded {
  readonly spec: MessageSpec;
  readonly bytes: Uint8Array;
}

/** The segments in which these messages go out, in order. NotApplicable where the axis has no place. */
export function segments(messages: readonly Encoded[], axis: Axis): Uint8Array[] {
  const whole = messages.map(({ bytes }) => bytes);
  const [first, ...rest] = messages;
  switch (axis) {
    case 'whole':
      return whole;
    case 'single':
      return whole.flatMap((bytes) => Array.from(bytes, (octet) => Uint8Array.of(octet)));
    case 'joined':
      if (rest.length === 0) throw new NotApplicable('nothing legal follows the message');
      return [joined(whole)];
    default: {
      const at = first === undefined ? null : axis === 'cut-header' ? insideHeader(first) : insideBody(first);
      if (first === undefined || at === null)
        throw new NotApplicable(`no place for ${axis} in ${first?.spec.name ?? 'nothing'}`);
      return [first.bytes.slice(0, at), first.bytes.slice(at), ...rest.map(({ bytes }) => bytes)];
    }
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(pieces));
}

function insideHeader(message: Encoded): number | null {
  const size = sizeField(message);
  if (size !== null) return Math.floor((size.start + size.end) / 2);
  return message.bytes.length > 1 ? 1 : null;
}

function insideBody({ spec, bytes }: Encoded): number | null {
  const spans = spansOf(spec, bytes);
  const body = Object.keys(spec.fields).find((name) => 'sizedBy' in (spec.fields[name] ?? {}));
  const span = body === undefined ? undefined : spans[body];
  return span === undefined || span.end - span.start < 2 ? null : Math.floor((span.start + span.end) / 2);
}

/** Where the first length stands, or null. Offsets in octets from the first octet of the message. */
export function sizeField({ spec, bytes }: Encoded): { readonly start: number; readonly end: number } | null {
  const name = sizeName(spec);
  return name === undefined ? null : (spansOf(spec, bytes)[name] ?? null);
}

/** The name of the first length of a message, or undefined. */
export function sizeName(spec: MessageSpec): string | undefined {
  return Object.keys(spec.fields).find((name) => spec.fields[name]?.kind === 'size');
}

function spansOf(
  spec: MessageSpec,
  bytes: Uint8Array,
): Readonly<Record<string, { readonly start: number; readonly end: number }>> {
  const result = decode(spec, bytes);
  return result.kind === 'ok' ? result.spans : {};
}

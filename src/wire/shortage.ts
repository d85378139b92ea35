/**
 * What a decoder says of octets that are no whole message: the first fault that can be seen already, else how many more are needed.
 * Leaves out whole messages (compile-decode.ts). Source: spec/job.md D-3: a limit is checked before anything is kept.
 */
import { unreachable } from '../lib/assert.ts';
import {
  placeFields,
  readInteger,
  type ConstantField,
  type EndedTextField,
  type MessageSpec,
  type OpenField,
  type Placed,
  type SizeField,
} from '../schema/index.ts';
import type { Fault } from './fault.ts';
import type { Bad, Need } from './result.ts';
import { firstWrongOctet, readText } from './text.ts';

/**
 * Judges `octets` from `start` to `end`, which hold a message only in part, or a wrong one.
 * `headOnly` leaves a stream's content out of account.
 * `need` counts up to the end of the next field that can be refused, so that a refusal never waits for octets behind it.
 */
export function judge(
  spec: MessageSpec,
  octets: Uint8Array,
  start: number,
  end: number,
  headOnly: boolean,
): Need | Bad {
  const placed = placeFields(spec, octets, start, end);
  let needed = 0;
  for (const field of placed) {
    if (headOnly && field.field.kind === 'stream') break;
    needed = field.end;
    if (start + field.end > end && !isTooLong(field)) {
      if (isRefusable(field)) break;
      continue;
    }
    const fault = faultOf(spec, field, octets, start);
    if (fault !== null) return { kind: 'bad', fault };
  }
  return { kind: 'need', octets: start + needed - end };
}

/** A text that has not ended within its limit is too long, whatever comes. */
function isTooLong({ field, start, end }: Placed): boolean {
  return field.kind === 'ended-text' && end - start - 1 > field.max;
}

function isRefusable({ field }: Placed): boolean {
  return field.kind === 'constant' || field.kind === 'mark' || field.kind === 'size' || field.kind.endsWith('text');
}

function faultOf(spec: MessageSpec, placed: Placed, octets: Uint8Array, start: number): Fault | null {
  const { field } = placed;
  switch (field.kind) {
    case 'u8':
    case 'u16':
    case 'u32':
    case 'u64':
    case 'bytes':
    case 'stream':
    case 'fixed':
      return null;
    case 'mark':
      return markFault(spec, placed, field.text, octets, start);
    case 'rest-bytes':
    case 'rest-longs':
    case 'rest-text':
    case 'ended-text':
      return endingFault(spec, placed, field, octets, start);
    case 'constant':
      return constantFault(spec, placed, field, octets, start);
    case 'size':
      return sizeFault(spec, placed, field, octets, start);
    case 'text':
      return textFault(spec, placed, octets, start, placed.end - placed.start);
    default:
      return unreachable(field);
  }
}

function constantFault(
  spec: MessageSpec,
  placed: Placed,
  field: ConstantField,
  octets: Uint8Array,
  start: number,
): Fault | null {
  const seen = readInteger(octets, start + placed.start, field.width, spec.byteOrder === 'be');
  if (seen === field.value) return null;
  const differs = (BigInt(seen) ^ BigInt(field.value)).toString(2).length;
  const fromEnd = Math.floor((differs - 1) / 8);
  const offset = spec.byteOrder === 'be' ? placed.end - 1 - fromEnd : placed.start;
  return { code: 'bad-constant', message: spec.name, field: placed.name, offset, seen, wanted: field.value };
}

function sizeFault(
  spec: MessageSpec,
  placed: Placed,
  field: SizeField,
  octets: Uint8Array,
  start: number,
): Fault | null {
  const seen = readInteger(octets, start + placed.start, field.width, spec.byteOrder === 'be') - (field.base ?? 0);
  if (seen >= 0 && seen <= field.max) return null;
  return {
    code: 'size-over-limit',
    message: spec.name,
    field: placed.name,
    offset: placed.start,
    seen,
    wanted: field.max,
  };
}

function markFault(spec: MessageSpec, placed: Placed, text: string, octets: Uint8Array, start: number): Fault | null {
  const wrong = [...text].findIndex((character, index) => {
    return octets[start + placed.start + index] !== character.charCodeAt(0);
  });
  if (wrong < 0) return null;
  const offset = placed.start + wrong;
  const seen = octets[start + offset] as number;
  return { code: 'bad-constant', message: spec.name, field: placed.name, offset, seen, wanted: text.charCodeAt(wrong) };
}

function endingFault(
  spec: MessageSpec,
  placed: Placed,
  field: EndedTextField | OpenField,
  octets: Uint8Array,
  start: number,
): Fault | null {
  const seen = placed.end - placed.start - (field.kind === 'ended-text' ? 1 : 0);
  if (seen > field.max) {
    const about = { message: spec.name, field: placed.name, offset: placed.start };
    return { code: 'size-over-limit', ...about, seen, wanted: field.max };
  }
  return field.kind.endsWith('text') ? textFault(spec, placed, octets, start, seen) : null;
}

function textFault(spec: MessageSpec, placed: Placed, octets: Uint8Array, start: number, size: number): Fault | null {
  if (readText(octets, start + placed.start, size) !== null) return null;
  const offset = placed.start + firstWrongOctet(octets, start + placed.start, size);
  return { code: 'bad-utf8', message: spec.name, field: placed.name, offset, seen: octets[start + offset] as number };
}

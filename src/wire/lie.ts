/**
 * Encoding with lies: the only way to octets that the declaration does not allow. Slow, and apart from honest encoding.
 * Leaves out what is worth lying about (src/views/generator.ts). Source: DESIGN "A message is declared once".
 */
import { unreachable } from '../lib/assert.ts';
import { UsageError } from '../lib/errors.ts';
import {
  largestOf,
  octetsOf,
  type EndedTextField,
  type Field,
  type FixedField,
  type Lie,
  type MessageSpec,
  type OpenField,
  type SizeField,
  type Width,
} from '../schema/index.ts';
import { areLongs, writeLongs } from './longs.ts';
import { sizeOfText } from './text.ts';

type Value = Readonly<Record<string, unknown>>;

/** Encodes `value` but for the fields that `lie` names. A size that is not lied about is that of what is really there. */
export function encodeLie(spec: MessageSpec, value: Value, lie: Lie): Uint8Array {
  const stranger = Object.keys(lie).find((name) => !Object.hasOwn(spec.fields, name));
  if (stranger !== undefined) throw new UsageError(`message ${spec.name} has no field ${stranger} to lie about`);
  const parts = Object.entries(spec.fields).map(([name, field]) => partOf(spec, name, field, value, lie));
  return new Uint8Array(Buffer.concat(parts));
}

function partOf(spec: MessageSpec, name: string, field: Field, value: Value, lie: Lie): Uint8Array {
  const lied = lie[name];
  if (lied instanceof Uint8Array) return lied;
  switch (field.kind) {
    case 'u8':
    case 'u16':
    case 'u32':
      return integer(spec, name, field.kind, lied ?? checked(spec, name, value, 'number'));
    case 'u64':
      return long(spec, name, lied ?? checked(spec, name, value, 'bigint'));
    case 'constant':
      return integer(spec, name, field.width, lied ?? field.value);
    case 'size':
      return integer(spec, name, field.width, Number(lied ?? trueSize(spec, field, value, lie)) + (field.base ?? 0));
    case 'mark':
      return Buffer.from(field.text, 'latin1');
    case 'text':
    case 'bytes':
    case 'stream':
      return contentOf(spec, name, value);
    default:
      return endingOf(spec, name, field, value);
  }
}

function endingOf(
  spec: MessageSpec,
  name: string,
  field: FixedField | EndedTextField | OpenField,
  value: Value,
): Uint8Array {
  switch (field.kind) {
    case 'fixed': {
      const content = contentOf(spec, name, value);
      if (content.length === field.octets) return content;
      throw new UsageError(`${spec.name}.${name} is ${content.length} octets, but must be ${field.octets}`);
    }
    case 'ended-text': {
      const content = within(spec, name, field.max, contentOf(spec, name, value));
      if (!content.includes(0)) return Buffer.concat([content, Uint8Array.of(0)]);
      throw new UsageError(`${spec.name}.${name} has a zero octet, but ends at one`);
    }
    case 'rest-text':
    case 'rest-bytes':
      return within(spec, name, field.max, contentOf(spec, name, value));
    case 'rest-longs': {
      const longs = value[name];
      if (!areLongs(longs)) throw new UsageError(`${spec.name}.${name} must be a list of u64`);
      const content = new Uint8Array(longs.length * octetsOf.u64);
      writeLongs(content, 0, longs, spec.byteOrder === 'le');
      return within(spec, name, field.max, content);
    }
    default:
      return unreachable(field);
  }
}

function within(spec: MessageSpec, name: string, max: number, content: Uint8Array): Uint8Array {
  if (content.length <= max) return content;
  throw new UsageError(`${spec.name}.${name} is ${content.length} octets, but must be at most ${max}`);
}

function checked(spec: MessageSpec, name: string, value: Value, type: 'number' | 'bigint'): number | bigint {
  const part = value[name];
  if (typeof part !== type) throw new UsageError(`${spec.name}.${name} is ${typeof part}, but must be a ${type}`);
  return part as number | bigint;
}

function contentOf(spec: MessageSpec, name: string, value: Value): Uint8Array {
  const content = value[name];
  if (spec.fields[name]?.kind.endsWith('text') === true) {
    sizeOfText(content);
    return Buffer.from(content as string);
  }
  if (!(content instanceof Uint8Array)) throw new UsageError(`${spec.name}.${name} must be a Uint8Array`);
  return content;
}

/** A content over the limit is a lie of its own and must be told as octets; its size is then cut to the width of the field. */
function trueSize(spec: MessageSpec, field: SizeField, value: Value, lie: Lie): number {
  const content = lie[field.of];
  if (content instanceof Uint8Array) return content.length % (largestOf[field.width] - (field.base ?? 0) + 1);
  const size = contentOf(spec, field.of, value).length;
  if (size > field.max) {
    throw new UsageError(`${spec.name}.${field.of} is ${size} octets, but must be at most ${field.max}`);
  }
  return size;
}

function integer(spec: MessageSpec, name: string, width: Width, value: number | bigint): Uint8Array {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0 || number > largestOf[width]) {
    throw new UsageError(`${spec.name}.${name} cannot be ${String(value)} in a ${width}`);
  }
  return inOrder(spec, BigInt(number), octetsOf[width]);
}

function long(spec: MessageSpec, name: string, value: number | bigint): Uint8Array {
  const wide = BigInt(value);
  if (BigInt.asUintN(64, wide) !== wide) {
    throw new UsageError(`${spec.name}.${name} cannot be ${String(value)} in a u64`);
  }
  return inOrder(spec, wide, octetsOf.u64);
}

function inOrder(spec: MessageSpec, value: bigint, count: number): Uint8Array {
  const octets = Buffer.from(value.toString(16).padStart(count * 2, '0'), 'hex');
  return spec.byteOrder === 'be' ? octets : octets.reverse();
}

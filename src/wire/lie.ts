/**
 * Encoding with lies: the only way to octets that the declaration does not allow. Slow, and apart from honest encoding.
 * Leaves out what is worth lying about (src/views/generator.ts). Source: DESIGN "A message is declared once".
 */
import { unreachable } from '../lib/assert.ts';
import { UsageError } from '../lib/errors.ts';
import {
  largestOf,
  octetsOf,
  type Field,
  type Lie,
  type MessageSpec,
  type SizeField,
  type Width,
} from '../schema/index.ts';
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
      return integer(spec, name, field.width, lied ?? trueSize(spec, field, value, lie));
    case 'text':
    case 'bytes':
    case 'stream':
      return contentOf(spec, name, value);
    default:
      return unreachable(field);
  }
}

function checked(spec: MessageSpec, name: string, value: Value, type: 'number' | 'bigint'): number | bigint {
  const part = value[name];
  if (typeof part !== type) throw new UsageError(`${spec.name}.${name} is ${typeof part}, but must be a ${type}`);
  return part as number | bigint;
}

function contentOf(spec: MessageSpec, name: string, value: Value): Uint8Array {
  const content = value[name];
  if (spec.fields[name]?.kind === 'text') {
    sizeOfText(content);
    return Buffer.from(content as string);
  }
  if (!(content instanceof Uint8Array)) throw new UsageError(`${spec.name}.${name} must be a Uint8Array`);
  return content;
}

/** A content over the limit is a lie of its own and must be told as octets; its size is then cut to the width of the field. */
function trueSize(spec: MessageSpec, field: SizeField, value: Value, lie: Lie): number {
  const content = lie[field.of];
  if (content instanceof Uint8Array) return content.length % (largestOf[field.width] + 1);
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

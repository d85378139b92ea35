/**
 * Makes the encoder of one declaration: a generated function that checks, sizes and writes one exactly sized array.
 * Leaves out lies (lie.ts). Generated text is made of the declaration's names and numbers only. Source: DESIGN "The codec must be fast".
 */
import { unreachable } from '../lib/assert.ts';
import { UsageError } from '../lib/errors.ts';
import { octetsOf, type Field, type MessageSpec, type SizeField, type Width } from '../schema/index.ts';
import { sizeOfText, writeText } from './text.ts';

/** `streamSize` at or above 0 leaves the content of a stream out and claims that size for it. */
export type Encode = (value: Readonly<Record<string, unknown>>, streamSize: number) => Uint8Array;

interface Draft {
  readonly spec: MessageSpec;
  readonly indexOf: ReadonlyMap<string, number>;
  readonly checks: string[];
  readonly writes: string[];
  readonly contents: string[];
  fixed: number;
  ahead: number;
}

/** The encoder; it throws UsageError for a value that the declaration does not allow. */
export function compileEncode(spec: MessageSpec): Encode {
  const names = Object.keys(spec.fields);
  const indexOf = new Map(names.map((name, index) => [name, index]));
  const draft: Draft = { spec, indexOf, checks: [], writes: [], contents: [], fixed: 0, ahead: 0 };
  for (const [name, field] of Object.entries(spec.fields)) addField(draft, name, field);
  const text = [
    '"use strict";',
    'return function encode(v, streamSize) {',
    ...draft.checks,
    `const b = new Uint8Array(${[draft.fixed, ...draft.contents].join(' + ')});`,
    'let p = 0;',
    ...draft.writes,
    'return b;',
    '};',
  ].join('\n');
  const make = new Function('sizeOfText', 'sizeOfBytes', 'writeText', 'wrong', 'scratch', 'scratchLong', text) as (
    ...parts: readonly unknown[]
  ) => Encode;
  const wrong = (name: string, seen: unknown): never => refuse(spec, name, seen);
  return make(sizeOfText, sizeOfBytes, writeText, wrong, scratch, scratchLong);
}

const scratch = new Uint8Array(8);
const scratchLong = new BigUint64Array(scratch.buffer);
const hostIsLittle = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

function refuse(spec: MessageSpec, name: string, seen: unknown): never {
  const field = spec.fields[name] as Field;
  const allowed = 'sizedBy' in field ? `at most ${(spec.fields[field.sizedBy] as SizeField).max} octets` : `a ${field.kind}`;
  throw new UsageError(`${spec.name}.${name} is ${String(seen)}, but must be ${allowed}`);
}

function sizeOfBytes(bytes: unknown, field: string): number {
  if (!(bytes instanceof Uint8Array)) throw new UsageError(`field ${field} wants a Uint8Array, not ${typeof bytes}`);
  return bytes.length;
}

function addField(draft: Draft, name: string, field: Field): void {
  const index = draft.indexOf.get(name) as number;
  const key = JSON.stringify(name);
  switch (field.kind) {
    case 'u8':
    case 'u16':
    case 'u32': {
      const fitted = field.kind === 'u32' ? `(v${index} >>> 0)` : `(v${index} & ${field.kind === 'u8' ? 0xff : 0xffff})`;
      draft.checks.push(`const v${index} = v[${key}];`, `if (${fitted} !== v${index}) wrong(${key}, v${index});`);
      return write(draft, `v${index}`, field.kind);
    }
    case 'u64':
      draft.checks.push(`const v${index} = v[${key}];`);
      draft.checks.push(`if (typeof v${index} !== 'bigint' || BigInt.asUintN(64, v${index}) !== v${index}) wrong(${key}, v${index});`);
      return writeLong(draft, `v${index}`);
    case 'constant':
      return write(draft, String(field.value), field.width);
    case 'size':
      return write(draft, `n${draft.indexOf.get(field.of)}`, field.width);
    case 'text':
      draft.checks.push(`const v${index} = v[${key}], n${index} = sizeOfText(v${index}, ${key});`);
      return addContent(draft, name, field.sizedBy, `writeText(b, p, v${index}, n${index});`, `n${index}`);
    case 'bytes':
      draft.checks.push(`const v${index} = v[${key}], n${index} = sizeOfBytes(v${index}, ${key});`);
      return addContent(draft, name, field.sizedBy, `b.set(v${index}, p);`, `n${index}`);
    case 'stream':
      draft.checks.push(`const v${index} = v[${key}];`);
      draft.checks.push(`const n${index} = streamSize >= 0 ? streamSize : sizeOfBytes(v${index}, ${key});`);
      draft.checks.push(`const c${index} = streamSize >= 0 ? 0 : n${index};`);
      return addContent(draft, name, field.sizedBy, `if (c${index} > 0) b.set(v${index}, p);`, `c${index}`);
    default:
      return unreachable(field);
  }
}

function addContent(draft: Draft, name: string, sizedBy: string, write: string, octets: string): void {
  const size = `n${draft.indexOf.get(name)}`;
  draft.checks.push(`if (${size} > ${(draft.spec.fields[sizedBy] as SizeField).max}) wrong(${JSON.stringify(name)}, ${size} + ' octets');`);
  draft.writes.push(`p += ${draft.ahead};`, write, `p += ${octets};`);
  draft.contents.push(octets);
  draft.ahead = 0;
}

function write(draft: Draft, value: string, width: Width): void {
  const count = octetsOf[width];
  for (let index = 0; index < count; index += 1) {
    const shift = 8 * (draft.spec.byteOrder === 'be' ? count - 1 - index : index);
    draft.writes.push(`b[p + ${draft.ahead + index}] = ${shift === 0 ? value : `${value} >>> ${shift}`};`);
  }
  draft.ahead += count;
  draft.fixed += count;
}

function writeLong(draft: Draft, value: string): void {
  const straight = hostIsLittle === (draft.spec.byteOrder === 'le');
  draft.writes.push(`scratchLong[0] = ${value};`);
  for (let index = 0; index < 8; index += 1) {
    draft.writes.push(`b[p + ${draft.ahead + index}] = scratch[${straight ? index : 7 - index}];`);
  }
  draft.ahead += 8;
  draft.fixed += 8;
}

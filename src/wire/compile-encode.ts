/**
 * Makes the encoder of one declaration: a generated function that checks a value, writes it once and gives one exactly sized array.
 * Leaves out lies (lie.ts). Generated text is made of the declaration's names and numbers only. Source: DESIGN "The codec must be fast".
 */
import { unreachable } from '../lib/assert.ts';
import { UsageError } from '../lib/errors.ts';
import { isDerived, octetsOf } from '../schema/index.ts';
import type { EndedTextField, Field, FixedField, MarkField } from '../schema/index.ts';
import type { MessageSpec, OpenField, SizeField, Width } from '../schema/index.ts';
import { areLongs, writeLongs } from './longs.ts';
import { hostIsLittle, scratch, scratchLong } from './scratch.ts';
import { cut, reserve, slab, SLAB_MESSAGE_MAX } from './slab.ts';
import { sizeOfText, writeText } from './text.ts';

/** `streamSize` at or above 0 leaves the content of a stream out and claims that size for it. */
export type Encode = (value: Readonly<Record<string, unknown>>, streamSize: number) => Uint8Array;

/** The function under construction. Value of field 3 is `v3` in it, size of its content `n3`, place of a size field `p3`. */
interface Draft {
  readonly spec: MessageSpec;
  readonly indexOf: ReadonlyMap<string, number>;
  readonly checks: string[];
  readonly writes: string[];
  /** Octets that a content may take, and those that it takes, as expressions. */
  readonly rooms: string[];
  readonly sizes: string[];
  fixed: number;
  ahead: number;
}

/** The encoder; it throws UsageError for a value that the declaration does not allow. */
export function compileEncode(spec: MessageSpec): Encode {
  const indexOf = new Map(Object.keys(spec.fields).map((name, index) => [name, index]));
  const draft: Draft = { spec, indexOf, checks: [], writes: [], rooms: [], sizes: [], fixed: 0, ahead: 0 };
  for (const [name, field] of Object.entries(spec.fields)) addField(draft, name, field);
  const wrong = refusal(spec);
  const parts = { sizeOfText, writeText, areLongs, writeLongs, slab, reserve, cut, scratch, scratchLong, wrong };
  const make = new Function(...Object.keys(parts), textOf(draft)) as (...values: readonly unknown[]) => Encode;
  return make(...Object.values(parts));
}

function textOf(draft: Draft): string {
  return `"use strict";
    return function encode(v, streamSize) {
      ${draft.checks.join('\n')}
      const room = ${[draft.fixed, ...draft.rooms].join(' + ')};
      const small = room <= ${SLAB_MESSAGE_MAX};
      const b = small ? reserve(room) : new Uint8Array(${[draft.fixed, ...draft.sizes].join(' + ')});
      const start = small ? slab.at : 0;
      let p = start;
      ${draft.writes.join('\n')}
      return small ? cut(p + ${draft.ahead} - start) : b;
    };`;
}

function refusal(spec: MessageSpec): (name: string, seen: unknown) => never {
  return (name, seen) => {
    const field = spec.fields[name] as Field;
    throw new UsageError(`${spec.name}.${name} is ${String(seen)}, but must be a ${field.kind}${allowed(spec, field)}`);
  };
}

function allowed(spec: MessageSpec, field: Field): string {
  if (field.kind === 'fixed') return ` of ${field.octets} octets`;
  const max = 'sizedBy' in field ? (spec.fields[field.sizedBy] as SizeField).max : 'max' in field ? field.max : null;
  return max === null ? '' : ` of at most ${max} octets`;
}

function addField(draft: Draft, name: string, field: Field): void {
  const index = draft.indexOf.get(name) as number;
  const key = JSON.stringify(name);
  if (!isDerived(field)) draft.checks.push(`const v${index} = v[${key}];`);
  switch (field.kind) {
    case 'u8':
    case 'u16':
    case 'u32':
      draft.checks.push(`if (${fitted(field.kind, index)} !== v${index}) wrong(${key}, v${index});`);
      return write(draft, `v${index}`, field.kind);
    case 'u64':
      draft.checks.push(
        `if (typeof v${index} !== 'bigint' || BigInt.asUintN(64, v${index}) !== v${index}) wrong(${key}, v${index});`,
      );
      return writeLong(draft, `v${index}`);
    case 'constant':
      return write(draft, String(field.value), field.width);
    case 'size':
      // Written when the content is: only then is the size known.
      draft.writes.push(`const p${index} = p + ${draft.ahead};`);
      return advance(draft, octetsOf[field.width]);
    case 'text':
      draft.checks.push(`if (typeof v${index} !== 'string') wrong(${key}, typeof v${index});`);
      draft.rooms.push(`v${index}.length * 3`);
      draft.sizes.push(`sizeOfText(v${index})`);
      return addContent(draft, index, field.sizedBy, `const n${index} = writeText(b, p, v${index}); p += n${index};`);
    case 'bytes':
      draft.checks.push(`if (!(v${index} instanceof Uint8Array)) wrong(${key}, typeof v${index});`);
      return addOctets(draft, index, field.sizedBy, `v${index}.length`, `v${index}.length`);
    case 'stream':
      draft.checks.push(`if (streamSize < 0 && !(v${index} instanceof Uint8Array)) wrong(${key}, typeof v${index});`);
      return addOctets(
        draft,
        index,
        field.sizedBy,
        `(streamSize < 0 ? v${index}.length : streamSize)`,
        `(streamSize < 0 ? v${index}.length : 0)`,
      );
    default:
      return addEnding(draft, index, key, field);
  }
}

/** Fields without a size before them. */
function addEnding(
  draft: Draft,
  index: number,
  key: string,
  field: MarkField | FixedField | EndedTextField | OpenField,
): void {
  const value = `v${index}`;
  switch (field.kind) {
    case 'mark':
      for (const octet of Buffer.from(field.text, 'latin1')) write(draft, String(octet), 'u8');
      return;
    case 'fixed':
      draft.checks.push(
        `if (!(${value} instanceof Uint8Array) || ${value}.length !== ${field.octets}) wrong(${key}, typeof ${value});`,
      );
      draft.writes.push(`b.set(${value}, p + ${draft.ahead});`);
      return advance(draft, field.octets);
    case 'ended-text':
      draft.checks.push(`if (typeof ${value} !== 'string' || ${value}.includes('\\0')) wrong(${key}, 'no such text');`);
      draft.rooms.push(`${value}.length * 3 + 1`);
      draft.sizes.push(`sizeOfText(${value}) + 1`);
      return addRest(draft, index, key, field.max, `writeText(b, p, ${value})`, 'b[p++] = 0;');
    case 'rest-text':
      draft.checks.push(`if (typeof ${value} !== 'string') wrong(${key}, typeof ${value});`);
      draft.rooms.push(`${value}.length * 3`);
      draft.sizes.push(`sizeOfText(${value})`);
      return addRest(draft, index, key, field.max, `writeText(b, p, ${value})`);
    case 'rest-bytes':
      draft.checks.push(`if (!(${value} instanceof Uint8Array)) wrong(${key}, typeof ${value});`);
      draft.rooms.push(`${value}.length`);
      draft.sizes.push(`${value}.length`);
      return addRest(draft, index, key, field.max, `(b.set(${value}, p), ${value}.length)`);
    case 'rest-longs': {
      draft.checks.push(`if (!areLongs(${value})) wrong(${key}, 'no list of longs');`);
      draft.rooms.push(`${value}.length * 8`);
      draft.sizes.push(`${value}.length * 8`);
      const write = `writeLongs(b, p, ${value}, ${draft.spec.byteOrder === 'le'})`;
      return addRest(draft, index, key, field.max, write);
    }
    default:
      return unreachable(field);
  }
}

/** `write` writes at p and gives the octets that it wrote. */
function addRest(draft: Draft, index: number, key: string, max: number, write: string, then = ''): void {
  draft.writes.push(
    `p += ${draft.ahead};`,
    `const n${index} = ${write};`,
    `if (n${index} > ${max}) wrong(${key}, n${index} + ' octets');`,
    `p += n${index}; ${then}`,
  );
  draft.ahead = 0;
}

function fitted(width: Width, index: number): string {
  return width === 'u32' ? `v${index} >>> 0` : `(v${index} & ${width === 'u8' ? 0xff : 0xffff})`;
}

/** A content of octets: `claim` is what its size field says, `octets` what is written of it here. */
function addOctets(draft: Draft, index: number, sizedBy: string, claim: string, octets: string): void {
  draft.checks.push(`const n${index} = ${claim}, c${index} = ${octets};`);
  draft.rooms.push(`c${index}`);
  draft.sizes.push(`c${index}`);
  addContent(draft, index, sizedBy, `if (c${index} > 0) b.set(v${index}, p); p += c${index};`);
}

function addContent(draft: Draft, index: number, sizedBy: string, write: string): void {
  const size = draft.spec.fields[sizedBy] as SizeField;
  const name = JSON.stringify(size.of);
  draft.writes.push(
    `p += ${draft.ahead};`,
    write,
    `if (n${index} > ${size.max}) wrong(${name}, n${index} + ' octets');`,
  );
  draft.ahead = 0;
  const claim = size.base === undefined ? `n${index}` : `(n${index} + ${size.base})`;
  put(draft, `p${draft.indexOf.get(sizedBy)}`, claim, size.width);
}

function write(draft: Draft, value: string, width: Width): void {
  put(draft, `p + ${draft.ahead}`, value, width);
  advance(draft, octetsOf[width]);
}

function put(draft: Draft, place: string, value: string, width: Width): void {
  const count = octetsOf[width];
  for (let index = 0; index < count; index += 1) {
    const shift = 8 * (draft.spec.byteOrder === 'be' ? count - 1 - index : index);
    draft.writes.push(`b[${place} + ${index}] = ${shift === 0 ? value : `${value} >>> ${shift}`};`);
  }
}

function writeLong(draft: Draft, value: string): void {
  const straight = hostIsLittle === (draft.spec.byteOrder === 'le');
  draft.writes.push(`scratchLong[0] = ${value};`);
  for (let index = 0; index < 8; index += 1) {
    draft.writes.push(`b[p + ${draft.ahead + index}] = scratch[${straight ? index : 7 - index}];`);
  }
  advance(draft, octetsOf.u64);
}

function advance(draft: Draft, octets: number): void {
  draft.ahead += octets;
  draft.fixed += octets;
}

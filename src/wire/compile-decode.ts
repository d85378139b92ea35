/**
 * Makes the decoder of one declaration: a generated function that reads whole, right messages straight through.
 * Everything else (octets missing, a fault) it hands to `judge`, so that the rules for faults stand in one place.
 * Generated text is made of the declaration's names and numbers only. Source: DESIGN "The codec must be fast".
 */
import { assert, unreachable } from '../lib/assert.ts';
import { endOfText, isDerived, octetsOf, steadyOctets } from '../schema/index.ts';
import type { EndedTextField, Field, MessageSpec, OpenField, SizeField, Width } from '../schema/index.ts';
import { DecodedMessage, type DecodeResult } from './result.ts';
import { hostIsLittle, scratch, scratchLong } from './scratch.ts';
import { judge } from './shortage.ts';
import { readLongs } from './longs.ts';
import { readText } from './text.ts';

export type Decode<Value> = (octets: Uint8Array, start: number, end: number) => DecodeResult<Value>;

/** A stream's message up to the content. */
export interface Head {
  readonly value: Readonly<Record<string, unknown>>;
  readonly streamSize: number;
}

interface Draft {
  readonly spec: MessageSpec;
  readonly lines: string[];
  /** Octets since `p` that the code has read with constant offsets. */
  ahead: number;
  readonly variables: Map<string, string>;
}

/** The decoder of whole messages. */
export function compileDecode(spec: MessageSpec): Decode<Readonly<Record<string, unknown>>> {
  const draft = draftOf(spec, Object.entries(spec.fields));
  return build(draft, valueText(draft), false);
}

/** The decoder of everything before the content of a stream. */
export function compileDecodeHead(spec: MessageSpec): Decode<Head> {
  const fields = Object.entries(spec.fields).filter(([, field]) => field.kind !== 'stream');
  const draft = draftOf(spec, fields);
  const stream = Object.values(spec.fields).find((field) => field.kind === 'stream');
  assert(stream?.kind === 'stream', `message ${spec.name} has no stream field`);
  return build(draft, `{ value: ${valueText(draft)}, streamSize: ${variable(draft, stream.sizedBy)} }`, true);
}

function build<Value>(draft: Draft, value: string, headOnly: boolean): Decode<Value> {
  const text = [
    '"use strict";',
    'return function decode(b, start, end) {',
    'let p = start;',
    ...draft.lines,
    `return new DecodedMessage(${value}, p + ${draft.ahead}, spec, b, start);`,
    '};',
  ].join('\n');
  const refuse = (octets: Uint8Array, start: number, end: number) => judge(draft.spec, octets, start, end, headOnly);
  const parts = { DecodedMessage, spec: draft.spec, refuse, readText, readLongs, endOfText, scratch, scratchLong };
  const make = new Function(...Object.keys(parts), text) as (...values: readonly unknown[]) => Decode<Value>;
  return make(...Object.values(parts));
}

function draftOf(spec: MessageSpec, fields: readonly (readonly [string, Field])[]): Draft {
  const draft: Draft = { spec, lines: [], ahead: 0, variables: new Map() };
  draft.lines.push(`if (end - p < ${fixedOctets(fields, 0)}) return refuse(b, start, end);`);
  fields.forEach(([name, field], index) => addField(draft, name, field, fixedOctets(fields, index + 1)));
  return draft;
}

/** Octets of the fields from `index` on that have a constant size, up to the first that has not. */
function fixedOctets(fields: readonly (readonly [string, Field])[], index: number): number {
  let octets = 0;
  for (const [, field] of fields.slice(index)) {
    const steady = steadyOctets(field);
    if (steady === null) break;
    octets += steady;
  }
  return octets;
}

function addField(draft: Draft, name: string, field: Field, fixedAfter: number): void {
  const target = variable(draft, name);
  switch (field.kind) {
    case 'u8':
    case 'u16':
    case 'u32':
      return read(draft, target, field.kind);
    case 'u64':
      return readLong(draft, target);
    case 'constant':
      read(draft, target, field.width);
      draft.lines.push(`if (${target} !== ${field.value}) return refuse(b, start, end);`);
      return;
    case 'size':
      return readSize(draft, target, field);
    case 'mark':
      draft.lines.push(`if (${differs(draft, field.text)}) return refuse(b, start, end);`);
      draft.ahead += field.text.length;
      return;
    case 'fixed':
      draft.lines.push(
        `const ${target} = new Uint8Array(b.buffer, b.byteOffset + p + ${draft.ahead}, ${field.octets});`,
      );
      draft.ahead += field.octets;
      return;
    case 'text':
      content(draft, variable(draft, field.sizedBy), fixedAfter);
      draft.lines.push(`const ${target} = readText(b, p, ${variable(draft, field.sizedBy)});`);
      draft.lines.push(`if (${target} === null) return refuse(b, start, end);`);
      draft.lines.push(`p += ${variable(draft, field.sizedBy)};`);
      return;
    case 'bytes':
    case 'stream':
      content(draft, variable(draft, field.sizedBy), fixedAfter);
      draft.lines.push(
        `const ${target} = new Uint8Array(b.buffer, b.byteOffset + p, ${variable(draft, field.sizedBy)});`,
      );
      draft.lines.push(`p += ${variable(draft, field.sizedBy)};`);
      return;
    default:
      return addEnding(draft, target, field, fixedAfter);
  }
}

/** Fields whose end is not told by a size before them. */
function addEnding(draft: Draft, target: string, field: EndedTextField | OpenField, fixedAfter: number): void {
  draft.lines.push(`p += ${draft.ahead};`);
  draft.ahead = 0;
  if (field.kind === 'ended-text') {
    const zero = `${target}End`;
    draft.lines.push(
      `const ${zero} = endOfText(b, p, end);`,
      `if (${zero} < 0 || ${zero} - p > ${field.max}) return refuse(b, start, end);`,
      `const ${target} = readText(b, p, ${zero} - p);`,
      `if (${target} === null || end - ${zero} - 1 < ${fixedAfter}) return refuse(b, start, end);`,
      `p = ${zero} + 1;`,
    );
    return;
  }
  draft.lines.push(`if (end - p > ${field.max}) return refuse(b, start, end);`, restLine(draft, target, field.kind));
  if (field.kind === 'rest-text') draft.lines.push(`if (${target} === null) return refuse(b, start, end);`);
  draft.lines.push(field.kind === 'rest-longs' ? `p += ${target}.length * 8;` : 'p = end;');
}

function restLine(draft: Draft, target: string, kind: OpenField['kind']): string {
  switch (kind) {
    case 'rest-text':
      return `const ${target} = readText(b, p, end - p);`;
    case 'rest-bytes':
      return `const ${target} = new Uint8Array(b.buffer, b.byteOffset + p, end - p);`;
    case 'rest-longs':
      return `const ${target} = readLongs(b, p, end, ${draft.spec.byteOrder === 'le'});`;
    default:
      return unreachable(kind);
  }
}

function readSize(draft: Draft, target: string, field: SizeField): void {
  const { base = 0, max, width } = field;
  if (base === 0) {
    read(draft, target, width);
    draft.lines.push(`if (${target} > ${max}) return refuse(b, start, end);`);
    return;
  }
  read(draft, `${target}Claim`, width);
  draft.lines.push(
    `const ${target} = ${target}Claim - ${base};`,
    `if (${target} < 0 || ${target} > ${max}) return refuse(b, start, end);`,
  );
}

function differs(draft: Draft, text: string): string {
  const octets = [...Buffer.from(text, 'latin1')];
  return octets.map((octet, index) => `b[p + ${draft.ahead + index}] !== ${octet}`).join(' || ');
}

function content(draft: Draft, size: string, fixedAfter: number): void {
  draft.lines.push(`p += ${draft.ahead};`, `if (end - p < ${size} + ${fixedAfter}) return refuse(b, start, end);`);
  draft.ahead = 0;
}

function read(draft: Draft, target: string, width: Width): void {
  const count = octetsOf[width];
  const parts = Array.from({ length: count }, (_, index) => {
    const shift = 8 * (draft.spec.byteOrder === 'be' ? count - 1 - index : index);
    return shift === 0 ? `b[p + ${draft.ahead + index}]` : `(b[p + ${draft.ahead + index}] << ${shift})`;
  });
  draft.lines.push(`const ${target} = ${width === 'u32' ? `(${parts.join(' | ')}) >>> 0` : parts.join(' | ')};`);
  draft.ahead += count;
}

function readLong(draft: Draft, target: string): void {
  const straight = hostIsLittle === (draft.spec.byteOrder === 'le');
  for (let index = 0; index < 8; index += 1) {
    draft.lines.push(`scratch[${straight ? index : 7 - index}] = b[p + ${draft.ahead + index}];`);
  }
  draft.lines.push(`const ${target} = scratchLong[0];`);
  draft.ahead += 8;
}

function variable(draft: Draft, name: string): string {
  const known = draft.variables.get(name) ?? `v${draft.variables.size}`;
  draft.variables.set(name, known);
  return known;
}

function valueText(draft: Draft): string {
  const inValue = Object.entries(draft.spec.fields).filter(
    ([name, field]) => !isDerived(field) && draft.variables.has(name),
  );
  return `{ ${inValue.map(([name]) => `${JSON.stringify(name)}: ${variable(draft, name)}`).join(', ')} }`;
}

/**
 * Makes the decoder of one declaration: a generated function that reads whole, right messages straight through.
 * Everything else (octets missing, a fault) it hands to `judge`, so that the rules for faults stand in one place.
 * Generated text is made of the declaration's names and numbers only. Source: DESIGN "The codec must be fast".
 */
import { assert, unreachable } from '../lib/assert.ts';
import { octetsOf, type Field, type MessageSpec, type Width } from '../schema/index.ts';
import { DecodedMessage, type DecodeResult } from './result.ts';
import { hostIsLittle, scratch, scratchLong } from './scratch.ts';
import { judge } from './shortage.ts';
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
  const make = new Function('DecodedMessage', 'spec', 'refuse', 'readText', 'scratch', 'scratchLong', text) as (
    ...parts: readonly unknown[]
  ) => Decode<Value>;
  return make(DecodedMessage, draft.spec, refuse, readText, scratch, scratchLong);
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
    if ('sizedBy' in field) break;
    octets += octetsOf['width' in field ? field.width : field.kind];
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
      read(draft, target, field.width);
      draft.lines.push(`if (${target} > ${field.max}) return refuse(b, start, end);`);
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
      return unreachable(field);
  }
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
    ([name, field]) => field.kind !== 'constant' && field.kind !== 'size' && draft.variables.has(name),
  );
  return `{ ${inValue.map(([name]) => `${JSON.stringify(name)}: ${variable(draft, name)}`).join(', ')} }`;
}

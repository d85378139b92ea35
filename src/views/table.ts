/**
 * A message as a Markdown table: the reference page is made of these.
 * Leaves out values (pretty.ts). Source: DESIGN "A message is declared once".
 */
import { unreachable } from '../lib/assert.ts';
import { hexNumber } from '../lib/hex.ts';
import { octetsOf, steadyOctets, type Field, type MessageSpec } from '../schema/index.ts';

/** Heading, doc and one row for each field. */
export function table(spec: MessageSpec): string {
  const order = spec.byteOrder === 'be' ? 'most significant octet first' : 'least significant octet first';
  return [
    `### ${spec.name}`,
    '',
    `${spec.doc} Integers: ${order}. Source: ${spec.source}.`,
    '',
    '| field | octets | content | meaning |',
    '| --- | --- | --- | --- |',
    ...Object.entries(spec.fields).map(([name, field]) => row(name, field)),
    '',
    '',
  ].join('\n');
}

function row(name: string, field: Field): string {
  return `| ${[name, octets(field), content(field), field.doc].map(escape).join(' | ')} |`;
}

function escape(cell: string): string {
  return cell.replaceAll('|', '\\|');
}

function octets(field: Field): string {
  if ('sizedBy' in field) return field.sizedBy;
  if (field.kind === 'ended-text') return 'up to a zero octet';
  return String(steadyOctets(field) ?? 'the rest');
}

/** From here on the source documents write numbers that have names in hexadecimal. */
const HEXADECIMAL_MIN = 0x8000;

function namesText(names: Readonly<Record<string, number>>, octets: number): string {
  const isLarge = Object.values(names).some((value) => value >= HEXADECIMAL_MIN);
  return Object.entries(names)
    .map(([name, value]) => `${isLarge ? hexNumber(value, octets) : value} ${name}`)
    .join(', ');
}

function content(field: Field): string {
  switch (field.kind) {
    case 'u8':
    case 'u16':
    case 'u32':
      return field.names === undefined ? 'integer' : namesText(field.names, octetsOf[field.kind]);
    case 'u64':
      return 'integer';
    case 'constant':
      return hexNumber(field.value, octetsOf[field.width]);
    case 'mark':
      return JSON.stringify(field.text);
    case 'size':
      return `${field.base === undefined ? '' : `${field.base} + `}size of ${field.of} in ${field.unit}, at most ${field.max}`;
    case 'text':
      return 'UTF-8';
    case 'ended-text':
    case 'rest-text':
      return `UTF-8, at most ${field.max} octets`;
    case 'rest-bytes':
      return `octets, at most ${field.max}`;
    case 'rest-longs':
      return `integers of ${octetsOf.u64} octets, at most ${field.max} octets`;
    case 'bytes':
    case 'fixed':
      return 'octets';
    case 'stream':
      return 'octets, handed on as they come';
    default:
      return unreachable(field);
  }
}

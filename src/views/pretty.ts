/**
 * A message for people: one line from a value, and a dump of octets with a ruler of fields and a mark at the first wrong one.
 * Leaves out the words of a failure (src/check). Source: DESIGN "A failure prints".
 */
import { unreachable } from '../lib/assert.ts';
import { hexNumber, toHex } from '../lib/hex.ts';
import { placeFields, type Field, type MessageSpec, type Placed } from '../schema/index.ts';

/** Characters of a text, and octets of a content, that are shown. */
const SHOWN = 64;
/** Octets on a line of a dump. */
const LINE = 16;
/** Lines of one field before its middle is left out. */
const LINES = 4;

/** One line: `run filename="a.sh" logfile="a.log"`. Long contents are cut, with their size. Fields that the value lacks are left out. */
export function oneLine(spec: MessageSpec, value: Readonly<Record<string, unknown>>): string {
  const shown = Object.entries(spec.fields)
    .filter(([name]) => value[name] !== undefined)
    .map(([name, field]) => `${name}=${show(field, value[name])}`);
  return [spec.name, ...shown].join(' ');
}

function show(field: Field, value: unknown): string {
  switch (field.kind) {
    case 'u8':
    case 'u16':
    case 'u32':
      return named(field.names ?? {}, value as number);
    case 'u64':
      return hexNumber(value as bigint, 8);
    case 'constant':
    case 'mark':
    case 'size':
      return String(value);
    case 'text':
    case 'ended-text':
    case 'rest-text':
      return quote(value as string);
    case 'bytes':
    case 'stream':
    case 'fixed':
    case 'rest-bytes':
      return octetsText(value as Uint8Array);
    case 'rest-longs':
      return longsText(value as readonly bigint[]);
    default:
      return unreachable(field);
  }
}

function named(names: Readonly<Record<string, number>>, value: number): string {
  const name = Object.keys(names).find((candidate) => names[candidate] === value);
  return name === undefined ? String(value) : `${value}(${name})`;
}

function quote(text: string): string {
  if (text.length <= SHOWN) return JSON.stringify(text);
  return `${JSON.stringify(text.slice(0, SHOWN))}...(${Buffer.byteLength(text)} octets)`;
}

function octetsText(octets: Uint8Array): string {
  const more = octets.length > SHOWN / 4 ? '...' : '';
  return `<${toHex(octets.subarray(0, SHOWN / 4))}${more}>(${octets.length} octets)`;
}

function longsText(values: readonly bigint[]): string {
  const shown = values.slice(0, SHOWN / 8).map((value) => hexNumber(value, 8));
  return `[${shown.join(' ')}${values.length > shown.length ? ' ...' : ''}](${values.length})`;
}

/**
 * A dump of a message's octets, field by field: offset, hexadecimal, name of the field, and `^^` under the octet at `wrongOffset`.
 * Shape: lines joined by line ends. Octets that belong to no field are shown as `(rest)`, a field that is not whole as `(cut)`.
 */
export function dump(spec: MessageSpec, octets: Uint8Array, wrongOffset?: number): string {
  const placed = placeFields(spec, octets, 0, octets.length).filter(
    (field) => field.start < octets.length || field.end === field.start,
  );
  const end = Math.min(octets.length, placed.at(-1)?.end ?? 0);
  const rest = end < octets.length ? dumpPart('(rest)', octets, end, octets.length, wrongOffset) : [];
  return [...placed.flatMap((field) => dumpField(field, octets, wrongOffset)), ...rest].join('\n');
}

function dumpField(placed: Placed, octets: Uint8Array, wrongOffset: number | undefined): readonly string[] {
  const end = Math.min(placed.end, octets.length);
  return dumpPart(
    placed.end > octets.length ? `${placed.name} (cut)` : placed.name,
    octets,
    placed.start,
    end,
    wrongOffset,
  );
}

function dumpPart(
  name: string,
  octets: Uint8Array,
  start: number,
  end: number,
  wrongOffset: number | undefined,
): readonly string[] {
  if (start === end) return [dumpLine(start, '', name)];
  const starts = Array.from({ length: Math.ceil((end - start) / LINE) }, (_, index) => start + index * LINE);
  const isShown = (at: number, index: number): boolean =>
    starts.length <= LINES || index < LINES - 1 || index === starts.length - 1 || isWithin(wrongOffset, at);
  return starts.flatMap((at, index) => {
    if (!isShown(at, index)) return index === LINES - 1 ? ['    ...'] : [];
    const line = dumpLine(at, toHex(octets.subarray(at, Math.min(at + LINE, end)), ' '), index === 0 ? name : '');
    return isWithin(wrongOffset, at) && (wrongOffset as number) < end
      ? [line, mark((wrongOffset as number) - at)]
      : [line];
  });
}

function isWithin(offset: number | undefined, lineStart: number): boolean {
  return offset !== undefined && offset >= lineStart && offset < lineStart + LINE;
}

function dumpLine(offset: number, hex: string, name: string): string {
  return `${offset.toString(16).padStart(6, '0')}  ${hex.padEnd(LINE * 3 - 1)}  ${name}`.trimEnd();
}

function mark(column: number): string {
  return `${' '.repeat(8 + column * 3)}^^`;
}

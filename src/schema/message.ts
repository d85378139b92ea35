/**
 * `message(...)`: one declaration, from which codec, views and fuzz values come, and the type of its values.
 * Leaves out reading and writing. Source: DESIGN "A message is declared once".
 */
import { UsageError } from '../lib/errors.ts';
import { largestOf, type EndedTextField, type Field, type Fields } from './fields.ts';
import type { FixedField, MarkField, OpenField } from './fields.ts';

export type ByteOrder = 'be' | 'le';

/** A declared message: inert data. Fields stand in the order of the wire. */
export interface MessageSpec<Declared extends Fields = Fields> {
  readonly name: string;
  /** Where the page draws it. */
  readonly source: string;
  readonly doc: string;
  readonly byteOrder: ByteOrder;
  readonly fields: Declared;
}

type ValueOfField<F> = F extends { readonly kind: 'u8' | 'u16' | 'u32' }
  ? number
  : F extends { readonly kind: 'u64' }
    ? bigint
    : F extends { readonly kind: 'text' | 'ended-text' | 'rest-text' }
      ? string
      : F extends { readonly kind: 'bytes' | 'stream' | 'fixed' | 'rest-bytes' }
        ? Uint8Array
        : F extends { readonly kind: 'rest-longs' }
          ? readonly bigint[]
          : never;

/** An empty object type would take any value. */
type Closed<Value> = keyof Value extends never ? Readonly<Record<string, never>> : Value;

type ValueOfFields<Declared extends Fields> = string extends keyof Declared
  ? Readonly<Record<string, unknown>>
  : Closed<{
      readonly [K in keyof Declared as ValueOfField<Declared[K]> extends never ? never : K]: ValueOfField<Declared[K]>;
    }>;

type HeadOfFields<Declared extends Fields> = string extends keyof Declared
  ? Readonly<Record<string, unknown>>
  : ValueOfFields<{
      readonly [K in keyof Declared as Declared[K] extends { readonly kind: 'stream' } ? never : K]: Declared[K];
    }>;

/** The value of a message: derived fields (sizes, constants) are absent, 64-bit integers are bigint. */
export type ValueOf<Spec extends MessageSpec> =
  Spec extends MessageSpec<infer Declared> ? ValueOfFields<Declared> : never;

/** The value without the stream field. */
export type HeadOf<Spec extends MessageSpec> =
  Spec extends MessageSpec<infer Declared> ? HeadOfFields<Declared> : never;

/** Wrong octets on purpose: a number claims something else for a size, constant or integer; octets replace any field as they are. */
export type Lie = Readonly<Record<string, number | bigint | Uint8Array>>;

/** Declares a message. UsageError for a declaration that no codec could obey. */
export function message<const Declared extends Fields>(spec: MessageSpec<Declared>): MessageSpec<Declared> {
  const names = Object.keys(spec.fields);
  names.forEach((name, index) => {
    const problem = problemOf(spec.fields, names, index);
    if (problem !== null) throw new UsageError(`message ${spec.name}, field ${name}: ${problem}`);
  });
  return spec;
}

function problemOf(fields: Fields, names: readonly string[], index: number): string | null {
  const name = names[index] as string;
  const field = fields[name] as Field;
  switch (field.kind) {
    case 'u8':
    case 'u16':
    case 'u32':
    case 'u64':
      return /^\d/.test(name) ? 'a name begins with a letter, else it would not keep its place' : null;
    case 'constant':
      return fits(field.value, largestOf[field.width]) ? null : `${field.value} does not fit ${field.width}`;
    case 'size':
      if (!fits(field.max + (field.base ?? 0), largestOf[field.width])) {
        return `max ${field.max} does not fit ${field.width}`;
      }
      return names.indexOf(field.of) > index && sizedBy(fields[field.of]) === name
        ? null
        : `sizes no later field "${field.of}"`;
    case 'text':
    case 'bytes':
      return sizeProblem(fields, name, field.sizedBy);
    case 'stream':
      return index === names.length - 1 ? sizeProblem(fields, name, field.sizedBy) : 'a stream is the last field';
    default:
      return unsizedProblem(field, index === names.length - 1);
  }
}

function unsizedProblem(field: MarkField | FixedField | EndedTextField | OpenField, isLast: boolean): string | null {
  switch (field.kind) {
    case 'mark':
      return /^[\0-\xff]+$/.test(field.text) ? null : 'a mark is made of characters of one octet';
    case 'fixed':
      return field.octets > 0 && Number.isInteger(field.octets) ? null : `no number of octets: ${field.octets}`;
    case 'ended-text':
      return isLimit(field.max) ? null : `no limit: ${field.max}`;
    case 'rest-text':
    case 'rest-bytes':
    case 'rest-longs':
      return isLast && isLimit(field.max) ? null : 'a rest is the last field, and has a limit';
  }
}

function isLimit(max: number): boolean {
  return Number.isSafeInteger(max) && max >= 0;
}

function fits(value: number, largest: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= largest;
}

function sizedBy(field: Field | undefined): string | null {
  return field !== undefined && 'sizedBy' in field ? field.sizedBy : null;
}

function sizeProblem(fields: Fields, name: string, sizeName: string): string | null {
  const size = fields[sizeName];
  return size?.kind === 'size' && size.of === name ? null : `no size field "${sizeName}" of it`;
}

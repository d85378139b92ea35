/**
 * The closed set of field kinds and how each is declared. A field is inert data: no function in it, printable as JSON.
 * A new kind is added here and then fails to compile in every fold that has not learned it.
 * Leaves out everything that is done with a field (src/wire, src/views). Source: DESIGN "A message is declared once".
 */

/** Unsigned integers of one, two and four octets. */
export type Width = 'u8' | 'u16' | 'u32';

/** Names of values of an integer field, for people: `{ idle: 1 }`. */
export type Names = Readonly<Record<string, number>>;

export interface IntegerField {
  readonly kind: Width;
  readonly doc: string;
  readonly names?: Names;
}

/** Eight octets, a bigint in values. */
export interface LongField {
  readonly kind: 'u64';
  readonly doc: string;
}

/** The same octets in every message; absent from values. */
export interface ConstantField {
  readonly kind: 'constant';
  readonly width: Width;
  readonly value: number;
  readonly doc: string;
}

/** The same text in every message, one octet for each character; absent from values. */
export interface MarkField {
  readonly kind: 'mark';
  readonly text: string;
  readonly doc: string;
}

/**
 * How long the field `of` is; absent from values. A claim over `max` is refused as soon as it can be read.
 * On the wire stands `base` and the size: a size that shares its integer with fixed bits.
 */
export interface SizeField {
  readonly kind: 'size';
  readonly width: Width;
  readonly of: string;
  readonly max: number;
  readonly base?: number;
  readonly unit: 'octets';
  readonly doc: string;
}

/** Strict UTF-8 without terminator. */
export interface TextField {
  readonly kind: 'text';
  readonly sizedBy: string;
  readonly doc: string;
}

export interface BytesField {
  readonly kind: 'bytes';
  readonly sizedBy: string;
  readonly doc: string;
}

/** Octets that a framer hands on as they come; the last field of its message. */
export interface StreamField {
  readonly kind: 'stream';
  readonly sizedBy: string;
  readonly doc: string;
}

/** So many octets, always. */
export interface FixedField {
  readonly kind: 'fixed';
  readonly octets: number;
  readonly doc: string;
}

/** Strict UTF-8 up to a zero octet, which is no part of the value. */
export interface EndedTextField {
  readonly kind: 'ended-text';
  readonly max: number;
  readonly doc: string;
}

/**
 * What is left of the message; its last field. Such a message has no end of its own: who decodes it says where it ends,
 * and no framer can cut it from a stream.
 */
export interface RestField {
  readonly kind: 'rest-text' | 'rest-bytes';
  readonly max: number;
  readonly doc: string;
}

/**
 * Integers of eight octets up to the end of the message, as `RestField`. Octets too few for one more are left over.
 * `max` counts octets.
 */
export interface RestLongsField {
  readonly kind: 'rest-longs';
  readonly max: number;
  readonly doc: string;
}

/** Fields of so many octets whatever the message says. */
export type SteadyField = IntegerField | LongField | ConstantField | MarkField | SizeField | FixedField;
type SizedField = TextField | BytesField | StreamField;
export type OpenField = RestField | RestLongsField;
export type Field = SteadyField | SizedField | EndedTextField | OpenField;
export type Fields = Readonly<Record<string, Field>>;

/** Octets of an integer. */
export const octetsOf = { u8: 1, u16: 2, u32: 4, u64: 8 } as const satisfies Record<Width | 'u64', number>;

/** The largest value of an integer. */
export const largestOf = { u8: 0xff, u16: 0xffff, u32: 0xffff_ffff } as const satisfies Record<Width, number>;

/** Octets of a field that always has the same number of them; null for any other. */
export function steadyOctets(field: Field): number | null {
  switch (field.kind) {
    case 'u8':
    case 'u16':
    case 'u32':
    case 'u64':
      return octetsOf[field.kind];
    case 'constant':
    case 'size':
      return octetsOf[field.width];
    case 'mark':
      return field.text.length;
    case 'fixed':
      return field.octets;
    default:
      return null;
  }
}

/** Whether a field follows from the declaration and the other fields, and is absent from values. */
export function isDerived(field: Field): field is ConstantField | MarkField | SizeField {
  return field.kind === 'constant' || field.kind === 'mark' || field.kind === 'size';
}

/** Whether a field takes all that is left of its message. */
export function isOpen(field: Field): field is OpenField {
  return field.kind === 'rest-text' || field.kind === 'rest-bytes' || field.kind === 'rest-longs';
}

/** Whether a message of these fields can be cut from a stream: one without octets, or with an open field, cannot. */
export function hasEnd(fields: Fields): boolean {
  const all = Object.values(fields);
  return all.length > 0 && !all.some(isOpen);
}

interface IntegerOptions {
  readonly doc: string;
  readonly names?: Names;
}

interface SizedOptions {
  readonly sizedBy: string;
  readonly doc: string;
}

export const u8 = (options: IntegerOptions): IntegerField => ({ kind: 'u8', ...options });
export const u16 = (options: IntegerOptions): IntegerField => ({ kind: 'u16', ...options });
export const u32 = (options: IntegerOptions): IntegerField => ({ kind: 'u32', ...options });
export const u64 = (options: { readonly doc: string }): LongField => ({ kind: 'u64', ...options });
export const text = (options: SizedOptions): TextField => ({ kind: 'text', ...options });
export const bytes = (options: SizedOptions): BytesField => ({ kind: 'bytes', ...options });
export const stream = (options: SizedOptions): StreamField => ({ kind: 'stream', ...options });

export const constant = (width: Width, options: { readonly value: number; readonly doc: string }): ConstantField => ({
  kind: 'constant',
  width,
  ...options,
});

export const size = (
  width: Width,
  options: {
    readonly of: string;
    readonly max: number;
    readonly base?: number;
    readonly unit: 'octets';
    readonly doc: string;
  },
): SizeField => ({ kind: 'size', width, ...options });

interface EndingOptions {
  /** In octets. */
  readonly max: number;
  readonly doc: string;
}

export const mark = (options: { readonly text: string; readonly doc: string }): MarkField => ({
  kind: 'mark',
  ...options,
});
export const fixed = (octets: number, options: { readonly doc: string }): FixedField => ({
  kind: 'fixed',
  octets,
  ...options,
});
export const endedText = (options: EndingOptions): EndedTextField => ({ kind: 'ended-text', ...options });
export const restText = (options: EndingOptions) => ({ kind: 'rest-text', ...options }) as const satisfies RestField;
export const restBytes = (options: EndingOptions) => ({ kind: 'rest-bytes', ...options }) as const satisfies RestField;
export const restLongs = (options: EndingOptions): RestLongsField => ({ kind: 'rest-longs', ...options });

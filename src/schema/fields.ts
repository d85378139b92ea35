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

/** How long the field `of` is; absent from values. A claim over `max` is refused as soon as it can be read. */
export interface SizeField {
  readonly kind: 'size';
  readonly width: Width;
  readonly of: string;
  readonly max: number;
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

export type Field = IntegerField | LongField | ConstantField | SizeField | TextField | BytesField | StreamField;
export type Fields = Readonly<Record<string, Field>>;

/** Octets of an integer. */
export const octetsOf = { u8: 1, u16: 2, u32: 4, u64: 8 } as const satisfies Record<Width | 'u64', number>;

/** The largest value of an integer. */
export const largestOf = { u8: 0xff, u16: 0xffff, u32: 0xffff_ffff } as const satisfies Record<Width, number>;

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
  options: { readonly of: string; readonly max: number; readonly unit: 'octets'; readonly doc: string },
): SizeField => ({ kind: 'size', width, ...options });

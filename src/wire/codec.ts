/**
 * Values to octets and back, for any declaration; compiled at its first use.
 * Leaves out cutting a stream into messages (framer.ts). Source: DESIGN "A message is declared once".
 */
import { UsageError } from '../lib/errors.ts';
import { hasEnd, type HeadOf, type Lie, type MessageSpec, type ValueOf } from '../schema/index.ts';
import { compileDecode, compileDecodeHead, type Decode, type Head } from './compile-decode.ts';
import { compileEncode, type Encode } from './compile-encode.ts';
import { encodeLie } from './lie.ts';
import type { DecodeResult } from './result.ts';

type AnyValue = Readonly<Record<string, unknown>>;

/** What is compiled of one declaration. */
export interface Codec {
  readonly encode: Encode;
  readonly decode: Decode<AnyValue>;
  /** Null where no field streams. */
  readonly decodeHead: Decode<Head> | null;
  /** False for what ends where its octets end, wherever that is: nothing can cut it from a stream. */
  readonly hasEnd: boolean;
}

const codecs = new WeakMap<MessageSpec, Codec>();

/** The codec of a declaration, made at the first call. */
export function codecOf(spec: MessageSpec): Codec {
  return codecs.get(spec) ?? compile(spec);
}

function compile(spec: MessageSpec): Codec {
  const streams = Object.values(spec.fields).some((field) => field.kind === 'stream');
  const codec: Codec = {
    encode: compileEncode(spec),
    decode: compileDecode(spec),
    decodeHead: streams ? compileDecodeHead(spec) : null,
    hasEnd: hasEnd(spec.fields),
  };
  codecs.set(spec, codec);
  return codec;
}

/**
 * Encodes a value into one exactly sized array, which is the caller's.
 * `lie` names fields with what to put in their place: the only way to wrong octets.
 * UsageError for a value that the declaration does not allow, a text over its limit among them.
 */
export function encode<Spec extends MessageSpec>(spec: Spec, value: ValueOf<Spec>, lie?: Lie): Uint8Array {
  if (lie !== undefined) return encodeLie(spec, value as AnyValue, lie);
  return codecOf(spec).encode(value as AnyValue, -1);
}

/** Encodes everything before the content of a stream field, whose size will be `streamSize` octets. UsageError as `encode`. */
export function encodeHead<Spec extends MessageSpec>(spec: Spec, value: HeadOf<Spec>, streamSize: number): Uint8Array {
  const codec = codecOf(spec);
  if (codec.decodeHead === null) throw new UsageError(`message ${spec.name} has no stream field`);
  if (!Number.isInteger(streamSize) || streamSize < 0) throw new UsageError(`no size of a stream: ${streamSize}`);
  return codec.encode(value as AnyValue, streamSize);
}

/**
 * Decodes one message from `start`; an open field takes what there is up to `end`. Never throws on a peer's octets.
 * A size over its limit is `bad` before its content is there.
 * Fields of kind bytes, stream, fixed and rest-bytes are views into `octets`. Faults: size-over-limit, bad-constant, bad-utf8.
 */
export function decode<Spec extends MessageSpec>(
  spec: Spec,
  octets: Uint8Array,
  start = 0,
  end = octets.length,
): DecodeResult<ValueOf<Spec>> {
  return codecOf(spec).decode(octets, start, end) as DecodeResult<ValueOf<Spec>>;
}

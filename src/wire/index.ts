/** The door of src/wire: octets and values. Leaves out how messages are declared (src/schema) and shown (src/views). */
export { decode, encode, encodeHead } from './codec.ts';
export { createFramer } from './framer.ts';
export type { Framer, FramerSink } from './framer.ts';
export type { Fault, FaultCode } from './fault.ts';
export type { Lie } from './lie.ts';
export type { DecodeResult } from './result.ts';
export type { Span } from './spans.ts';

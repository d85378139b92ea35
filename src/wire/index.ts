/** The door of src/wire: octets and values. Leaves out how messages are declared (src/schema) and shown (src/views). */
export { decode, encode, encodeHead } from './codec.ts';
export { createFramer } from './framer.ts';
export type { Framer, FramerSink } from './framer.ts';
export type { Fault } from './fault.ts';
export type { Lie } from '../schema/index.ts';

/** The door of src/schema: how messages are declared. Leaves out what is done with them (src/wire, src/views). */
export { bytes, constant, largestOf, octetsOf, size, stream, text, u16, u32, u64, u8 } from './fields.ts';
export type { ConstantField, Field, SizeField, Width } from './fields.ts';
export { placeFields, readInteger } from './layout.ts';
export type { Placed } from './layout.ts';
export { message } from './message.ts';
export type { HeadOf, Lie, MessageSpec, ValueOf } from './message.ts';

/** The door of src/schema: how messages are declared. Leaves out what is done with them (src/wire, src/views). */
export {
  bytes,
  constant,
  endedText,
  fixed,
  hasEnd,
  isDerived,
  isOpen,
  largestOf,
  mark,
  octetsOf,
  size,
} from './fields.ts';
export { restBytes, restLongs, restText, steadyOctets, stream, text, u16, u32, u64, u8 } from './fields.ts';
export type { ConstantField, EndedTextField, Field, FixedField, MarkField } from './fields.ts';
export type { OpenField, SizeField, Width } from './fields.ts';
export { endOfText, placeFields, readInteger } from './layout.ts';
export type { Placed } from './layout.ts';
export { message } from './message.ts';
export type { HeadOf, Lie, MessageSpec, ValueOf } from './message.ts';

/** The door of src/views: messages for people and tools. Leaves out values on the wire (src/wire). */
export { diagram } from './diagram.ts';
export { dissector } from './dissector.ts';
export { candidates, plainValue, trialOf } from './generator.ts';
export { dump, oneLine } from './pretty.ts';
export { table } from './table.ts';

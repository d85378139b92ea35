/**
 * Eight octets through which 64-bit integers pass between an array of octets and a bigint: cheaper than a DataView for each message.
 * Leaves out smaller integers, which shifts make. The host's byte order stays inside: what is on the wire does not depend on it.
 */
export const scratch = new Uint8Array(8);
export const scratchLong = new BigUint64Array(scratch.buffer);
export const hostIsLittle = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

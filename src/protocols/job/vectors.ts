/**
 * What every message looks like on the wire, written by hand from the page and never printed by the encoder:
 * an error that encoder and decoder share shows here. `npm test` fails for a message without a vector.
 * Leaves out wrong octets. Source: spec/job.md sections 1 and 2.
 */
import type { JobMessages } from './messages.ts';

export interface JobVector {
  readonly message: keyof JobMessages;
  readonly name: string;
  readonly byteOrder: 'big' | 'little';
  readonly value: Readonly<Record<string, unknown>>;
  /** Octets with spaces between fields. */
  readonly hex: string;
  readonly source: string;
}

const octets = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);

/** The vectors in the order of the page. */
export const jobVectors: readonly JobVector[] = [
  { message: 'accept', name: 'nothing after the type', byteOrder: 'big', value: {}, hex: '01', source: 'S' },
  {
    message: 'acceptStart',
    name: 'the time of D-9',
    byteOrder: 'big',
    value: { now: '2026-01-31T12:00:00.000Z' },
    hex: '01 00000018 323032362d30312d33315431323a30303a30302e3030305a',
    source: 'S; D-1; D-9',
  },
  {
    message: 'acceptStart',
    name: 'no text, little endian',
    byteOrder: 'little',
    value: { now: '' },
    hex: '01 00000000',
    source: 'S; D-1',
  },
  {
    message: 'reject',
    name: 'a reason outside ASCII',
    byteOrder: 'big',
    value: { reason: 'größer €' },
    hex: '02 0000000c 6772 c3b6 c39f 6572 20 e282ac',
    source: 'S; D-1; D-2',
  },
  {
    message: 'reject',
    name: 'little endian',
    byteOrder: 'little',
    value: { reason: 'no' },
    hex: '02 02000000 6e6f',
    source: 'S; D-1',
  },
  {
    message: 'join',
    name: 'a version and two modules',
    byteOrder: 'big',
    value: { text: '1.0;mc;ft' },
    hex: '03 00000009 312e30 3b 6d63 3b 6674',
    source: 'S; D-7',
  },
  {
    message: 'join',
    name: 'a version alone, little endian',
    byteOrder: 'little',
    value: { text: '1.0' },
    hex: '03 03000000 312e30',
    source: 'S; D-1; D-7',
  },
  { message: 'leave', name: 'nothing after the type', byteOrder: 'big', value: {}, hex: '04', source: 'S' },
  { message: 'statusQuery', name: 'nothing after the type', byteOrder: 'big', value: {}, hex: '05', source: 'S' },
  { message: 'status', name: 'idle', byteOrder: 'big', value: { value: 1 }, hex: '05 01', source: 'S' },
  { message: 'status', name: 'working', byteOrder: 'little', value: { value: 4 }, hex: '05 04', source: 'S' },
  {
    message: 'status',
    name: 'a value without meaning',
    byteOrder: 'big',
    value: { value: 255 },
    hex: '05 ff',
    source: 'D-30',
  },
  { message: 'wait', name: 'nothing after the type', byteOrder: 'big', value: {}, hex: '07', source: 'S' },
  { message: 'start', name: 'nothing after the type', byteOrder: 'big', value: {}, hex: '08', source: 'S' },
  { message: 'stop', name: 'nothing after the type', byteOrder: 'big', value: {}, hex: '09', source: 'S; D-5' },
  {
    message: 'file',
    name: 'a name and three octets of content',
    byteOrder: 'big',
    value: { bytes: octets(0x00, 0x03, 0x61, 0x2f, 0x62, 0x00, 0xff, 0x0a) },
    hex: '0a 00000008 0003 612f62 00ff0a',
    source: 'S; D-6; D-8',
  },
  {
    message: 'file',
    name: 'nothing at all, little endian',
    byteOrder: 'little',
    value: { bytes: octets() },
    hex: '0a 00000000',
    source: 'S; D-1; D-6',
  },
  {
    message: 'run',
    name: 'a file and its log',
    byteOrder: 'big',
    value: { filename: 'a.sh', logfile: 'a.log' },
    hex: '0b 0004 612e7368 0005 612e6c6f67',
    source: 'S; D-6',
  },
  {
    message: 'run',
    name: 'two lengths, little endian',
    byteOrder: 'little',
    value: { filename: 'é', logfile: '' },
    hex: '0b 0200 c3a9 0000',
    source: 'S; D-1; D-2; D-6',
  },
  {
    message: 'ret',
    name: 'a file in a folder',
    byteOrder: 'big',
    value: { filename: 'out/x' },
    hex: '0c 0005 6f75742f78',
    source: 'S; D-6',
  },
  {
    message: 'ret',
    name: 'little endian',
    byteOrder: 'little',
    value: { filename: 'x' },
    hex: '0c 0100 78',
    source: 'S; D-1; D-6',
  },
  { message: 'finished', name: 'nothing after the type', byteOrder: 'big', value: {}, hex: '10', source: 'S' },
  {
    message: 'result',
    name: 'two octets',
    byteOrder: 'big',
    value: { bytes: octets(0xca, 0xfe) },
    hex: '11 00000002 cafe',
    source: 'S',
  },
  {
    message: 'result',
    name: 'one octet, little endian',
    byteOrder: 'little',
    value: { bytes: octets(0x80) },
    hex: '11 01000000 80',
    source: 'S; D-1',
  },
  {
    message: 'result',
    name: 'a file that is not there',
    byteOrder: 'big',
    value: { bytes: octets() },
    hex: '11 00000000',
    source: 'S; D-17',
  },
  {
    message: 'disconnect',
    name: 'a reason of the page',
    byteOrder: 'big',
    value: { reason: 'no answer' },
    hex: '12 00000009 6e6f20616e73776572',
    source: 'S; D-21',
  },
  {
    message: 'disconnect',
    name: 'little endian',
    byteOrder: 'little',
    value: { reason: 'bye' },
    hex: '12 03000000 627965',
    source: 'S; D-1',
  },
  {
    message: 'fileHead',
    name: 'a path',
    byteOrder: 'big',
    value: { filename: 'a/b' },
    hex: '0003 612f62',
    source: 'D-8',
  },
  {
    message: 'fileHead',
    name: 'little endian',
    byteOrder: 'little',
    value: { filename: 'ab' },
    hex: '0200 6162',
    source: 'D-1; D-8',
  },
];

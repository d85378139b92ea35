/**
 * The codecs that are measured, each with an encoder and a decoder of both messages.
 * The hand-written one checks what ours checks, takes its memory from Node's pool, and reads and writes text as ours does: no easy mark.
 * Leaves out measuring (codec.bench.ts). Source: the libraries' manuals, each in its fastest documented form.
 */
import avsc from 'avsc';
import { Packr } from 'msgpackr';
import protobuf from 'protobufjs';
import { decode, encode } from '../wire/index.ts';
import { readText, sizeOfText, writeText } from '../wire/text.ts';
import { Packet, Run } from './codec-subjects.ts';

/** One codec of one message. */
export interface Contender<Value> {
  readonly name: string;
  encode(value: Value): Uint8Array;
  decode(octets: Uint8Array): unknown;
}

export const runContenders: readonly Contender<Run>[] = [
  { name: 'ours', encode: (value) => encode(Run, value), decode: (octets) => decode(Run, octets) },
  { name: 'hand-written', encode: encodeRun, decode: decodeRun },
  protobufOf('Run', { filename: 'string', logfile: 'string' }),
  msgpackOf(),
  avroOf('Run', { filename: 'string', logfile: 'string' }),
];

export const packetContenders: readonly Contender<Packet>[] = [
  { name: 'ours', encode: (value) => encode(Packet, value), decode: (octets) => decode(Packet, octets) },
  { name: 'hand-written', encode: encodePacket, decode: decodePacket },
  protobufOf('Packet', {
    ...{ verb: 'fixed32', target: 'fixed32', origin: 'fixed32', sequence: 'fixed32' },
    ...{ port: 'uint32', flags: 'uint32', ttl: 'uint32' },
  }),
  msgpackOf(),
  avroOf('Packet', {
    ...{ verb: 'long', target: 'long', origin: 'long', sequence: 'long' },
    ...{ port: 'int', flags: 'int', ttl: 'int' },
  }),
];

const NAME_MAX = 0xffff;

function encodeRun(value: Run): Uint8Array {
  const fileSize = sizeOfText(value.filename);
  const logSize = sizeOfText(value.logfile);
  if (fileSize > NAME_MAX || logSize > NAME_MAX) throw new RangeError('name too long');
  const octets = Buffer.allocUnsafe(5 + fileSize + logSize);
  const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
  view.setUint8(0, 0x0b);
  view.setUint16(1, fileSize);
  writeText(octets, 3, value.filename);
  view.setUint16(3 + fileSize, logSize);
  writeText(octets, 5 + fileSize, value.logfile);
  return octets;
}

function decodeRun(octets: Uint8Array): unknown {
  const end = octets.length;
  if (end < 5) return { kind: 'need' };
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  if (view.getUint8(0) !== 0x0b) return { kind: 'bad' };
  const fileSize = view.getUint16(1);
  if (end < 5 + fileSize) return { kind: 'need' };
  const filename = readText(octets, 3, fileSize);
  const logSize = view.getUint16(3 + fileSize);
  if (end < 5 + fileSize + logSize) return { kind: 'need' };
  const logfile = readText(octets, 5 + fileSize, logSize);
  if (filename === null || logfile === null) return { kind: 'bad' };
  return { kind: 'ok', value: { filename, logfile }, end: 5 + fileSize + logSize };
}

function encodePacket(value: Packet): Uint8Array {
  const octets = Buffer.allocUnsafe(22);
  const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
  view.setUint16(0, 0x5750, true);
  view.setUint32(2, value.verb, true);
  view.setUint32(6, value.target, true);
  view.setUint32(10, value.origin, true);
  view.setUint32(14, value.sequence, true);
  view.setUint16(18, value.port, true);
  view.setUint8(20, value.flags);
  view.setUint8(21, value.ttl);
  return octets;
}

function decodePacket(octets: Uint8Array): unknown {
  if (octets.length < 22) return { kind: 'need' };
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  if (view.getUint16(0, true) !== 0x5750) return { kind: 'bad' };
  const value = {
    verb: view.getUint32(2, true),
    target: view.getUint32(6, true),
    origin: view.getUint32(10, true),
    sequence: view.getUint32(14, true),
    port: view.getUint16(18, true),
    flags: view.getUint8(20),
    ttl: view.getUint8(21),
  };
  return { kind: 'ok', value, end: 22 };
}

function protobufOf<Value extends object>(name: string, fields: Readonly<Record<string, string>>): Contender<Value> {
  const type = new protobuf.Type(name);
  Object.entries(fields).forEach(([field, kind], index) => type.add(new protobuf.Field(field, index + 1, kind)));
  new protobuf.Root().add(type);
  return {
    name: 'protobufjs',
    encode: (value) => type.encode(value).finish(),
    decode: (octets) => type.decode(octets),
  };
}

function msgpackOf<Value>(): Contender<Value> {
  const packr = new Packr({ structures: [] });
  return { name: 'msgpackr', encode: (value) => packr.pack(value), decode: (octets) => packr.unpack(octets) };
}

function avroOf<Value>(name: string, fields: Readonly<Record<string, string>>): Contender<Value> {
  const type = avsc.Type.forSchema({
    type: 'record',
    name,
    fields: Object.entries(fields).map(([field, kind]) => ({ name: field, type: kind })),
  } as avsc.Schema);
  return {
    name: 'avsc',
    encode: (value) => type.toBuffer(value),
    decode: (octets) => type.fromBuffer(octets as Buffer),
  };
}

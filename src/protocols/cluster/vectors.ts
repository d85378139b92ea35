/**
 * What every message looks like on the wire, written by hand from the page and never printed by the encoder:
 * an error that encoder and decoder share shows here. The tests fail for a message without a vector.
 * Leaves out what stands inside payloads (formats/fixtures.ts) and wrong octets. Source: spec/cluster.md sections 3 to 5, Appendix B.
 */
import { fromHex } from '../../lib/hex.ts';
import type { ClusterMessages } from './messages.ts';

interface ClusterVector {
  readonly message: keyof ClusterMessages;
  readonly name: string;
  readonly value: Readonly<Record<string, unknown>>;
  /** Octets with spaces between fields. */
  readonly hex: string;
  readonly source: string;
}

const octets = fromHex;
/** Server of node 1, the first custom endpoint and the first job host on it. */
const [server, custom, host] = [0x0100_0000_0001_0000n, 0x0200_0004_0001_0001n, 0x0200_0002_0001_0001n];
const [serverHex, customHex, hostHex] = ['0000010000000001', '0100010004000002', '0100010002000002'];
const eclfauth = '45434c4641555448';
const eclfresp = '45434c4652455350';
const alpha = '101112131415161718191a1b1c1d1e1f';
const target = 'a0a1a2a3a4a5a6a7a8a9aaabacadaeaf';

const links: readonly ClusterVector[] = [
  {
    message: 'handshakeHead',
    name: 'an object type that nobody knows',
    value: { type: 0x0300_0000 },
    hex: `${eclfauth} 00000003`,
    source: '3.1',
  },
  {
    message: 'handshakeNode',
    name: 'a connect',
    value: { type: 0x0100_0000, uuid: octets(alpha), target: octets(target) },
    hex: `${eclfauth} 00000001 ${alpha} ${target}`,
    source: '3.1; 6.2',
  },
  {
    message: 'handshakeNode',
    name: 'a join',
    value: { type: 0x0100_0000, uuid: new Uint8Array(16).fill(0x22), target: new Uint8Array(16) },
    hex: `${eclfauth} 00000001 ${'22'.repeat(16)} ${'00'.repeat(16)}`,
    source: 'B.1',
  },
  {
    message: 'handshakeService',
    name: 'a job client',
    value: { type: 0x0200_0001 },
    hex: `${eclfauth} 01000002`,
    source: '3.1',
  },
  {
    message: 'handshakeService',
    name: 'a job host',
    value: { type: 0x0200_0002 },
    hex: `${eclfauth} 02000002`,
    source: '3.1',
  },
  {
    message: 'handshakeService',
    name: 'a text logger',
    value: { type: 0x0200_0003 },
    hex: `${eclfauth} 03000002`,
    source: '3.1',
  },
  {
    message: 'handshakeCustom',
    name: 'the example of the page',
    value: { identifier: 'test.svc', name: 'Test Service' },
    hex: `${eclfauth} 08 0c80 02 746573742e737663 546573742053657276696365`,
    source: '3.1, example',
  },
  {
    message: 'handshakeCustom',
    name: 'a name longer than its low octet counts',
    value: { identifier: 'a', name: 'n'.repeat(0x123) },
    hex: `${eclfauth} 01 2381 02 61 ${'6e'.repeat(0x123)}`,
    source: '3.1',
  },
  {
    message: 'handshakeCustom',
    name: 'nothing at all, which is refused with an answer',
    value: { identifier: '', name: '' },
    hex: `${eclfauth} 00 0080 02`,
    source: '3.1; row 39',
  },
  {
    message: 'handshakeAnswer',
    name: 'a join is accepted',
    value: { object: 0x0100_0000_0000_0000n, server },
    hex: `${eclfresp} 0000000000000001 ${serverHex}`,
    source: 'B.1',
  },
  {
    message: 'handshakeAnswer',
    name: 'refused',
    value: { object: 0n, server: 0n },
    hex: `${eclfresp} ${'00'.repeat(16)}`,
    source: '3.2',
  },
  {
    message: 'packet',
    name: 'the ping of the page',
    value: { verb: 0x0000_0001, destination: server, origin: custom, payload: octets('686579') },
    hex: `01000000 03000000 ${serverHex} ${customHex} 686579`,
    source: '4.1, example',
  },
  {
    message: 'packet',
    name: 'its answer',
    value: { verb: 0x0001_0001, destination: custom, origin: server, payload: octets('686579') },
    hex: `01000100 03000000 ${customHex} ${serverHex} 686579`,
    source: '4.1, example',
  },
  {
    message: 'packet',
    name: 'a user verb without a payload',
    value: { verb: 0x8000_0201, destination: host, origin: custom, payload: octets('') },
    hex: `01020080 00000000 ${hostHex} ${customHex}`,
    source: '4.1; 5.8',
  },
];

const payloads: readonly ClusterVector[] = [
  { message: 'opaque', name: 'any octets', value: { octets: octets('00ff') }, hex: '00ff', source: '5.2' },
  { message: 'empty', name: 'nothing', value: {}, hex: '', source: '5.1' },
  {
    message: 'join',
    name: 'the example of the page',
    value: { ip: octets('0100007fffff00000000000000000000'), port: 10802, name: 'beta' },
    hex: '0100007fffff00000000000000000000 322a 62657461',
    source: '5.3, example',
  },
  { message: 'netTable', name: 'octets of a registry', value: { table: octets('6563') }, hex: '6563', source: '5.3' },
  { message: 'nodes', name: 'octets of an object', value: { object: octets('656f') }, hex: '656f', source: '5.4' },
  { message: 'enumerateEndpoints', name: 'all', value: { service: '' }, hex: '', source: '5.4' },
  {
    message: 'enumerateEndpoints',
    name: 'one service',
    value: { service: 'test.svc' },
    hex: '746573742e737663',
    source: '5.4',
  },
  { message: 'endpoints', name: 'octets of an object', value: { object: octets('656f') }, hex: '656f', source: '5.4' },
  { message: 'status', name: 'octets of an object', value: { object: octets('656f') }, hex: '656f', source: '5.4' },
  { message: 'info', name: 'octets of an object', value: { object: octets('656f') }, hex: '656f', source: '5.4' },
  { message: 'control', name: 'end the software', value: { mask: 0x10 }, hex: '10000000', source: '5.4' },
  {
    message: 'logRecord',
    name: 'the example of the page',
    value: { author: custom, time: 63_786_659_432_000n, line: 'hello' },
    hex: `${customHex} 40462d7d033a0000 68656c6c6f`,
    source: '5.5, example; 6.1',
  },
  {
    message: 'logRecord',
    name: 'an empty line',
    value: { author: custom, time: 0n, line: '' },
    hex: `${customHex} ${'00'.repeat(8)}`,
    source: '5.5',
  },
  { message: 'launchHost', name: 'a package', value: { package: octets('6563') }, hex: '6563', source: '5.6' },
  { message: 'launchStatus', name: 'starting', value: { status: 1 }, hex: '01000000', source: 'B.3' },
  { message: 'launchStatus', name: 'busy', value: { status: 0x8002 }, hex: '02800000', source: 'B.3' },
  {
    message: 'hostStarted',
    name: 'a host is ready',
    value: { status: 0, host },
    hex: `00000000 ${hostHex}`,
    source: 'B.3',
  },
  {
    message: 'compile',
    name: 'words and a package',
    value: { words: 'x64-windows-release', package: octets('6563') },
    hex: '7836342d77696e646f77732d72656c65617365 00 6563',
    source: 'B.4',
  },
  { message: 'compile', name: 'no words', value: { words: '', package: octets('') }, hex: '00', source: '5.6' },
  { message: 'compiled', name: 'a package', value: { package: octets('6563') }, hex: '01 6563', source: 'B.4' },
  { message: 'compileFailed', name: 'an exit code', value: { reason: '#7' }, hex: '00 2337', source: 'B.4' },
  { message: 'compileFailed', name: 'killed', value: { reason: '' }, hex: '00', source: 'B.4' },
  {
    message: 'compileNotice',
    name: 'nothing to tell',
    value: { requester: custom, status: 1 },
    hex: `${customHex} 01000000`,
    source: '5.6',
  },
  {
    message: 'compileNoticeTexts',
    name: 'built',
    value: { requester: custom, status: 0, first: 'o/a', second: 'o' },
    hex: `${customHex} 00000000 6f2f61 00 6f`,
    source: '5.6',
  },
  {
    message: 'compileNoticeTexts',
    name: 'failed',
    value: { requester: custom, status: 1, first: '#7', second: '' },
    hex: `${customHex} 01000000 2337 00`,
    source: '5.6',
  },
  { message: 'allowTasks', name: 'allow', value: { allowed: 1 }, hex: '01', source: '5.6' },
  {
    message: 'hostTable',
    name: 'one host, the example of the page',
    value: { primary: host, participants: [server, host] },
    hex: `${hostHex} ${serverHex} ${hostHex}`,
    source: '5.7, example',
  },
  {
    message: 'scheduleTask',
    name: 'the first task',
    value: { flags: 0, className: 'Main', data: octets('696e707574') },
    hex: '00000000 4d61696e 00 696e707574',
    source: '5.7, example',
  },
  {
    message: 'scheduleTask',
    name: 'a task for another host',
    value: { flags: 5, className: 'Sub', data: octets('07000000') },
    hex: '05000000 537562 00 07000000',
    source: '5.7, example',
  },
  {
    message: 'queueStatus',
    name: 'at work',
    value: { pending: 4, inProcess: 1, complete: 3, total: 8 },
    hex: '04000000 01000000 03000000 08000000',
    source: 'B.3',
  },
  {
    message: 'queueStatus',
    name: 'nothing counted',
    value: { pending: 0, inProcess: 0, complete: 0, total: 0xffff_ffff },
    hex: '00000000 00000000 00000000 ffffffff',
    source: 'B.3',
  },
  { message: 'result', name: 'some output', value: { output: octets('4f4b') }, hex: '4f4b', source: 'B.3' },
];

/** The vectors in the order of the page. */
export const clusterVectors: readonly ClusterVector[] = [...links, ...payloads];

/**
 * The formats inside payloads against the page's fixtures: values, octets, every cut and damage at every octet.
 * Leaves out what real nets exchanged (captures.test.ts).
 */
import { deepStrictEqual, ok, strictEqual, throws } from 'node:assert';
import { test } from 'node:test';
import fc from 'fast-check';
import { fromHex, toHex } from '../../../lib/hex.ts';
import { addressOf, addressText, levels, parseAddress, partsOf, serverAddress, services } from '../address.ts';
import { addressesOf, participantsOf, readCompileWords, writeCompileWords } from '../computation.ts';
import { fixtures, formats } from './fixtures.ts';
import { networkAddressOctets, networkAddressOf } from './network-address.ts';
import { ticksOf, UNIX_EPOCH_TICKS, unixMsOf } from './time.ts';
import { parseUuid, uuidOctets, uuidOf, uuidText, ZERO_UUID } from './uuid.ts';
import { checkWounds } from './wounds.ts';

for (const { name, format, value, hex, source } of fixtures) {
  const octets = fromHex(hex);
  const { read, write } = formats[format];

  test(`${name} (${source}): the value of its octets, the octets of its value`, () => {
    const result = read(octets);
    deepStrictEqual(result, { kind: 'ok', value });
    strictEqual(toHex(write(value as never)), toHex(octets));
  });

  test(`${name} (${source}): damage and cuts give an answer`, () => checkWounds(octets, read));
}

test('damage at many places at once gives an answer', () => {
  const wounds = fc.array(fc.tuple(fc.nat(2000), fc.nat(0xff)), { minLength: 2, maxLength: 12 });
  fc.assert(
    fc.property(fc.constantFrom(...fixtures), wounds, fc.nat(40), ({ format, hex }, all, cut) => {
      const octets = fromHex(hex);
      for (const [at, octet] of all) octets[at % octets.length] = octet;
      const result = formats[format].read(octets.subarray(0, octets.length - Math.max(0, cut - 30)));
      ok(result.kind === 'ok' || (result.fault.offset >= 0 && result.fault.offset <= octets.length));
    }),
    { numRuns: 2000 },
  );
});

test('time: the worked example', () => {
  const [unixMs, ticks] = [Date.UTC(2022, 3, 27, 12, 30, 32), 63_786_659_432_000n];
  strictEqual(ticksOf(unixMs), ticks);
  strictEqual(unixMsOf(ticks), unixMs);
  strictEqual(ticksOf(0), UNIX_EPOCH_TICKS);
  strictEqual(unixMsOf(0n), -62_135_596_800_000);
});

test('UUID: octets in the order of the text, dashes anywhere', () => {
  const octets = fromHex('a0a1a2a3a4a5a6a7a8a9aaabacadaeaf');
  strictEqual(uuidText(uuidOf(octets)), 'A0A1-A2A3-A4A5-A6A7-A8A9-AAAB-ACAD-AEAF');
  deepStrictEqual(uuidOctets('A0A1A2A3-A4A5-A6A7-A8A9-AAABACADAEAF'), octets);
  deepStrictEqual(uuidOctets(ZERO_UUID), new Uint8Array(16));
  for (const wrong of ['', 'a0', `${ZERO_UUID}0`, `g${ZERO_UUID.slice(1)}`]) {
    throws(() => parseUuid(wrong), { name: 'UsageError' });
  }
  throws(() => uuidOf(new Uint8Array(15)), { name: 'UsageError' });
});

const networkAddresses: readonly (readonly [text: string, wire: string, also: readonly string[]])[] = [
  ['::1', '01000000000000000000000000000000', ['0:0:0:0:0:0:0:1', '0::0:1']],
  ['127.0.0.1', '0100007fffff00000000000000000000', ['::ffff:7f00:1', '::ffff:127.0.0.1', '::FFFF:127.0.0.1']],
  ['192.168.1.10', '0a01a8c0ffff00000000000000000000', []],
  ['2001:db8::42', '420000000000000000000000b80d0120', ['2001:0DB8::0042', '2001:db8:0:0:0:0:0:42']],
  ['::', '00000000000000000000000000000000', ['0:0:0:0:0:0:0:0']],
  ['1:0:2::3', '03000000000000000000020000000100', []],
  ['1:2:3:4:5:6:0:8', '08000000060005000400030002000100', []],
  ['fe80::', '000000000000000000000000000080fe', []],
];

for (const [text, wire, also] of networkAddresses) {
  test(`network address ${text}`, () => {
    for (const form of [text, ...also]) strictEqual(toHex(networkAddressOctets(form)), wire, form);
    strictEqual(networkAddressOf(fromHex(wire)), text);
  });
}

test('what is no network address is refused', () => {
  const wrong = [
    '',
    '1',
    '1.2.3',
    '1.2.3.256',
    '1.2.3.4.5',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '12345::',
    'host',
    '::1%eth0',
  ];
  for (const text of [...wrong, '1:2:3:4:5:6:7:8:9', '1:2:3:4:5:6:7::8', ':1:2:3:4:5:6:7']) {
    throws(() => networkAddressOctets(text), { name: 'UsageError' }, text);
  }
  throws(() => networkAddressOf(new Uint8Array(4)), { name: 'UsageError' });
});

test('an address has a level, a service, a node and an instance', () => {
  const parts = { level: levels.endpoint, service: services.logger, node: 1, instance: 2 };
  strictEqual(addressText(addressOf(parts)), '0200000300010002');
  deepStrictEqual(partsOf(parseAddress('0200000300010002')), parts);
  deepStrictEqual(partsOf(0xffff_ffff_ffff_ffffn), { level: 0xff, service: 0xff_ffff, node: 0xffff, instance: 0xffff });
  strictEqual(addressText(serverAddress(0xabcd)), '01000000ABCD0000');
  strictEqual(addressText(0n), '0000000000000000');
  for (const wrong of ['', '1', '0x20000030001000', '02000003000100020']) {
    throws(() => parseAddress(wrong), { name: 'UsageError' });
  }
  for (const part of [{ level: 256 }, { service: 2 ** 24 }, { node: -1 }, { instance: 1.5 }]) {
    throws(() => addressOf({ ...parts, ...part }), { name: 'InvariantError' });
  }
});

test('a communication table has pairs; half a pair is a fault', () => {
  const pairs = [
    { node: 1n, host: 2n },
    { node: 3n, host: 4n },
  ] as const;
  deepStrictEqual(participantsOf(addressesOf(pairs)), { kind: 'ok', value: pairs });
  deepStrictEqual(participantsOf([]), { kind: 'ok', value: [] });
  const half = participantsOf([1n, 2n, 3n]);
  ok(half.kind === 'bad');
  deepStrictEqual(half.fault, { code: 'wrong-size', path: 'participants', offset: 24 });
});

test('words of a compile request are known one by one', () => {
  deepStrictEqual(readCompileWords('x64-windows-release'), { architecture: 'x64', system: 'windows', mode: 'release' });
  deepStrictEqual(readCompileWords('debug-unknown--arm64'), { architecture: 'arm64', mode: 'debug' });
  deepStrictEqual(readCompileWords(''), {});
  strictEqual(writeCompileWords({ mode: 'release', system: 'windows', architecture: 'x64' }), 'x64-windows-release');
  strictEqual(writeCompileWords({ system: 'macosx' }), 'macosx');
});

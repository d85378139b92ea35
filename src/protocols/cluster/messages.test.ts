/** The laws for every cluster message, the choice of a declaration, and what a value's type allows. Vectors: vectors.ts. */
import { deepStrictEqual, ok, strictEqual } from 'node:assert';
import { test } from 'node:test';
import { fromHex, toHex } from '../../lib/hex.ts';
import type { MessageSpec } from '../../schema/index.ts';
import { viewLaws } from '../../views/laws.ts';
import { encode } from '../../wire/index.ts';
import { checkMessage } from '../../wire/laws.ts';
import { clusterLimits } from './limits.ts';
import { clusterMessages, type ClusterMessages } from './messages.ts';
import { objectOf, payloadPick, readHandshake, readPayload } from './pick.ts';
import { clusterVectors } from './vectors.ts';
import { isUserVerb, verbClass, verbName, verbs } from './verbs.ts';

const messages = clusterMessages(clusterLimits);

for (const name of Object.keys(messages) as (keyof ClusterMessages)[]) {
  test(`${name} obeys the laws of codec and views`, () => {
    const spec: MessageSpec = messages[name];
    const vectors = clusterVectors.filter((vector) => vector.message === name);
    checkMessage(spec, vectors, viewLaws);
  });
}

test('the same limits give the same declarations, others others', () => {
  strictEqual(clusterMessages({ ...clusterLimits }).packet, messages.packet);
  strictEqual(clusterMessages({ ...clusterLimits, payload: 10 }).packet.fields.payloadSize.max, 10);
  strictEqual(clusterMessages({ ...clusterLimits, payload: 10 }).opaque.fields.octets.max, 10);
});

test('an object type means what section 3.3 says', () => {
  const kinds = [0x0100_0000, 0x01ff_ffff, 0x0200_0000, 0x0210_0003, 0x0280_0c08, 0x0290_0c08, 0x0300_0000, 0];
  deepStrictEqual(kinds.map(objectOf), [
    ...['node', 'node', 'service', 'service', 'custom', 'service', 'other', 'other'],
  ]);
});

test('a handshake is read by its kind, whatever is missing or follows', () => {
  for (const { message, hex } of clusterVectors.filter((vector) => vector.message.startsWith('handshake'))) {
    if (message === 'handshakeAnswer') continue;
    const octets = fromHex(hex);
    for (let size = 0; size < octets.length; size += 1) {
      const cut = readHandshake(messages, octets, 0, size);
      ok(cut.kind === 'need' && cut.octets > 0 && cut.octets <= octets.length - size, `${message} cut at ${size}`);
    }
    const result = readHandshake(messages, Uint8Array.from([7, ...octets, 7]), 1);
    ok(result.kind === 'ok' && result.end === octets.length + 1, message);
    const wanted = message === 'handshakeHead' ? 'other' : message.replace('handshake', '').toLowerCase();
    strictEqual(result.handshake.object, wanted);
  }
  const wrong = readHandshake(messages, Buffer.from('ECLFAUTX????'));
  deepStrictEqual(wrong.kind === 'bad' && [wrong.fault.code, wrong.fault.offset], ['bad-constant', 7]);
  const text = readHandshake(messages, fromHex('45434c4641555448 02 0080 02 c341'));
  deepStrictEqual(text.kind === 'bad' && [text.fault.code, text.fault.offset], ['bad-utf8', 12]);
});

test('every verb of the source document has a payload; others are opaque', () => {
  const forms = new Set(Object.values(verbs).map((verb) => payloadPick(verb, new Uint8Array(16))));
  ok(forms.size > 20 && Object.values(verbs).every((verb) => verbName(verb) !== undefined));
  deepStrictEqual(
    Object.values(verbs).filter((verb) => payloadPick(verb, new Uint8Array(16)) === 'opaque'),
    [verbs.ping, verbs.pingAnswer],
  );
  for (const verb of [0x8000_0001, 0x0000_0777, 0xffff_ffff, 0])
    strictEqual(payloadPick(verb, fromHex('00')), 'opaque');
});

test('verbs have classes, and the user space is above the middle', () => {
  deepStrictEqual([verbs.ping, verbs.joinAnswer, 0x8000_0155, verbs.result].map(verbClass), [0, 1, 1, 4]);
  deepStrictEqual([0x7fff_ffff, 0x8000_0000, 0xffff_ffff].map(isUserVerb), [false, true, true]);
});

const variants: readonly (readonly [verb: number, hex: string, name: string])[] = [
  [verbs.launchAnswer, '', 'empty'],
  [verbs.launchAnswer, '01000000', 'launchStatus'],
  [verbs.launchAnswer, '0100000001000100020000', 'launchStatus'],
  [verbs.launchAnswer, '000000000100010002000002', 'hostStarted'],
  [verbs.compileAnswer, '', 'empty'],
  [verbs.compileAnswer, '00', 'compileFailed'],
  [verbs.compileAnswer, '01', 'compiled'],
  [verbs.compileNotice, '010001000400000201000000', 'compileNotice'],
  [verbs.compileNotice, '0100010004000002010000002300', 'compileNoticeTexts'],
  [verbs.killHost, '01020304', 'empty'],
  [verbs.allowTasks, '0100', 'allowTasks'],
];

for (const [verb, hex, name] of variants) {
  test(`${verb.toString(16)} with ${hex === '' ? 'nothing' : hex} is ${name}`, () => {
    const result = readPayload(messages, verb, fromHex(hex));
    strictEqual(result.kind === 'ok' && result.value.name, name);
  });
}

test('a short payload is a fault with its place, but for power control, where zeros are added', () => {
  deepStrictEqual(readPayload(messages, verbs.join, fromHex('0011')), {
    kind: 'bad',
    fault: { code: 'out-of-bounds', path: 'join', offset: 2 },
  });
  deepStrictEqual(readPayload(messages, verbs.scheduleTask, fromHex('00000000 4d61')).kind, 'bad');
  deepStrictEqual(readPayload(messages, verbs.compileAnswer, fromHex('02')), {
    kind: 'bad',
    fault: { code: 'bad-constant', path: 'compiled/outcome', offset: 0 },
  });
  for (const hex of ['', '10', '1000', '10000000', '1000000055']) {
    const result = readPayload(messages, verbs.control, fromHex(hex));
    ok(result.kind === 'ok' && result.value.name === 'control');
    strictEqual(result.value.value.mask, hex === '' ? 0 : 0x10);
  }
});

test('octets too few for another address are left over', () => {
  const octets = encode(messages.hostTable, { primary: 1n, participants: [2n, 3n] });
  const result = readPayload(messages, verbs.hostTable, Uint8Array.from([...octets, 1, 2, 3]));
  ok(result.kind === 'ok' && result.value.name === 'hostTable');
  deepStrictEqual(result.value.value.participants, [2n, 3n]);
});

test('a custom handshake with the largest texts', () => {
  const value = { identifier: 'i'.repeat(255), name: 'n'.repeat(4095) };
  const octets = encode(messages.handshakeCustom, value);
  strictEqual(toHex(octets.subarray(8, 12)), 'ffff8f02');
  const result = readHandshake(messages, octets);
  ok(result.kind === 'ok' && result.handshake.object === 'custom' && result.end === 12 + 255 + 4095);
});

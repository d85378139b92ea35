/** Arguments of operations: what is taken, and that every mistake is a sentence with the argument's name. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../lib/contract.ts';
import {
  BadRequest,
  readAddress,
  readCount,
  readFlag,
  readHex,
  readList,
  readObject,
  readObjects,
  readOneOf,
  readSeconds,
  readText,
} from './args.ts';

const good: readonly (readonly [what: string, read: (args: JsonObject) => unknown, value: unknown])[] = [
  ['a text', (args) => readText(args, 'text'), 'x'],
  ['an address', (args) => readAddress(args, 'at'), { host: '127.0.0.1', port: 0 }],
  ['octets', (args) => readHex(args, 'octets'), Uint8Array.of(10, 255)],
  ['a list', (args) => readList(args, 'list'), [1]],
  ['no list', (args) => readList(args, 'none'), []],
  ['no object', (args) => readObject(args, 'none'), {}],
  ['a fraction of a second', (args) => readSeconds(args, 'half', 7), 500_000],
  ['no time', (args) => readSeconds(args, 'none', 7), 7],
  ['a count', (args) => readCount(args, 'count', 7), 3],
  ['a flag', (args) => readFlag(args, 'flag'), false],
  ['no flag', (args) => readFlag(args, 'none', true), true],
  ['one of some', (args) => readOneOf(args, 'text', ['w', 'x']), 'x'],
];

const args: JsonObject = {
  text: 'x',
  at: { host: '127.0.0.1', port: 0 },
  octets: '0aff',
  list: [1],
  half: 0.5,
  count: 3,
  flag: false,
};

for (const [what, read, value] of good) test(`${what} is read`, () => assert.deepEqual(read(args), value));

const bad: readonly (readonly [name: string, read: (args: JsonObject) => unknown])[] = [
  ['none', (given) => readText(given, 'none')],
  ['none.port', (given) => readAddress(given, 'none')],
  ['octets', (given) => readHex({ ...given, octets: '0AFF' }, 'octets')],
  ['octets', (given) => readHex({ ...given, octets: '0' }, 'octets')],
  ['text', (given) => readList(given, 'text')],
  ['text', (given) => readObject(given, 'text')],
  ['list', (given) => readObjects(given, 'list')],
  ['half', (given) => readSeconds({ ...given, half: 0 }, 'half', 7)],
  ['count', (given) => readCount({ ...given, count: 1.5 }, 'count', 7)],
  ['none', (given) => readFlag(given, 'none')],
  ['text', (given) => readOneOf(given, 'text', ['w'])],
];

for (const [name, read] of bad)
  test(`${name} that is wrong is named`, () =>
    assert.throws(
      () => read(args),
      (error) => error instanceof BadRequest && error.message.startsWith(`${name} must be`),
    ));

/** The laws for every job message, the choice by type octet, and what a value's type allows. Vectors: vectors.ts. */
import { deepStrictEqual, ok, strictEqual } from 'node:assert';
import { test } from 'node:test';
import type { ValueOf } from '../../schema/index.ts';
import { viewLaws } from '../../views/laws.ts';
import { encode } from '../../wire/index.ts';
import { checkMessage } from '../../wire/laws.ts';
import { jobLimits } from './limits.ts';
import { jobMessages, jobPick, type JobMessages } from './messages.ts';
import { jobVectors } from './vectors.ts';

const big = jobMessages({ byteOrder: 'big', limits: jobLimits });
const little = jobMessages({ byteOrder: 'little', limits: jobLimits });
const names = Object.keys(big) as (keyof JobMessages)[];

for (const name of names) {
  for (const [byteOrder, messages] of Object.entries({ big, little })) {
    const spec = messages[name];
    // A message without a longer integer is the same in both byte orders.
    const isSame = JSON.stringify(spec.fields).match(/"u(16|32|64)"/) === null;
    const vectors = jobVectors.filter(
      (vector) => vector.message === name && (isSame || vector.byteOrder === byteOrder),
    );
    test(`${name}, ${byteOrder} endian, obeys the laws of codec and views`, () => {
      checkMessage(spec, vectors, viewLaws);
    });
  }
}

test('a type octet means what section 2 says', () => {
  const toNode = (code: number) => jobPick(big, 'to-node', code, null)?.name;
  const toOwner = (code: number) => jobPick(big, 'to-owner', code, 'other')?.name;
  const codes = Array.from({ length: 256 }, (_, code) => code);
  deepStrictEqual(
    codes.filter((code) => toNode(code) !== undefined),
    [0x01, 0x02, 0x05, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x12],
  );
  deepStrictEqual(
    codes.filter((code) => toOwner(code) !== undefined),
    [0x01, 0x02, 0x03, 0x04, 0x05, 0x10, 0x11, 0x12],
  );
  strictEqual(toNode(0x05), 'status-query');
  strictEqual(toOwner(0x05), 'status');
  strictEqual(toNode(0x01), 'accept');
  strictEqual(toOwner(0x01), 'accept');
  strictEqual(jobPick(big, 'to-owner', 0x01, 'start')?.name, 'accept-start');
  strictEqual(jobPick(big, 'to-node', 0x01, 'start')?.name, 'accept');
});

test('the same profile gives the same declarations, another profile others', () => {
  const again = jobMessages({ byteOrder: 'big', limits: { ...jobLimits } });
  strictEqual(again.run, big.run);
  for (const other of [little, jobMessages({ byteOrder: 'big', limits: { ...jobLimits, text: 10 } })]) {
    ok(other.run !== big.run);
  }
  strictEqual(jobMessages({ byteOrder: 'big', limits: { ...jobLimits, text: 10 } }).join.fields.textSize.max, 10);
  strictEqual(jobMessages({ byteOrder: 'big', limits: { ...jobLimits, file: 20 } }).file.fields.bytesSize.max, 20);
});

test('every message that is picked begins with the octet that picked it', () => {
  for (const direction of ['to-node', 'to-owner'] as const) {
    for (let code = 0; code < 256; code += 1) {
      const type = jobPick(big, direction, code, 'start')?.fields['type'];
      ok(type === undefined || (type.kind === 'constant' && type.value === code));
    }
  }
});

test('derived fields are no part of a value', () => {
  // @ts-expect-error a size is derived
  const sized: ValueOf<JobMessages['run']> = { filename: 'a', logfile: 'b', filenameSize: 1 };
  // @ts-expect-error a type octet is derived
  const typed: ValueOf<JobMessages['leave']> = { type: 4 };
  strictEqual(encode(big.run, sized).length + encode(big.leave, typed).length, 8);
});

test('a field that is missing, or of the wrong type, does not compile and is refused', () => {
  // @ts-expect-error a field is missing
  const short: ValueOf<JobMessages['run']> = { filename: 'a' };
  // @ts-expect-error a text is no number
  const wrong: ValueOf<JobMessages['ret']> = { filename: 1 };
  for (const encodeIt of [() => encode(big.run, short), () => encode(big.ret, wrong)]) {
    let thrown: unknown;
    try {
      encodeIt();
    } catch (error) {
      thrown = error;
    }
    strictEqual((thrown as Error).name, 'UsageError');
  }
});

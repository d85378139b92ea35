/**
 * The schema of summary.json: every wound of a right summary is found, and each verdict that there is may stand in it.
 * Leaves out a run that writes one (run.test.ts). Source: DESIGN "JSON summary with a schema".
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exitCodes, summarise } from '../check/summary.ts';
import { type JsonSchema, schemaFaults, summarySchema } from './toy/json-schema.ts';

const facts = { results: [], expectations: [], stale: [], whole: true, canonical: 1, unusable: [] };
const { counts, verdict, sentence, exit } = summarise(facts);
const digest = { ran: '0123456789abcdef', canonical: '0123456789abcdef' };
const right = { version: 1, ...counts, verdict, sentence, seed: 7, exit, digest, reports: 'reports/a' };
const faultsOf = (value: unknown): readonly string[] => schemaFaults(summarySchema(), value);

test('a summary is as the schema says', () => {
  assert.deepEqual(faultsOf(right), []);
});

test('nothing may be missing, nothing be added', () => {
  for (const name of Object.keys(right)) {
    const { [name as keyof typeof right]: _, ...rest } = right;
    assert.deepEqual(faultsOf(rest), [`it has no ${name}`]);
  }
  assert.deepEqual(faultsOf({ ...right, more: 1 }), ['it has more, which is not known']);
  assert.deepEqual(faultsOf({ ...right, digest: { ran: digest.ran } }), ['it.digest has no canonical']);
});

test('every value has its form', () => {
  for (const [name, value] of Object.entries(right))
    for (const wrong of [null, [], -1, typeof value === 'number' ? String(value) : 0.5])
      assert.notDeepEqual(faultsOf({ ...right, [name]: wrong }), [], `${name}: ${JSON.stringify(wrong)}`);
  assert.notDeepEqual(faultsOf({ ...right, digest: { ...digest, ran: 'no digest' } }), []);
});

test('every exit code of a run but wrong usage may stand there', () => {
  for (const code of Object.values(exitCodes))
    assert.equal(faultsOf({ ...right, exit: code }).length, code === exitCodes.usage ? 1 : 0, String(code));
});

test('a schema with a keyword that is not known here is an error, not silence', () => {
  const strange: JsonSchema = { properties: { a: { format: 'date' } } };
  assert.throws(() => schemaFaults(strange, { a: '' }), /the keyword format is not known here/);
});

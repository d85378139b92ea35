/** The owner's side against every message in every state: what belongs is done, what does not ends the connection. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Out } from '../../lib/machine.ts';
import type { MessageSpec } from '../../schema/index.ts';
import { decode, encode } from '../../wire/index.ts';
import { jobLimits } from './limits.ts';
import { type JobMessages, jobMessages, jobPick } from './messages.ts';
import { OwnerSession } from './owner-session.ts';
import { type OwnerState, nextState, ownerTransitions } from './transitions.ts';
import type { JobPart } from './transfer.ts';

const messages = jobMessages({ byteOrder: 'big', limits: jobLimits });
const NAMES = new Map<MessageSpec, string>(Object.entries(messages).map(([name, spec]) => [spec, name]));
const NOW = '2026-01-31T12:00:00.000Z';

const content = Buffer.from('octets');
const file: JobPart = {
  kind: 'file',
  name: 'f',
  source: { size: content.length, read: (offset, size, take) => take(content.subarray(offset, offset + size)) },
};
const parts: readonly JobPart[] = [file, { kind: 'run', file: 'f', log: 'l' }, { kind: 'ret', file: 'l' }];

/** A session with its owner played by the test. */
class Bench {
  readonly sent: string[] = [];
  readonly told: string[] = [];
  ended: 'open' | 'end' | 'abort' = 'open';
  readonly turn;
  readonly session: OwnerSession;
  private gathered: Uint8Array = new Uint8Array(0);

  constructor() {
    const out = {
      send: (_conn: number, data: Uint8Array) => this.take(data),
      end: () => (this.ended = 'end'),
      abort: () => (this.ended = 'abort'),
      drain: () => undefined,
      pause: () => undefined,
      resume: () => undefined,
    };
    this.turn = { out: out as unknown as Out<never>, env: { nowUs: 0, wallMs: 0 } };
    const options = { messages, embeddedNames: true, answerUs: 1_000, silenceUs: 10_000 };
    const tell = (what: string): void => void this.told.push(what);
    this.session = new OwnerSession(this.turn, 1, options, {
      joined: () => tell('joined'),
      status: (value) => tell(`status ${value}`),
      started: () => tell('started'),
      refused: () => tell('refused'),
      resultBegin: () => tell('result'),
      resultChunk: () => undefined,
      resultEnd: () => undefined,
      done: () => tell('done'),
      over: () => tell('over'),
      closed: () => tell('closed'),
    });
  }

  give(name: keyof JobMessages, value: object = {}): void {
    this.session.receive(encode(messages[name], value as never));
  }

  at(nowUs: number): void {
    this.turn.env = { nowUs, wallMs: 0 };
    this.session.wake();
  }

  private take(data: Uint8Array): void {
    this.gathered = Buffer.concat([this.gathered, data]);
    while (this.gathered.length > 0) {
      const spec = jobPick(messages, 'to-node', this.gathered[0] as number, null) as MessageSpec;
      const decoded = decode(spec, this.gathered);
      if (decoded.kind !== 'ok') return;
      this.sent.push(NAMES.get(spec) ?? spec.name);
      this.gathered = this.gathered.subarray(decoded.end);
    }
  }
}

const join = (bench: Bench): void => bench.give('join', { text: '1.0' });
const ask = (bench: Bench): void => {
  join(bench);
  bench.session.ask();
};
const transfer = (bench: Bench): void => {
  ask(bench);
  bench.give('status', { value: 1 });
  bench.session.give(parts);
};
const starting = (bench: Bench): void => {
  transfer(bench);
  for (let part = 0; part < parts.length; part += 1) bench.give('accept');
};
const working = (bench: Bench): void => {
  starting(bench);
  bench.give('acceptStart', { now: NOW });
};
const results = (bench: Bench): void => {
  working(bench);
  bench.give('finished');
};
const stopping = (bench: Bench): void => {
  working(bench);
  bench.session.stopJob();
};
const ways = { opened: () => undefined, idle: join, asking: ask, transfer, starting, working, results, stopping };

function reach(state: keyof typeof ways): Bench {
  const bench = new Bench();
  ways[state](bench);
  bench.sent.length = 0;
  bench.told.length = 0;
  return bench;
}

const stimuli: readonly (readonly [string, keyof JobMessages, object])[] = [
  ['join', 'join', { text: '1.0' }],
  ['leave', 'leave', {}],
  ['status', 'status', { value: 1 }],
  ['accept', 'accept', {}],
  ['reject', 'reject', { reason: 'no' }],
  ['finished', 'finished', {}],
  ['result', 'result', { bytes: content }],
  ['disconnect', 'disconnect', { reason: 'bye' }],
];

/** What the table cannot say: whether anything was asked that this message answers. */
function answersNothing(state: string, step: string): boolean {
  if (step === 'status') return state !== 'asking';
  return (step === 'accept' || step === 'reject') && !['transfer', 'starting', 'stopping'].includes(state);
}

for (const state of Object.keys(ways) as (keyof typeof ways)[])
  for (const [step, name, value] of stimuli)
    test(`${step} in ${state}`, () => {
      const bench = reach(state);
      const started = state === 'starting' && step === 'accept';
      bench.give(started ? 'acceptStart' : name, started ? { now: NOW } : value);
      const next = nextState<OwnerState>(ownerTransitions, state, step);
      if (next === null || answersNothing(state, step)) {
        assert.equal(bench.sent.at(-1), 'disconnect');
        assert.equal(bench.ended, 'end');
        assert.equal(bench.told.at(-1), 'closed');
      } else assert.equal(bench.ended, next === 'closed' ? 'end' : 'open');
    });

test('a whole job', () => {
  const bench = new Bench();
  results(bench);
  bench.give('result', { bytes: content });
  assert.deepEqual(bench.sent, ['accept', 'statusQuery', 'file', 'run', 'ret', 'wait', 'start', 'accept']);
  assert.deepEqual(bench.told, ['joined', 'status 1', 'started', 'result', 'done', 'over']);
});

test('Wait goes only when every part was answered', () => {
  const bench = reach('transfer');
  bench.give('accept');
  bench.give('accept');
  assert.ok(!bench.sent.includes('wait'));
  bench.give('accept');
  assert.deepEqual(bench.sent, ['wait', 'start']);
});

test('a rejected part fails the job; Stop goes only where something was accepted', () => {
  const none = reach('transfer');
  for (let part = 0; part < parts.length; part += 1) none.give('reject', { reason: 'no' });
  assert.deepEqual(none.sent, []);
  assert.deepEqual(none.told, ['refused', 'over']);
  const some = reach('transfer');
  some.give('accept');
  some.give('reject', { reason: 'no' });
  assert.deepEqual(some.sent, [], 'an answer is still to come');
  some.give('reject', { reason: 'no' });
  assert.deepEqual(some.sent, ['stop']);
  some.give('accept');
  assert.deepEqual(some.told, ['refused', 'over']);
});

test('after a rejected Start comes Stop', () => {
  const bench = reach('starting');
  bench.give('reject', { reason: 'no' });
  assert.deepEqual(bench.sent, ['stop']);
  bench.give('reject', { reason: 'idle already' });
  assert.deepEqual(bench.told, ['refused', 'over']);
});

test('Finished and Results that cross a Stop are ignored until its answer', () => {
  const bench = reach('stopping');
  bench.give('finished');
  bench.give('result', { bytes: content });
  bench.give('accept');
  assert.deepEqual(bench.sent, []);
  assert.deepEqual(bench.told, ['over']);
  bench.give('finished');
  assert.equal(bench.ended, 'end');
});

test('a status value outside 1 to 4 is a protocol error', () => {
  for (const value of [0, 5, 255]) {
    const bench = reach('asking');
    bench.give('status', { value });
    assert.equal(bench.ended, 'end');
  }
});

test('a request that stays unanswered ends the connection', () => {
  const bench = reach('transfer');
  bench.at(999);
  assert.equal(bench.ended, 'open');
  bench.at(1_000);
  assert.deepEqual(bench.sent.at(-1), 'disconnect');
});

test('silence: two queries, then Disconnect; any octet ends it', () => {
  const bench = reach('idle');
  bench.at(10_000);
  bench.at(11_000);
  assert.deepEqual(bench.sent, ['statusQuery', 'statusQuery']);
  bench.give('status', { value: 1 });
  bench.at(12_000);
  assert.equal(bench.ended, 'open');
  for (const nowUs of [21_000, 22_000, 23_000]) bench.at(nowUs);
  assert.equal(bench.sent.at(-1), 'disconnect');
});

test('a connection that never joins is let go', () => {
  const bench = reach('opened');
  assert.equal(bench.session.wakeAtUs, 60_000_000);
  bench.at(60_000_000);
  assert.equal(bench.ended, 'end');
});

/** The node's side against every message in every state: what belongs is done, what does not is rejected or ends the connection. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Out } from '../../lib/machine.ts';
import { decode, encode } from '../../wire/index.ts';
import type { MessageSpec } from '../../schema/index.ts';
import { jobLimits } from './limits.ts';
import { type JobMessages, jobMessages, jobPick } from './messages.ts';
import { NodeSession } from './node-session.ts';
import type { NodeSide } from './sides.ts';
import { type NodeState, nextState, nodeTransitions } from './transitions.ts';

const messages = jobMessages({ byteOrder: 'big', limits: jobLimits });
const NAMES = new Map<MessageSpec, string>(Object.entries(messages).map(([name, spec]) => [spec, name]));

type Sent = { readonly name: string; readonly value: Readonly<Record<string, unknown>> };

/** A session with its node played by the test: everything asked is granted at once unless `deaf`. */
class Bench {
  readonly sent: Sent[] = [];
  readonly told: string[] = [];
  ended: 'open' | 'end' | 'abort' = 'open';
  paused = false;
  readonly turn;
  readonly session: NodeSession;

  constructor(answers = true) {
    const out = {
      send: (_conn: number, data: Uint8Array) => this.take(data),
      end: () => (this.ended = 'end'),
      abort: () => (this.ended = 'abort'),
      drain: () => undefined,
      pause: () => (this.paused = true),
      resume: () => (this.paused = false),
    };
    this.turn = { out: out as unknown as Out<never>, env: { nowUs: 0, wallMs: 0 } };
    const options = { messages, answerUs: 1000, joining: { version: '1', modules: [] } };
    this.session = new NodeSession(this.turn, 2, options, this.side(answers));
    this.session.open();
  }

  give(name: keyof JobMessages, value: object = {}): void {
    this.session.receive(encode(messages[name], value as never));
  }

  last(): Sent | undefined {
    return this.sent.at(-1);
  }

  private take(data: Uint8Array): void {
    for (let at = 0; at < data.length;) {
      const spec = jobPick(messages, 'to-owner', data[at] as number, null) as MessageSpec;
      const decoded = decode(spec, data, at);
      assert.equal(decoded.kind, 'ok');
      if (decoded.kind !== 'ok') return;
      // An Accept to Start carries the time; the bench need not look at it.
      this.sent.push({ name: NAMES.get(spec) ?? spec.name, value: decoded.value as never });
      if (NAMES.get(spec) === 'accept') return;
      at = decoded.end;
    }
  }

  private side(answers: boolean): NodeSide {
    const grant = (name: string): void => {
      this.told.push(name);
      if (answers) this.session.accept();
    };
    return {
      joined: () => this.told.push('joined'),
      rejected: () => this.told.push('rejected'),
      fileBegin: () => this.told.push('fileBegin'),
      fileChunk: () => undefined,
      fileEnd: () => grant('file'),
      run: () => grant('run'),
      ret: () => grant('ret'),
      start: () => {
        this.told.push('start');
        if (answers) this.session.acceptStart('2026-01-31T12:00:00.000Z', () => undefined);
      },
      stop: () => grant('stop'),
      finishedAccepted: () => this.told.push('finishedAccepted'),
      left: () => this.told.push('left'),
      closed: (reason) => this.told.push(`closed ${reason}`),
    };
  }
}

const steps: Readonly<Record<string, (bench: Bench) => void>> = {
  accept: (bench) => bench.give('accept'),
  ret: (bench) => bench.give('ret', { filename: 'x' }),
  wait: (bench) => bench.give('wait'),
  start: (bench) => bench.give('start'),
  finish: (bench) => bench.session.finished(),
  leave: (bench) => bench.session.leave(),
};

const ways: Readonly<Record<Exclude<NodeState, 'closed'>, readonly string[]>> = {
  joining: [],
  idle: ['accept'],
  input: ['accept', 'ret'],
  ready: ['accept', 'ret', 'wait'],
  working: ['accept', 'ret', 'wait', 'start'],
  finishing: ['accept', 'ret', 'wait', 'start', 'finish'],
  returning: ['accept', 'ret', 'wait', 'start', 'finish', 'accept'],
  leaving: ['accept', 'leave'],
};

function reach(state: keyof typeof ways): Bench {
  const bench = new Bench();
  for (const step of ways[state]) (steps[step] as (bench: Bench) => void)(bench);
  bench.sent.length = 0;
  bench.told.length = 0;
  return bench;
}

const stimuli: readonly (readonly [string, keyof JobMessages, object])[] = [
  ['accept', 'accept', {}],
  ['reject', 'reject', { reason: 'no' }],
  ['status', 'statusQuery', {}],
  ['wait', 'wait', {}],
  ['start', 'start', {}],
  ['stop', 'stop', {}],
  ['file', 'file', { bytes: encode(messages.fileHead, { filename: 'f' }) }],
  ['run', 'run', { filename: 'f', logfile: 'l' }],
  ['ret', 'ret', { filename: 'f' }],
  ['disconnect', 'disconnect', { reason: 'bye' }],
];
const REJECTABLE = new Set(['file', 'run', 'ret', 'start', 'stop']);

for (const state of Object.keys(ways) as (keyof typeof ways)[])
  for (const [step, name, value] of stimuli)
    test(`${step} in ${state}`, () => {
      const bench = reach(state);
      bench.give(name, value);
      const next = nextState<NodeState>(nodeTransitions, state, step);
      if (state === 'leaving') return assert.deepEqual(bench.sent, []);
      if (next === null && REJECTABLE.has(step)) {
        assert.equal(bench.last()?.name, 'reject');
        assert.ok((bench.last()?.value['reason'] as string).length > 0);
        assert.equal(bench.ended, 'open');
      } else if (next === null) {
        assert.equal(bench.last()?.name, 'disconnect');
        assert.equal(bench.ended, 'end');
        assert.match(bench.told.at(-1) ?? '', /^closed unexpected/);
      } else if (next === 'closed') assert.equal(bench.ended, 'end');
      else assert.equal(bench.ended, 'open');
    });

test('every state has its status value', () => {
  const seen = (['idle', 'input', 'ready', 'working', 'finishing', 'returning'] as const).map((state) => {
    const bench = reach(state);
    bench.give('statusQuery');
    return bench.last()?.value['value'];
  });
  assert.deepEqual(seen, [1, 2, 3, 4, 4, 4]);
});

test('a request that waits holds later messages back, and reading', () => {
  const bench = new Bench(false);
  bench.give('accept');
  const burst = [
    encode(messages.ret, { filename: 'a' }),
    encode(messages.ret, { filename: 'b' }),
    encode(messages.statusQuery, {}),
  ];
  bench.session.receive(Buffer.concat(burst));
  assert.deepEqual(bench.told, ['joined', 'ret']);
  assert.equal(bench.paused, true);
  bench.session.accept();
  assert.deepEqual(bench.told, ['joined', 'ret', 'ret']);
  bench.session.reject('no');
  assert.equal(bench.paused, false);
  assert.deepEqual(
    bench.sent.slice(1).map(({ name }) => name),
    ['accept', 'reject', 'status'],
  );
});

test('a Stop that crosses Finished makes one Accept stray, no more', () => {
  const bench = reach('finishing');
  bench.give('stop');
  assert.equal(bench.last()?.name, 'accept');
  bench.give('accept');
  assert.equal(bench.ended, 'open');
  bench.give('accept');
  assert.equal(bench.last()?.name, 'disconnect');
});

test('an Accept is stray only until the next part', () => {
  const bench = reach('finishing');
  bench.give('stop');
  bench.give('ret', { filename: 'x' });
  bench.give('accept');
  assert.equal(bench.last()?.name, 'disconnect');
});

test('Join, Finished and Leave that nobody answers end the connection', () => {
  for (const state of ['joining', 'finishing', 'leaving'] as const) {
    const bench = reach(state);
    assert.equal(bench.session.wakeAtUs, 1000, state);
    bench.turn.env = { nowUs: 1000, wallMs: 0 };
    bench.session.wake();
    assert.equal(bench.ended, 'end', state);
    assert.equal(bench.session.wakeAtUs, null, state);
  }
});

test('Leave is answered only after what was asked before it', () => {
  const bench = reach('finishing');
  bench.session.leave();
  bench.give('accept');
  assert.equal(bench.ended, 'open');
  bench.give('accept');
  assert.deepEqual(bench.told, ['left', 'closed null']);
});

test('an unknown type, a text over its limit and one that is not UTF-8 are protocol errors', () => {
  const wrong = [
    Uint8Array.of(0x06),
    encode(messages.disconnect, { reason: 'x' }, { reasonSize: 0xffffffff }).subarray(0, 5),
    encode(messages.ret, { filename: 'x' }, { filename: Uint8Array.of(0xff) }),
  ];
  for (const data of wrong) {
    const bench = reach('idle');
    bench.session.receive(data);
    assert.equal(bench.last()?.name, 'disconnect');
    assert.equal(bench.ended, 'end');
  }
});

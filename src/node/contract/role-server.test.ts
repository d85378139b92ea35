/** The lives of roles behind the contract, over a hosting that only notes. Leaves out protocols and their events. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ContractAnswer, JsonObject } from '../../lib/contract.ts';
import type { Hosting } from '../hosting.ts';
import { type Answer, type Instance, ok } from './answers.ts';
import { RoleServer } from './role-server.ts';

type Command = { readonly kind: 'stop' };

interface Instances {
  owner: Instance<Command, null>;
  node: Instance<Command, null>;
}

/** Every start waits for `ready`, which never comes. */
class Toy extends RoleServer<Instances> {
  readonly acts: string[];

  constructor(acts: string[]) {
    const hosting = { forget: (done: () => void) => done() } as unknown as Hosting;
    super({ protocol: 'toy', claims: ['timers'] }, { owner: null, node: null }, hosting, () => undefined);
    this.acts = acts;
  }

  protected override readProfile(): void {
    this.acts.push('profile');
  }

  protected override start(role: keyof Instances, _: JsonObject, answer: Answer): void {
    const hosted = {
      command: ({ kind }: Command) => void this.acts.push(`${role} ${kind}`),
      crash: () => void this.acts.push(`${role} crash`),
      close: (done: () => void) => done(),
      read: () => undefined,
    };
    this.live[role] = { machine: null, hosted, waiting: new Map([['ready', answer]]) };
  }

  protected override stateOf(role: keyof Instances): JsonObject {
    return { role };
  }

  protected override perform(op: string, _: JsonObject, answer: Answer): void {
    this.acts.push(op);
    answer(ok());
  }

  tellStopped(role: keyof Instances): void {
    this.stopped(role);
  }
}

/** A toy, and a function that asks it and gives its answers as they come. */
function createToy(): { toy: Toy; acts: string[]; ask: (op: string, args?: JsonObject) => ContractAnswer[] } {
  const acts: string[] = [];
  const toy = new Toy(acts);
  const ask = (op: string, args: JsonObject = {}): ContractAnswer[] => {
    const answers: ContractAnswer[] = [];
    toy.handle({ op, args }, (answer) => answers.push(answer));
    return answers;
  };
  return { toy, acts, ask };
}

const failed = (message: string): ContractAnswer => ({ error: { code: 'failed', message } });
const bad = (message: string): ContractAnswer => ({ error: { code: 'bad-request', message } });

test('hello tells the roles and the claims, and takes no other contract or protocol', () => {
  const { acts, ask } = createToy();
  const greeting = { name: 'wireproof', version: '1', roles: ['owner', 'node'], claims: ['timers'] };
  assert.deepEqual(ask('hello', { contract: 2, protocol: 'toy' }), [bad('contract must be 1')]);
  assert.deepEqual(ask('hello', { contract: 1, protocol: 'job' }), [bad('protocol must be toy')]);
  assert.deepEqual(ask('hello', { contract: 1, protocol: 'toy' }), [ok(greeting)]);
  assert.deepEqual(acts, ['profile']);
});

test('a role runs once; what is asked of one that does not run fails', () => {
  const { ask } = createToy();
  assert.deepEqual(ask('start', { role: 'gate' }), [bad('role must be owner or node')]);
  for (const op of ['crash', 'stop', 'state']) assert.deepEqual(ask(op, { role: 'node' }), [failed('no node runs')]);
  ask('start', { role: 'node' });
  ask('start', { role: 'owner' });
  assert.deepEqual(ask('start', { role: 'node' }), [failed('a node runs already')]);
  assert.deepEqual(ask('start', { role: 'owner' }), [failed('an owner runs already')]);
  assert.deepEqual(ask('state', { role: 'owner' }), [ok({ role: 'owner' })]);
});

for (const [op, args] of [
  ['crash', { role: 'node' }],
  ['reset', {}],
] as const) {
  test(`operations that wait have failed after ${op}, and the role may start again`, () => {
    const { acts, ask } = createToy();
    const started = ask('start', { role: 'node' });
    assert.deepEqual(started, []);
    assert.deepEqual(ask(op, args), [ok()]);
    assert.deepEqual(started, [failed('the node was ended')]);
    assert.deepEqual(acts, ['node crash']);
    assert.deepEqual(ask('start', { role: 'node' }), []);
  });
}

test('stop is answered when the machine has stopped and is closed', () => {
  const { toy, acts, ask } = createToy();
  ask('start', { role: 'node' });
  const stopping = ask('stop', { role: 'node' });
  assert.deepEqual([stopping, acts], [[], ['node stop']]);
  toy.tellStopped('node');
  assert.deepEqual(stopping, [ok()]);
  assert.deepEqual(ask('state', { role: 'node' }), [failed('no node runs')]);
});

test('every other operation is the protocol’s own', () => {
  const { acts, ask } = createToy();
  assert.deepEqual(ask('submit'), [ok()]);
  assert.deepEqual(acts, ['submit']);
});

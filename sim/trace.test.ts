/** The trace: canonical text, a hash that every difference moves, the same on every engine. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPourer, createToy } from './toys.ts';
import { createToyScene } from './toy-scene.ts';
import { canonicalText, Trace } from './trace.ts';

const hashOf = (note: (trace: Trace) => void): string => {
  const trace = new Trace();
  note(trace);
  return trace.hash;
};

test('every part of a note moves the hash', () => {
  const notes: ((trace: Trace) => void)[] = [
    () => undefined,
    (trace) => trace.note(1, 'a', 'b', 2, 3),
    (trace) => trace.note(2, 'a', 'b', 2, 3),
    (trace) => trace.note(1 + 2 ** 32, 'a', 'b', 2, 3),
    (trace) => trace.note(1, 'b', 'a', 2, 3),
    (trace) => trace.note(1, 'a', 'b', 3, 2),
    (trace) => trace.note(1, 'a', 'b', 2, 3, Uint8Array.of(0)),
    (trace) => trace.note(1, 'a', 'b', 2, 3, Uint8Array.of(1)),
    (trace) => trace.noteValue(1, 'a', 'b', { x: 1 }),
    (trace) => trace.noteValue(1, 'a', 'b', { x: 2 }),
  ];
  assert.equal(new Set(notes.map(hashOf)).size, notes.length);
});

test('the order of notes moves the hash', () => {
  const one = (trace: Trace): void => trace.note(1, 'one', 'x', 0, 0);
  const two = (trace: Trace): void => trace.note(1, 'two', 'x', 0, 0);
  assert.notEqual(
    hashOf((trace) => (one(trace), two(trace))),
    hashOf((trace) => (two(trace), one(trace))),
  );
});

test('canonical text knows octets, big integers and nothing', () => {
  const value = { a: 1, b: 'x"y', c: 3n, d: Buffer.from('abc'), e: [null, undefined, true] };
  assert.equal(canonicalText(value), '{a:1,b:"x\\"y",c:3n,d:<3 octets 891568578>,e:[null,undefined,true]}');
});

test('keeping lines changes no hash', () => {
  const play = (keepLines: boolean): readonly [string, number] => {
    const scene = createToyScene({ seed: 1, keepLines });
    scene.host('one').start(createToy());
    scene.run(1000);
    return [scene.sim.trace.hash, scene.sim.trace.lines.length];
  };
  const [[quiet, none], [loud, some]] = [play(false), play(true)];
  assert.equal(quiet, loud);
  assert.ok(none === 0 && some > 0);
});

test('a seed gives this very hash on every engine', () => {
  const scene = createToyScene({ seed: 'pinned' }, { cutting: 'random', flushUs: 90, readUs: 70, receiveOctets: 700 });
  const [server, client] = [scene.host('server'), scene.host('client')];
  server.start(createPourer(30_000, 900));
  server.tell({ kind: 'listen', at: { host: 'server', port: 7 } });
  client.start(createToy());
  client.tell({ kind: 'store', path: 'job/main', text: '#!/bin/sh\necho hi > f; sleep 0.25; cat f\n' });
  scene.run(1000);
  client.tell({ kind: 'connect', at: { host: 'server', port: 7 } }, { kind: 'run', program: 'main' });
  scene.run(60_000_000);
  // Changes with every change of the simulator's behaviour; what counts is that it is the same everywhere.
  assert.equal(scene.sim.trace.hash, '8a99c76244a34458');
});

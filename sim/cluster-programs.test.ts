/** Kernels and builds on simulated hosts, with real nodes: launched, killed, not loadable, built, and gone with their node. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClusterEndpoint, defaultEndpointOptions, defaultServerOptions } from '../src/node/cluster/index.ts';
import type { EndpointEvent } from '../src/node/cluster/index.ts';
import { clusterLimits, clusterMessages, readPackage, readPayload } from '../src/protocols/cluster/index.ts';
import { serverAddress, verbName, verbs, writePackage } from '../src/protocols/cluster/index.ts';
import { encode } from '../src/wire/index.ts';
import { createNet } from './cluster-net-scene.ts';
import { clusterPrograms } from './cluster-programs.ts';
import type { SimTools } from './tools.ts';

const policy = { ...defaultServerOptions.policy, trusted: 'any', kernels: true, compilers: true } as const;
const messages = clusterMessages(clusterLimits);
const node = serverAddress(1);

/** A client of the first node of a net; `said` is what came since the last call: a verb, and a status where it has one. */
const createScene = (tools: SimTools | null = clusterPrograms) => {
  const scene = createNet(1, 1, { policy }, tools);
  const host = scene.addHost('client');
  const heard: Extract<EndpointEvent, { kind: 'message' }>[] = [];
  const listener = {
    event: (event: unknown) => void ((event as EndpointEvent).kind === 'message' && heard.push(event as never)),
    broke: assert.ifError,
  };
  host.start(createClusterEndpoint({ ...defaultEndpointOptions, service: 'client' }), listener);
  host.command({ kind: 'connect', at: scene.nodes[0]?.listen });
  scene.run(1);
  const send = (verb: number, payload: Uint8Array, to = node): void => {
    host.command({ kind: 'send', verb, to, payload });
  };
  const said = (): readonly string[] => heard.splice(0).map(({ verb, payload }) => toText(verb, payload));
  return { ...scene, heard, send, said };
};

const toText = (verb: number, payload: Uint8Array): string => {
  const read = readPayload(messages, verb, payload);
  const value = read.kind === 'ok' ? read.value : null;
  if (value?.name === 'launchStatus') return `launch ${value.value.status.toString(16)}`;
  if (value?.name === 'compileFailed') return `failed ${value.value.reason}`;
  return value?.name ?? `${verbName(verb) ?? verb}`;
};

const file = (name: string, text: string) => ({ path: [name], content: new Uint8Array(Buffer.from(text)) });
const kernel = (text: string): Uint8Array =>
  writePackage([{ words: ['node'], root: ['main.mjs'], files: [file('main.mjs', text)] }]);
const sources = (script: string): Uint8Array =>
  encode(messages.compile, {
    words: 'x64-windows',
    package: writePackage([{ words: ['sources'], root: ['prog.sh'], files: [file('prog.sh', script)] }]),
  });

test('a kernel starts, tells its client how far it is, and ends when it is killed', () => {
  const scene = createScene();
  scene.send(verbs.launchHost, kernel('// kernel waits\nexport const tasks = {};\n'));
  scene.run(2.5);
  assert.deepEqual(scene.said(), ['launch 1', 'hostStarted', 'queueStatus', 'queueStatus', 'queueStatus']);
  assert.equal(scene.processes.count(), 1);
  assert.equal(scene.nodes[0]?.view.endpoints.length, 2);
  scene.send(verbs.killHost, new Uint8Array(0));
  scene.run(3);
  assert.deepEqual([scene.said(), scene.processes.count(), scene.nodes[0]?.view.endpoints.length], [[], 0, 1]);
});

test('slow ones say that they start, and those that do not load give 8008', () => {
  const scene = createScene();
  scene.send(verbs.launchHost, kernel('kernel starts-slowly'));
  scene.run(3);
  assert.deepEqual(
    scene.said().filter((line) => line !== 'queueStatus'),
    [...Array<string>(3).fill('launch 1'), 'hostStarted'],
  );
  scene.send(verbs.killHost, new Uint8Array(0));
  for (const text of ['// kernel ends-early\n', '// kernel unknown\n', 'export default {};']) {
    scene.run(1);
    scene.send(verbs.launchHost, kernel(text));
    scene.run(1);
    assert.deepEqual(scene.said(), ['launch 1', 'launch 8008'], text);
  }
});

test('without tools nothing can be started', () => {
  const scene = createScene(null);
  scene.send(verbs.launchHost, kernel('// kernel waits\n'));
  scene.run(1);
  assert.deepEqual(scene.said(), ['launch 1', 'launch 8007']);
  scene.send(verbs.compile, sources('exit 0'));
  scene.run(1);
  assert.deepEqual(scene.said(), ['empty', 'failed the compile host cannot be started: no command for this tool']);
});

test('what scripts build comes back; what fails tells why', () => {
  const scene = createScene();
  scene.send(verbs.compile, sources('mkdir -p .output/windows_x64\nsleep 2\necho x > .output/windows_x64/prog.dll\n'));
  scene.run(3);
  const last = scene.heard.at(-1);
  assert.deepEqual(scene.said(), ['empty', 'empty', 'empty', 'compiled']);
  const pack = readPackage(last?.payload.subarray(1) ?? new Uint8Array(0));
  assert.deepEqual(pack.kind === 'ok' && pack.value.assets, [
    { words: ['windows', 'x64'], number: 1, root: 'prog.dll' },
  ]);
  for (const [script, text] of [
    ['exit 7', '#7'],
    ['true', 'the build made nothing'],
  ] as const) {
    scene.send(verbs.compile, sources(script));
    scene.run(1);
    assert.deepEqual(scene.said(), ['empty', `failed ${text}`]);
  }
});

test('a host ends when its node goes offline', () => {
  const scene = createScene();
  const first = scene.nodes[0];
  scene.send(verbs.launchHost, kernel('// kernel waits\n'));
  scene.run(1);
  assert.equal(first?.ask({ kind: 'close-net' }), null);
  scene.run(2);
  assert.equal(scene.processes.count(), 0);
});

test('what a crashed node left is swept by its next life', () => {
  const scene = createScene();
  scene.send(verbs.compile, sources('sleep 1000'));
  scene.run(1);
  scene.nodes[0]?.crash();
  scene.run(2);
  assert.equal(scene.processes.count(), 1);
  scene.nodes[0]?.start();
  scene.run(1);
  assert.equal(scene.processes.count(), 0);
  assert.deepEqual(scene.nodes[0]?.host.disk.list('compile'), []);
});

/**
 * Clients and hosts of ours against our nodes: queries, lines of log, computations on several nodes, with the ends that they can have.
 * Leaves out packages and what they are refused for (features/cluster), and real processes.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Machine } from '../src/lib/machine.ts';
import {
  type ClientCommand,
  type ClientEvent,
  createClusterClient,
  createJobClient,
  createJobHost,
  defaultEndpointOptions,
  defaultServerOptions,
  type EndpointService,
  type JobCommand,
  type JobEvent,
  type JobHostCommand,
  type JobHostEvent,
  type Query,
} from '../src/node/cluster/index.ts';
import { addressText, parseAddress, serverAddress, writePackage } from '../src/protocols/cluster/index.ts';
import { createNet, type NetScene, SECOND_US } from './cluster-net-scene.ts';
import type { SimHost } from './host.ts';
import type { MachineProgram, SimTools } from './tools.ts';

const over = { policy: { ...defaultServerOptions.policy, trusted: 'any', kernels: true } } as const;

/** A machine on a host of its own, with what it has said. */
class Person<Command, Event extends { readonly kind: string }> {
  readonly events: Event[] = [];
  readonly host: SimHost;
  private readonly scene: NetScene;

  constructor(scene: NetScene, name: string, machine: Machine<Command, Event>) {
    this.scene = scene;
    this.host = scene.addHost(name);
    const broke = (error: unknown): never => {
      throw error as Error;
    };
    this.host.start(machine, { event: (event) => void this.events.push(event as Event), broke });
  }

  tell(command: Command): void {
    this.host.command(command);
  }

  /** Runs until it has said that; throws where it does not within so many seconds. */
  wait<Kind extends Event['kind']>(kind: Kind, seconds = 60): Extract<Event, { readonly kind: Kind }> {
    const { sim } = this.scene;
    const untilUs = sim.nowUs + seconds * SECOND_US;
    const find = () => this.events.find((event): event is Extract<Event, { kind: Kind }> => event.kind === kind);
    while (find() === undefined)
      assert.ok(sim.step(untilUs), `no ${kind}: ${this.events.map((event) => event.kind).join()}`);
    return find() as Extract<Event, { readonly kind: Kind }>;
  }
}

/** The address of the nth node of a scene. */
const at = (scene: NetScene, index = 0) => scene.nodes[index]!.listen;

function clientAt(scene: NetScene, name: string, service: EndpointService, index = 0) {
  const machine = createClusterClient({ ...defaultEndpointOptions, service });
  const client = new Person<ClientCommand, ClientEvent>(scene, name, machine);
  client.tell({ kind: 'connect', at: at(scene, index) });
  client.wait('connected');
  return client;
}

test('every query is answered by our nodes', () => {
  const scene = createNet(2);
  const client = clientAt(scene, 'asker', { id: 'test.svc', name: 'Test Service' });
  clientAt(scene, 'second', { id: 'test.svc', name: 'Test Service' }, 1);
  const [node, second] = [serverAddress(1), serverAddress(2)];
  const queries: readonly Query[] = [
    { kind: 'nodes', onlineOnly: true },
    { kind: 'endpoints', service: 'test.svc', node: null },
    { kind: 'endpoints', service: '', node },
    { kind: 'status', node: second },
    { kind: 'info', node: second },
    { kind: 'ping', node: second, payload: Uint8Array.of(1, 2, 3) },
  ];
  queries.forEach((query, ticket) => client.tell({ kind: 'ask', ticket, query }));
  scene.run(3);
  const answers = client.events.flatMap((event) => (event.kind === 'answered' ? [event] : []));
  const answer = (ticket: number) => answers.find((event) => event.ticket === ticket)?.answer;
  assert.equal(answers.length, queries.length, JSON.stringify(client.events.map(({ kind }) => kind)));
  const [nodes, all, own, status, info, ping] = queries.map((_, ticket) => answer(ticket));
  assert.deepEqual(nodes?.kind === 'nodes' && nodes.nodes.map(({ name, address }) => [name, addressText(address)]), [
    ['node 1', '0100000000010000'],
    ['node 2', '0100000000020000'],
  ]);
  assert.deepEqual(all?.kind === 'endpoints' && all.endpoints.map(({ address }) => addressText(address)).sort(), [
    '0200000400010001',
    '0200000400020001',
  ]);
  assert.equal(own?.kind === 'endpoints' && own.endpoints.length, 2);
  assert.equal(status?.kind === 'status' && status.status.progressTotal, 0);
  assert.equal(info?.kind === 'info' && info.info.name, 'node 2');
  assert.deepEqual(ping?.kind === 'ping' && [...ping.payload], [1, 2, 3]);
});

test('a line of log reaches the loggers of every node, in order', () => {
  const scene = createNet(2);
  const loggers = [clientAt(scene, 'logger', 'logger'), clientAt(scene, 'far logger', 'logger', 1)];
  const writer = clientAt(scene, 'writer', { id: 'test.svc', name: 'Test Service' });
  writer.tell({ kind: 'log', text: 'one\ntwo\nthr' });
  writer.tell({ kind: 'log', text: 'ee' });
  writer.tell({ kind: 'stop' });
  scene.run(1);
  for (const { events } of loggers) {
    const lines = events.flatMap((event) =>
      event.kind === 'line' ? [`${addressText(event.author)} ${event.text}`] : [],
    );
    assert.deepEqual(
      lines,
      ['one', 'two', 'three'].map((line) => `0200000400010001 ${line}`),
    );
  }
});

type Task = Extract<JobHostEvent, { readonly kind: 'task' }>;
/** What a task does: its wishes, and how long it takes. */
type Kernel = (
  task: Task,
  self: string,
  hosts: readonly string[],
) => { readonly wishes: readonly JobHostCommand[]; readonly forUs: number };

/** A job host that runs a kernel in virtual time, as a program of a simulated host. */
function kernelProgram(
  scene: () => NetScene,
  classes: readonly string[],
  kernel: Kernel,
  ran: string[],
): SimTools['kernels'][string] {
  return ({ node, employer }): MachineProgram => {
    const machine = createJobHost({ ...defaultEndpointOptions, employer: parseAddress(employer), classes, workers: 2 });
    let self = '';
    let hosts: readonly string[] = [];
    return {
      machine: machine as Machine<unknown, unknown>,
      heard: (said, handle) => {
        const event = said as JobHostEvent;
        if (event.kind === 'ready') handle.command({ kind: 'connect', at: node });
        else if (event.kind === 'connected') self = addressText(event.self);
        else if (event.kind === 'hosts') hosts = event.hosts.map(addressText);
        else if (event.kind === 'over' || event.kind === 'refused') handle.exit(0);
        else if (event.kind === 'task') {
          ran.push(`${self} ${event.className}`);
          const { wishes, forUs } = kernel(event, self, hosts);
          scene().sim.callAfter(forUs, () => {
            for (const wish of wishes) handle.command(wish);
            handle.command({ kind: 'task-done', task: event.task });
          });
        }
      },
    };
  };
}

const octets = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);

/** Squares each number of its input on whatever host, adds them up on the host of `Main`, gives the sum. */
function createSum(spread: 'round' | 'here', taskUs: number): Kernel {
  let [sum, missing, primary] = [0, 0, ''];
  return ({ className, data }, self) => {
    if (className === 'Main') {
      [sum, missing, primary] = [0, data.length, self];
      const to = spread === 'here' ? { to: parseAddress(self) } : {};
      const subs = [...data].map(
        (value) => ({ kind: 'schedule', className: 'Square', data: octets(value), flags: 5, ...to }) as const,
      );
      return { wishes: [{ kind: 'log', text: `squares ${data.length}\n` }, ...subs], forUs: 1000 };
    }
    if (className === 'Square') {
      const square = (data[0] ?? 0) ** 2;
      return {
        wishes: [{ kind: 'schedule', className: 'Add', data: octets(square), flags: 2, to: parseAddress(primary) }],
        forUs: taskUs,
      };
    }
    sum += data[0] ?? 0;
    missing -= 1;
    const ends = [{ kind: 'result', output: octets(sum & 255, sum >> 8) }, { kind: 'terminate' }] as const;
    return { wishes: missing === 0 ? ends : [], forUs: 1000 };
  };
}

interface Work {
  readonly scene: NetScene;
  /** `address class` of every task that ran. */
  readonly ran: readonly string[];
}

function createWork(nodes: number, kernel: Kernel, classes: readonly string[] = ['Main', 'Square', 'Add']): Work {
  const ran: string[] = [];
  let made: NetScene | null = null;
  const program = kernelProgram(() => made!, classes, kernel, ran);
  const compileHost = () => assert.fail('nothing is compiled here');
  made = createNet(nodes, 1, over, { kernels: { sum: program }, compileHost });
  return { scene: made, ran };
}

const kernelPackage = writePackage([
  { words: ['node'], root: ['kernel.mjs'], files: [{ path: ['kernel.mjs'], content: Buffer.from('// kernel sum\n') }] },
]);

function jobAt(scene: NetScene, name: string, input: Uint8Array) {
  const client = new Person<JobCommand, JobEvent>(scene, name, createJobClient(defaultEndpointOptions));
  client.tell({ kind: 'run', at: at(scene), package: kernelPackage, input });
  return client;
}

const sumOf = (output: Uint8Array): number => (output[0] ?? 0) + (output[1] ?? 0) * 256;
const hostsOf = (ran: readonly string[], className: string): ReadonlySet<string> =>
  new Set(ran.filter((line) => line.endsWith(` ${className}`)).map((line) => line.slice(0, 16)));

test('a computation runs on all nodes in turn, gives its result, and leaves the nodes idle for the next', () => {
  const { scene, ran } = createWork(3, createSum('round', 1000));
  for (const name of ['client', 'next client']) {
    const client = jobAt(scene, name, octets(1, 2, 3, 4, 5, 6));
    assert.equal(sumOf(client.wait('success').output), 91);
    client.tell({ kind: 'stop' });
    scene.run(3);
    assert.equal(scene.processes.count(), 0, 'hosts have ended');
  }
  const squares = ran.filter((line) => line.endsWith('Square'));
  assert.deepEqual(
    squares.map((line) => line.slice(8, 12)).sort(),
    ['0001', '0002', '0003'].flatMap((word) => Array(4).fill(word)),
  );
});

test('what waits on one host is shared with the others, one task a second', () => {
  const { scene, ran } = createWork(2, createSum('here', 3 * SECOND_US));
  const client = jobAt(scene, 'client', octets(...Array(12).keys()));
  assert.equal(sumOf(client.wait('success').output), 506);
  assert.equal(hostsOf(ran, 'Square').size, 2);
  assert.equal(hostsOf(ran, 'Add').size, 1);
  const progress = client.events.flatMap((event) => (event.kind === 'progress' ? [event] : []));
  assert.ok(
    progress.some(({ complete, total }) => complete > 0 && complete < 12 && total === 12),
    JSON.stringify(progress),
  );
});

test('a task of no known class is logged, and no host is left', () => {
  const { scene } = createWork(2, createSum('round', 1000), ['Main']);
  const logger = clientAt(scene, 'logger', 'logger', 1);
  const client = jobAt(scene, 'client', octets(1, 2));
  const { text } = logger.wait('line');
  assert.equal(text, 'squares 2');
  scene.run(5);
  const lines = logger.events.flatMap((event) => (event.kind === 'line' ? [event.text] : []));
  assert.ok(lines.includes('There is no task class "Square" here.'), lines.join());
  assert.equal(scene.processes.count(), 0);
  assert.equal(client.wait('failure').state, 'internalFailure');
});

test('an interrupt ends the hosts of all nodes', () => {
  const { scene } = createWork(3, createSum('round', 1000 * SECOND_US));
  const client = jobAt(scene, 'client', octets(1, 2, 3));
  scene.run(5);
  assert.equal(scene.processes.count(), 3);
  client.tell({ kind: 'interrupt' });
  scene.run(1);
  assert.equal(scene.processes.count(), 0);
  assert.equal(client.wait('failure').state, 'internalFailure');
});

test('a second client is refused while a computation runs, and has no nodes', () => {
  const { scene } = createWork(2, createSum('round', 1000 * SECOND_US));
  jobAt(scene, 'client', octets(1));
  scene.run(5);
  assert.equal(jobAt(scene, 'second client', octets(1)).wait('failure').state, 'noNodes');
});

test('the loss of the node of a client, and of the only hosts, are failures', () => {
  const lost = createWork(2, createSum('round', 1000 * SECOND_US));
  const client = jobAt(lost.scene, 'client', octets(1, 2));
  lost.scene.run(5);
  lost.scene.nodes[0]!.crash();
  assert.equal(client.wait('failure', 1).state, 'internalFailure');
  const silent = createWork(1, createSum('round', 1000 * SECOND_US));
  const waiting = jobAt(silent.scene, 'client', octets(1, 2));
  silent.scene.run(5);
  const killer = clientAt(silent.scene, 'killer', { id: 'test.svc', name: 'Test Service' });
  killer.tell({ kind: 'send', verb: 0x412, to: serverAddress(1), payload: octets() });
  silent.scene.run(15);
  assert.ok(waiting.events.every(({ kind }) => kind !== 'failure'));
  assert.equal(waiting.wait('failure', 15).state, 'internalFailure');
});

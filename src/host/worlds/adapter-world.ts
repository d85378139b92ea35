/**
 * Worlds over an adapter process: `adapter` (somebody's program) and `tcp` (our own behind `wireproof adapter`). One process serves many
 * scenarios, reset between them; a dead one is replaced by a fresh one, at most three times for one scenario. A command that could not
 * be brought to answer `hello` is not tried again. Source: spec/adapter.md, DESIGN "Worlds, targets, verdicts".
 */
import { NotClaimed, SubjectBroke, type WorldSource, type World } from '../../check/world.ts';
import type { ContractAnswer, JsonObject } from '../../lib/contract.ts';
import { type Hello, excerpt, readHello } from './adapter-line.ts';
import { type AdapterBounds, type AdapterProcess, startAdapter } from './adapter-process.ts';
import { type LiveSubject, createLiveWorld } from './live-world.ts';
import { type Scene, createScene } from './pulse.ts';

export interface AdapterWorldOptions {
  readonly name: 'adapter' | 'tcp';
  /** One text is split into words as a shell would; a list is taken as it is. */
  readonly command: string | readonly string[];
  readonly protocol: string;
  readonly profile: Readonly<Record<string, string>>;
  readonly bounds?: Partial<AdapterBounds>;
}

/** What the running scenario hears of the process. */
interface Hearer {
  onEvent(event: string, fields: JsonObject): void;
  onDeath(): void;
}

interface Running {
  readonly adapter: AdapterProcess;
  readonly hello: Hello;
}

interface State {
  readonly options: AdapterWorldOptions;
  running: Running | null;
  hearer: Hearer | null;
  /** Why it is not tried again. */
  hopeless: Error | null;
}

const startsPerScenario = 3;

/** Worlds over one command. Nothing is started before `hello` or `open`; `close` ends the process and waits for its end. */
export function adapterWorldSource(options: AdapterWorldOptions): WorldSource {
  const state: State = { options, running: null, hearer: null, hopeless: null };
  return {
    name: options.name,
    hello: async () => (await ready(state)).hello,
    open: async () => openWorld(state, await ready(state)),
    close: async () => {
      await state.running?.adapter.end();
      state.running = null;
    },
  };
}

async function ready(state: State): Promise<Running> {
  if (state.hopeless !== null) throw state.hopeless;
  if (state.running?.adapter.death === null) return state.running;
  await state.running?.adapter.end();
  state.running = null;
  for (let tries = 1; ; tries++) {
    try {
      return (state.running = await start(state));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (error instanceof SubjectBroke && tries < startsPerScenario && !(error instanceof Hopeless)) continue;
      state.hopeless = error;
      throw error;
    }
  }
}

/** The command itself is wrong; a second try would end the same way. */
class Hopeless extends SubjectBroke {}

async function start(state: State): Promise<Running> {
  const adapter = startAdapter({
    command: state.options.command,
    bounds: state.options.bounds ?? {},
    onEvent: (event, fields) => state.hearer?.onEvent(event, fields),
    onDeath: () => state.hearer?.onDeath(),
  });
  try {
    return { adapter, hello: await sayHello(state.options, adapter) };
  } catch (error) {
    await adapter.end();
    if (!(error instanceof SubjectBroke)) throw error;
    const sentence = error.message + lastWords(adapter.stderr());
    throw adapter.unstartable ? new Hopeless(sentence) : new SubjectBroke(sentence);
  }
}

/** The last line of standard error, which mostly says why. */
function lastWords(stderr: string): string {
  const line = stderr.trimEnd().split('\n').at(-1) ?? '';
  return line === '' ? '' : `; its standard error ends ${excerpt(line)}`;
}

async function sayHello({ protocol, profile }: AdapterWorldOptions, adapter: AdapterProcess): Promise<Hello> {
  const answer = await adapter.request('hello', { contract: 1, protocol, profile });
  if ('ok' in answer) {
    const hello = readHello(answer.ok);
    if (typeof hello !== 'string') return hello;
    throw new SubjectBroke(`the adapter's answer to "hello" is wrong: ${hello}`);
  }
  const { code, message } = answer.error;
  const asked = [`protocol ${protocol}`, ...Object.entries(profile).map(([name, value]) => `${name} ${value}`)].join(
    ', ',
  );
  if (code === 'unsupported') throw new NotClaimed(`the adapter does not support ${asked}: ${message}`);
  throw new SubjectBroke(`the adapter answered "hello" (${asked}) with ${code}: ${message}`);
}

function openWorld(state: State, { adapter, hello }: Running): World {
  const scene = createScene();
  adapter.begin();
  const events: { event: string; fields: JsonObject; atUs: number }[] = [];
  state.hearer = {
    onEvent: (event, fields) => {
      events.push({ event, fields, atUs: scene.nowUs() });
      scene.pulse.ring();
    },
    onDeath: scene.pulse.ring,
  };
  const subject: LiveSubject = {
    hello,
    controllable: true,
    events,
    request: (op, args) => request(adapter, scene, op, args),
    get death() {
      return adapter.death;
    },
    stderr: adapter.stderr,
    reset: () => reset(state, adapter),
  };
  return createLiveWorld(state.options.name, subject, scene);
}

function request(adapter: AdapterProcess, scene: Scene, op: string, args: JsonObject): Promise<ContractAnswer> {
  const answered = adapter.request(op, args).then((answer) => {
    if ('error' in answer && answer.error.code === 'unsupported')
      throw new NotClaimed(`"${op}" is unsupported: ${answer.error.message}`);
    return answer;
  });
  // Whoever awaits it is told; whoever looks later must not bring the process down meanwhile.
  answered.catch(() => undefined).finally(scene.pulse.ring);
  return answered;
}

/** Brings the process back to its beginning; one that cannot be is dead, and the next scenario has a fresh one. */
async function reset(state: State, adapter: AdapterProcess): Promise<void> {
  adapter.dropQueue();
  try {
    const answer = await adapter.request('reset', {});
    if ('error' in answer)
      adapter.fail(`the adapter answered "reset" with ${answer.error.code}: ${answer.error.message}`);
  } catch (error) {
    if (!(error instanceof SubjectBroke)) throw error;
  }
  if (adapter.death !== null) await adapter.end();
  state.hearer = null;
}

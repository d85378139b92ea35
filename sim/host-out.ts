/**
 * What a machine's outputs do on a simulated host; each is noted in the trace.
 *
 * What is said to a connection that is over, or by a machine whose life is over, is lost.
 * Leaves out inputs and lives (host.ts).
 */
import { assert } from '../src/lib/assert.ts';
import type { Conn, Out } from '../src/lib/machine.ts';
import type { AnyInput, Ground, Life, LifeHost } from './life.ts';
import type { Socket } from './socket.ts';

type NetworkOut = Pick<
  Out<unknown>,
  'listen' | 'unlisten' | 'connect' | 'send' | 'drain' | 'end' | 'abort' | 'pause' | 'resume'
>;
type LocalOut = Omit<Out<unknown>, keyof NetworkOut>;

/** The sink of one life; `live` gives that life, or null when it is over. */
export const createOut = (ground: Ground, host: LifeHost, live: () => Life | null): Out<unknown> => ({
  ...createNetworkOut(ground, host, live),
  ...createLocalOut(ground, host, live),
});

const createNetworkOut = ({ sim, network }: Ground, host: LifeHost, live: () => Life | null): NetworkOut => {
  const { streams } = network;
  /** Notes an output; gives the connection's socket where it is not over. */
  const socketFor = (what: string, conn: Conn, size = 0): Socket | undefined => {
    sim.trace.noteAt(sim.nowUs, what, host.code, host.name, conn, size);
    return live()?.sockets.get(conn);
  };
  const finish = (what: 'end' | 'abort', conn: Conn): void => {
    const socket = socketFor(what, conn);
    if (socket === undefined) return;
    live()?.sockets.delete(conn);
    if (what === 'abort' || socket.state === 'dialling') streams.abort(socket);
    else streams.close(socket);
  };
  return {
    listen: (listener, wanted) => {
      sim.trace.noteValue(sim.nowUs, 'listen', host.name, [listener, wanted]);
      if (live() === null) return;
      const address = network.listen(host.number, host, listener, wanted);
      if (address === null) host.later({ kind: 'unlistened', listener, reason: 'address in use' });
      else host.later({ kind: 'listening', listener, address });
    },
    unlisten: (listener) => {
      sim.trace.note(sim.nowUs, 'unlisten', host.name, listener, 0);
      if (live() !== null) network.unlisten(host.number, host, listener);
    },
    connect: (conn, address) => {
      sim.trace.noteValue(sim.nowUs, 'connect', host.name, [conn, address]);
      const life = live();
      if (life === null) return;
      assert(conn % 2 === 0 && !life.sockets.has(conn), `connection ${conn} is no new even number`);
      const socket = network.dial(host.number, host, address);
      socket.label = conn;
      life.sockets.set(conn, socket);
    },
    send: (conn, data) => {
      const socket = socketFor('send', conn, data.length);
      if (socket !== undefined) streams.send(socket, data);
    },
    drain: (conn) => {
      const socket = socketFor('drain', conn);
      if (socket !== undefined) streams.drain(socket);
    },
    end: (conn) => finish('end', conn),
    abort: (conn) => finish('abort', conn),
    pause: (conn) => {
      const socket = socketFor('pause', conn);
      if (socket !== undefined) streams.pause(socket);
    },
    resume: (conn) => {
      const socket = socketFor('resume', conn);
      if (socket !== undefined) streams.resume(socket);
    },
  };
};

const createLocalOut = ({ sim, processes }: Ground, host: LifeHost, live: () => Life | null): LocalOut => {
  const { disk } = host;
  const note = (what: string, value: unknown): void => sim.trace.noteValue(sim.nowUs, what, host.name, value);
  const work = (operation: () => AnyInput): void => {
    if (live() !== null) host.work(operation);
  };
  return {
    store: (token, path, data, mode) => {
      note('store', [token, path, mode, data]);
      work(() => stored(token, disk.write(path, data, mode)));
    },
    load: (token, folder, path, offset, size) => {
      note('load', [token, folder, path, offset, size]);
      work(() => {
        const whole = disk.readInside(folder, path);
        const data = whole === null ? null : whole.slice(offset, offset + size);
        return { kind: 'loaded', token, data, size: whole?.length ?? 0 };
      });
    },
    remove: (token, path) => {
      note('remove', [token, path]);
      work(() => stored(token, disk.remove(path)));
    },
    sweep: (token, path) => {
      note('sweep', [token, path]);
      const before = live()?.number ?? 0;
      work(() => {
        processes.endBefore(host, before);
        return stored(token, disk.remove(path));
      });
    },
    run: (process, program) => {
      note('run', [process, program]);
      const life = live();
      if (life !== null) processes.run(host, life.number, process, program);
    },
    kill: (process) => {
      note('kill', process);
      const life = live();
      if (life !== null) processes.kill(host, life.number, process);
    },
    event: (event) => {
      note('event', event);
      live()?.listener.event(event);
    },
  };
};

const stored = (token: number, error: string | undefined): AnyInput =>
  error === undefined ? { kind: 'stored', token } : { kind: 'stored', token, error };

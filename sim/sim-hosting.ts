/**
 * The hosting that a contract server stands on, in memory: each name is a host with a disk and programs of its own.
 *
 * Leaves out real processes and folders (src/host has those) and everything that the contract means.
 */
import type { Machine } from '../src/lib/machine.ts';
import type { Hosted, Hosting } from '../src/node/hosting.ts';
import { createHosts, type SimHost } from './host.ts';
import type { Ground } from './life.ts';

/** How often a closing is looked at. */
const CLOSING_US = 100;

/**
 * Makes a hosting whose machines run in one simulation.
 *
 * `broke` hears of everything that a machine or a callback of the contract server throws. A crash ends connections by FIN or RST, by seed.
 * `nameOf` gives a machine's host its name in the network; else it is the machine's own.
 */
export const createSimHosting = (
  ground: Ground,
  broke: (error: unknown) => void,
  nameOf: (name: string) => string = (name) => name,
): Hosting => {
  const createHost = createHosts(ground);
  const hosts = new Map<string, SimHost>();
  const endings = ground.sim.prng.fork('crash');
  /** Calls back in an event of its own, never from inside the call that asked. */
  const later = (call: () => void, inUs = 0): void =>
    ground.sim.callAfter(inUs, () => {
      try {
        call();
      } catch (error) {
        broke(error);
      }
    });

  const hosted = <Command>(host: SimHost): Hosted<Command> => ({
    command: (command) => host.command(command),
    crash: () => host.crash(endings.chance(1, 2) ? 'fin' : 'rst'),
    close: (done) => {
      const sockets = host.close();
      const look = (): void => {
        if (sockets.every((socket) => socket.state === 'closed' || socket.isEndSent)) done();
        else later(look, CLOSING_US);
      };
      later(look);
    },
    read: (path, done) => later(() => done(host.disk.read(path)?.slice() ?? null)),
  });

  const start = <Command, Event>(
    name: string,
    machine: Machine<Command, Event>,
    onEvent: (event: Event) => void,
  ): Hosted<Command> => {
    const host = hosts.get(name) ?? createHost(nameOf(name));
    hosts.set(name, host);
    host.start(machine, { event: (event) => onEvent(event as Event), broke });
    return hosted(host);
  };

  const forget = (done: () => void): void => {
    for (const host of hosts.values()) {
      host.crash('rst');
      ground.processes.endBefore(host, Infinity);
      host.disk.remove('');
    }
    later(done);
  };
  return { start, forget };
};

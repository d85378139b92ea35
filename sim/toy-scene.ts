/** A simulation with toy hosts, for the simulator's own tests. Leaves out faults and worlds. */
import { createHosts, type SimHost } from './host.ts';
import type { Ground } from './life.ts';
import { quietLink, type LinkOptions } from './link.ts';
import { Network } from './network.ts';
import { Processes } from './processes.ts';
import { Simulation, type SimulationOptions } from './simulation.ts';
import type { Machine } from '../src/lib/machine.ts';
import type { ToyCommand, ToyEvent } from './toys.ts';

export interface ToyHost {
  readonly host: SimHost;
  /** `what text` of each event so far. */
  readonly said: string[];
  start(machine: Machine<ToyCommand, ToyEvent>): void;
  tell(...commands: ToyCommand[]): void;
}

export interface ToyScene extends Ground {
  host(name: string): ToyHost;
  /** Runs for so many microseconds. */
  run(forUs: number): void;
}

/** Makes a scene; `link` overrides the quiet link's properties between all hosts. */
export const createToyScene = (options: SimulationOptions, link: Partial<LinkOptions> = {}): ToyScene => {
  const sim = new Simulation(options);
  const network = new Network(sim, () => ({ ...quietLink, ...link }));
  const ground: Ground = { sim, network, processes: new Processes(sim) };
  const create = createHosts(ground);
  return {
    ...ground,
    host: (name) => {
      const host = create(name);
      const said: string[] = [];
      return {
        host,
        said,
        start: (machine) =>
          host.start(machine, {
            event: (event) => void said.push(`${(event as ToyEvent).what} ${(event as ToyEvent).text}`.trim()),
            broke: (error) => void said.push(`broke ${(error as Error).message}`),
          }),
        tell: (...commands) => {
          for (const command of commands) host.command(command);
        },
      };
    },
    run: (forUs) => sim.runUntil(sim.nowUs + forUs),
  };
};

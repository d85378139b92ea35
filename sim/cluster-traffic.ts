/**
 * Traffic of a cluster run: an endpoint at some nodes, which connects again whenever it loses its node, and sends numbered user packets to
 * other endpoints and, now and then, to all of its service at one node. Leaves out judging what arrives (cluster-checker.ts).
 * Source: spec/cluster.md sections 4.3 and 5.8.
 */
import {
  createClusterEndpoint,
  defaultEndpointOptions,
  type EndpointEvent,
  type ServerView,
} from '../src/node/cluster/index.ts';
import type { ClusterChecker } from './cluster-checker.ts';
import type { ClusterPlan } from './cluster-plan.ts';
import type { SimHost } from './host.ts';
import type { Ground } from './life.ts';

/** In the user space, and none that originals lose. */
const VERB = 0x8000_0200;
const SERVICE = { id: 'wireproof.traffic', name: 'Traffic' };
const PORT = 10_666;
const EVERY_US = 2_000_000;
const AGAIN_US = 1_000_000;
const INSTANCE = 0xffffn;

interface Talker {
  readonly host: SimHost;
  self: bigint | null;
}

/** Starts the endpoints of the plan; gives the function that makes them silent. `viewOf` tells how the node at a place is. */
export const planTraffic = (
  { sim }: Ground,
  plan: ClusterPlan,
  createHost: (name: string) => SimHost,
  checker: ClusterChecker,
  viewOf: (place: number) => ServerView | null,
): (() => void) => {
  const talkers = plan.endpoints.map((name): Talker => ({ host: createHost(name), self: null }));
  const choices = sim.prng.fork('traffic');
  talkers.forEach((talker, place) => {
    const at = { host: plan.nodes[place]!.host, port: PORT };
    const connect = (): void => {
      if (viewOf(place)?.nodes.length) talker.host.command({ kind: 'connect', at });
      else sim.callAfter(AGAIN_US, connect);
    };
    talker.host.start(createClusterEndpoint({ ...defaultEndpointOptions, service: SERVICE }), {
      event: (event) => {
        const said = event as EndpointEvent;
        if (said.kind === 'connected') talker.self = said.self;
        else if (said.kind === 'message') checker.endpointHeard(talker.host.name, talker.self ?? 0n, said);
        else if (said.kind === 'closed' || said.kind === 'refused' || said.kind === 'ready') {
          talker.self = null;
          sim.callAfter(AGAIN_US, connect);
        }
      },
      broke: (error) => checker.broke(talker.host.name, error),
    });
  });
  let isSilent = false;
  const talk = (): void => {
    if (isSilent) return;
    const talking = talkers.filter(({ self }) => self !== null);
    for (const talker of talking) {
      const { self } = talking[choices.below(talking.length)]!;
      const isBroadcast = choices.chance(1, 8);
      send(talker, isBroadcast ? self! & ~INSTANCE : self!, isBroadcast, checker);
    }
    sim.callAfter(EVERY_US, talk);
  };
  sim.callAfter(EVERY_US, talk);
  return () => void (isSilent = true);
};

const send = ({ host }: Talker, to: bigint, isBroadcast: boolean, { sent, isQuiet }: ClusterChecker): void => {
  const payload = new Uint8Array(4);
  new DataView(payload.buffer).setUint32(0, sent.length, true);
  sent.push({ to, isBroadcast, isSure: isQuiet, heardBy: new Set() });
  host.command({ kind: 'send', verb: VERB, to, payload });
};

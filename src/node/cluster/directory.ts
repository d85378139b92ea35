/**
 * Services and endpoints of one node: which words they get, and who has them now. Leaves out the handshake (greeting.ts).
 * Source: spec/cluster.md sections 2.2 and 2.3; rows 2, 3, 40 and 41 of section 9.
 */
import { addressOf, type ClusterAddress, levels, services } from '../../protocols/cluster/index.ts';
import type { Endpoint, Service } from './core.ts';
import type { ServerLink } from './link.ts';

/** An endpoint with the link as the core knows it. */
export interface Registered extends Endpoint {
  readonly link: ServerLink;
}

/** Instances of one service that are there, in the order in which they connected. */
interface Instances {
  readonly links: Map<number, ServerLink>;
  highest: number;
}

const predefined: readonly Service[] = [
  { word: services.node, identifier: 'engine.cluster.node', name: 'Cluster node' },
  { word: services.client, identifier: 'engine.cluster.employer', name: 'Cluster work client' },
  { word: services.host, identifier: 'engine.cluster.worker', name: 'Cluster work host' },
  { word: services.logger, identifier: 'engine.cluster.logger', name: 'Cluster text logger' },
];

/** Services are never forgotten, so that a stranger could make ever more of them. Our choice. */
const SERVICES_MAX = 4096;
const INSTANCE_MAX = 0xffff;

/** A number for each pair of a service and an instance. */
const keyOf = (service: number, instance: number): number => service * (INSTANCE_MAX + 1) + instance;

export class Directory {
  private readonly list: Service[] = [...predefined];
  private readonly identified = new Map(this.list.map((service) => [service.identifier, service]));
  private readonly words = new Map(this.list.map((service) => [service.word, service]));
  private readonly instances = new Map<number, Instances>();
  private readonly registered = new Map<number, Registered>();
  private listed: readonly Registered[] | null = null;

  services(): readonly Service[] {
    return this.list;
  }

  /** In the order in which they connected. */
  endpoints(): readonly Registered[] {
    this.listed ??= [...this.registered.values()];
    return this.listed;
  }

  serviceByWord(word: number): Service | null {
    return this.words.get(word) ?? null;
  }

  /** The service of that identifier, a new one where there is none; null where there are too many. The name of a known one is ignored. */
  serviceOf(identifier: string, name: string): Service | null {
    const known = this.identified.get(identifier);
    if (known !== undefined) return known;
    if (this.list.length >= SERVICES_MAX) return null;
    const service = { word: this.list.length, identifier, name };
    this.list.push(service);
    this.identified.set(identifier, service);
    this.words.set(service.word, service);
    return service;
  }

  /**
   * Gives a link the next instance of a service on that node; null where there is none left.
   * Ambiguity: the page counts up without a look at the end; a word that does not fit would be somebody else's. 2.3.
   */
  register(link: ServerLink, service: Service, node: number): ClusterAddress | null {
    const instances = this.instancesOf(service.word);
    const instance = instances.highest + 1;
    if (instance > INSTANCE_MAX) return null;
    const address = addressOf({ level: levels.endpoint, service: service.word, node, instance });
    link.setAddress(address);
    instances.links.set(instance, link);
    instances.highest = instance;
    this.registered.set(keyOf(service.word, instance), { address, service, link });
    this.listed = null;
    return address;
  }

  /** Forgets an endpoint; undefined where the link is none. */
  leave(link: ServerLink): Registered | undefined {
    const [word, instance] = [link.high & 0xff_ffff, link.low & 0xffff];
    const found = this.registered.get(keyOf(word, instance));
    if (found?.link !== link) return undefined;
    this.registered.delete(keyOf(word, instance));
    this.listed = null;
    const instances = this.instancesOf(word);
    instances.links.delete(instance);
    while (instances.highest > 0 && !instances.links.has(instances.highest)) instances.highest -= 1;
    return found;
  }

  /** The link of the endpoint with that address on this node; the halves of the address as they stand in packets. */
  linkAt(high: number, low: number): ServerLink | null {
    const link = this.registered.get(keyOf(high & 0xff_ffff, low & 0xffff))?.link;
    return link !== undefined && link.high === high ? link : null;
  }

  /** Every endpoint of the service in that upper half of an address, whatever its level. */
  linksOf(high: number): ServerLink[] {
    return [...(this.instances.get(high & 0xff_ffff)?.links.values() ?? [])];
  }

  private instancesOf(word: number): Instances {
    const known = this.instances.get(word);
    if (known !== undefined) return known;
    const instances = { links: new Map<number, ServerLink>(), highest: 0 };
    this.instances.set(word, instances);
    return instances;
  }
}

/**
 * What a run is made of: features, step files, where worlds come from, which protocols there are and what each demands.
 * Leaves out running it. A test may bring a suite of its own (`--suite`).
 */
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Requirement } from '../lib/requirement.ts';
import { UsageError } from '../lib/errors.ts';

export interface SuiteProtocol {
  /** Options of the profile with their values, the default first. */
  readonly profile: Readonly<Record<string, readonly string[]>>;
  /** Roles of which one listens: what an address alone can be. */
  readonly listeningRoles: readonly string[];
  /** Every role there is. */
  readonly roles: readonly string[];
  /** Patterns of its step files. */
  readonly steps: readonly string[];
  requirements(): Promise<readonly Requirement[]>;
}

export interface Suite {
  /** The folder that everything below is relative to. */
  readonly root: string;
  /** The folder of the features; each protocol has one of its name in it. */
  readonly features: string;
  /** Files of hooks, which all protocols have in common. */
  readonly hooks: readonly string[];
  /** Address of the module that opens worlds. */
  readonly sources: string;
  readonly protocols: Readonly<Record<string, SuiteProtocol>>;
}

const isSource = import.meta.url.endsWith('.ts');
const compiled = isSource ? '' : 'dist/';
const extension = isSource ? 'ts' : 'js';
const rootUrl = new URL(isSource ? '../../' : '../../../', import.meta.url);

/** The folder of the checkout, or of the installed package. */
export const packageRoot = fileURLToPath(rootUrl);

/** Each protocol has words of its own: the same sentence may mean other octets in another one. */
const stepsOf = (protocol: string): readonly string[] => [
  `${compiled}steps/${protocol}/{parameter-types,*.steps}.${extension}`,
];

/** The suite of this package. */
export const ownSuite: Suite = {
  root: packageRoot,
  features: 'features',
  hooks: [`${compiled}steps/support/hooks.${extension}`],
  sources: new URL(`${compiled}steps/support/world-sources.${extension}`, rootUrl).href,
  protocols: {
    cluster: {
      profile: { dialect: ['as-deployed', 'seed-strict'] },
      listeningRoles: ['node'],
      roles: ['node', 'endpoint'],
      steps: stepsOf('cluster'),
      requirements: async () => (await import('../protocols/cluster/index.ts')).clusterRequirements,
    },
    job: {
      profile: { byteOrder: ['big', 'little'], fileNaming: ['embedded', 'positional'] },
      listeningRoles: ['owner'],
      roles: ['owner', 'node'],
      steps: stepsOf('job'),
      requirements: async () => (await import('../protocols/job/index.ts')).jobRequirements,
    },
  },
};

/** The suite that a module exports as `suite`. Throws UsageError where there is none. */
export async function loadSuite(path: string | undefined): Promise<Suite> {
  if (path === undefined) return ownSuite;
  const loaded = (await import(pathToFileURL(resolve(path)).href)) as { readonly suite?: Suite };
  if (loaded.suite === undefined) throw new UsageError(`${path} exports no suite`);
  return loaded.suite;
}

/** The protocol of a name, or all protocols, each with its name. Throws UsageError with the names that there are. */
export function protocolsOf(suite: Suite, name: string | undefined): readonly (readonly [string, SuiteProtocol])[] {
  return name === undefined ? Object.entries(suite.protocols) : [[name, protocolOf(suite, name)]];
}

/** The protocol of a name. Throws UsageError with the names that there are. */
export function protocolOf(suite: Suite, name: string): SuiteProtocol {
  const protocol = Object.hasOwn(suite.protocols, name) ? suite.protocols[name] : undefined;
  if (protocol === undefined)
    throw new UsageError(`there is no protocol "${name}", only ${Object.keys(suite.protocols).join(', ')}`);
  return protocol;
}

/**
 * A small suite of its own, by which the tests see every verdict, exit code and report on real runs of Cucumber.
 * Leaves out protocols: its subject says one octet, and how it behaves stands in its world's profile.
 */
import { fileURLToPath } from 'node:url';
import type { Suite, SuiteProtocol } from '../suite.ts';

const behaviours = [
  'good',
  'wrong',
  'wrong-in-tcp',
  'silent',
  'late',
  'dies',
  'dies-early',
  'dies-in-reset',
  'unopenable',
  'speechless',
  'unsupported',
  'changing',
];
const requirement = { side: 'node', source: 'the toy page' } as const;

const toy: SuiteProtocol = {
  profile: { behaviour: behaviours, naming: ['embedded', 'positional'] },
  listeningRoles: ['node'],
  roles: ['owner', 'node'],
  steps: ['toy.steps.ts'],
  requirements: () =>
    Promise.resolve([
      { id: 'TOY-SAY-001', level: 'must', sentence: 'A node says 7 when it is <asked>.', ...requirement },
      { id: 'TOY-SAY-002', level: 'should', sentence: 'A node says it at once.', ...requirement },
      { id: 'TOY-SAY-003', level: 'may', sentence: 'A node says it again.', ...requirement },
      { id: 'TOY-OPT-001', level: 'must', sentence: 'A node honours its timers.', ...requirement },
      { id: 'TOY-OWN-001', level: 'must', sentence: 'An owner asks.', side: 'owner', source: 'the toy page' },
    ]),
};

export const suite: Suite = {
  root: fileURLToPath(new URL('./', import.meta.url)),
  features: 'features',
  hooks: ['../../../steps/support/hooks.ts'],
  sources: new URL('./toy-world.ts', import.meta.url).href,
  protocols: { toy, faulty: toy },
};

/**
 * `wireproof views`: the tables of messages and verbs and the diagrams of states, as they follow from the declarations.
 * Leaves out what a view looks like (src/views). Source: DESIGN "codec, table and pretty-printer are folds over it".
 */
import { Command } from 'commander';
import { writeTree } from '../host/report-folder.ts';
import { hexNumber } from '../lib/hex.ts';
import { clusterLimits, clusterMessages, serverVerbs, type VerbName, verbs } from '../protocols/cluster/index.ts';
import { jobLimits, jobMessages, nodeTransitions, ownerTransitions } from '../protocols/job/index.ts';
import type { MessageSpec } from '../schema/index.ts';
import { diagram } from '../views/diagram.ts';
import { table } from '../views/table.ts';
import { reportsOption } from './options.ts';

/** The command. */
export function viewsCommand(): Command {
  return new Command('views').addOption(reportsOption()).action(({ reports }: { readonly reports: string }) => {
    for (const path of writeTree(`${reports}/views`, allViews())) process.stdout.write(`${path}\n`);
  });
}

/** The views of all protocols, by file name. */
export function allViews(): Readonly<Record<string, string>> {
  return {
    'cluster-messages.md': messagesText('cluster', Object.values(clusterMessages(clusterLimits))),
    'cluster-verbs.md': verbsText(),
    'job-messages.md': messagesText('job', Object.values(jobMessages({ byteOrder: 'big', limits: jobLimits }))),
    'job-node.mmd': `${diagram(nodeTransitions)}\n`,
    'job-owner.mmd': `${diagram(ownerTransitions)}\n`,
  };
}

function messagesText(protocol: string, specs: readonly MessageSpec[]): string {
  const tables = specs.map((spec) => table(spec)).join('');
  return `# Messages of the ${protocol} protocol\n\n${tables.trimEnd()}\n`;
}

function verbsText(): string {
  const rows = Object.entries(verbs).map(([name, verb]) => verbRow(name as VerbName, verb));
  const head = ['| verb | name | a node takes it from |', '| --- | --- | --- |'];
  return ['# Verbs of the cluster protocol', '', ...head, ...rows, ''].join('\n');
}

function verbRow(name: VerbName, verb: number): string {
  const audience = serverVerbs[name];
  const from = audience === undefined ? 'nobody' : audience.from.join(', ');
  return `| ${hexNumber(verb, 4)} | ${name} | ${from}${audience?.isTrusted === true ? '; trusted' : ''} |`;
}

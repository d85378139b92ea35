/**
 * `wireproof views`: the tables of messages and the diagrams of states, as they follow from the declarations.
 * Leaves out what a view looks like (src/views). Source: DESIGN "codec, table and pretty-printer are folds over it".
 */
import { Command } from 'commander';
import { writeTree } from '../host/report-folder.ts';
import { jobLimits, jobMessages, nodeTransitions, ownerTransitions } from '../protocols/job/index.ts';
import { diagram } from '../views/diagram.ts';
import { table } from '../views/table.ts';
import { reportsOption } from './options.ts';

/** The command. */
export function viewsCommand(): Command {
  return new Command('views').addOption(reportsOption()).action(({ reports }: { readonly reports: string }) => {
    for (const path of writeTree(`${reports}/views`, jobViews())) process.stdout.write(`${path}\n`);
  });
}

/** The views of the job protocol, by file name. */
export function jobViews(): Readonly<Record<string, string>> {
  const specs = Object.values(jobMessages({ byteOrder: 'big', limits: jobLimits }));
  return {
    'job-messages.md': `# Messages of the job protocol\n\n${specs
      .map((spec) => table(spec))
      .join('')
      .trimEnd()}\n`,
    'job-node.mmd': `${diagram(nodeTransitions)}\n`,
    'job-owner.mmd': `${diagram(ownerTransitions)}\n`,
  };
}

/**
 * The last table of the subject as somebody would send it who takes a node out of it. Leaves out who is listened to (the features).
 * Source: spec/cluster.md sections 6.5 and 7.3.
 */
import { writeNetTable } from '../../protocols/cluster/index.ts';
import { type ClusterStage, figureOf } from './stage.ts';
import { tableOf } from './tables.ts';

/** An hour in ticks: enough that no clock makes it older. */
const HOUR = 3_600_000n;

/** Octets of the stage's table, newer by an hour and without the figure. UsageError where the subject has sent none. */
export function withoutFigure(stage: ClusterStage, name: string): Uint8Array {
  const { uuid } = figureOf(stage, name);
  const table = tableOf(stage);
  const nodes = table.nodes.filter((node) => node.uuid !== uuid);
  return writeNetTable({ ...table, nodes, timestamp: table.timestamp + HOUR });
}

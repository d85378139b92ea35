/**
 * Addresses that nobody need have: one that is known with another level, service, node or instance; that of an endpoint of a played node.
 * Leaves out addresses of those on the stage (stage.ts). Source: spec/cluster.md sections 2.1 and 4.3.
 */
import { addressOf, levels, partsOf } from '../../protocols/cluster/index.ts';
import { UsageError } from '../../lib/errors.ts';
import { addressFor, type ClusterStage, figureOf, type Player, quoted } from './stage.ts';

/** How a place looks. */
export const placePattern =
  /the address of [^,]+? with (?:level|service|node|instance) [0-9A-F]+|an endpoint at the node "[^"]*"/;

/** A service word and an instance that a played node has an endpoint for. Both are chosen so that no subject has them by chance. */
const elsewhere = { service: 0x77, instance: 0x33 } as const;

/** The address of a place, named by `player`. UsageError where the stage has nobody of that name. */
export function placeFor(stage: ClusterStage, player: Player, words: string): bigint {
  const [, whose, part, digits = ''] =
    /^the address of (.+) with (level|service|node|instance) ([0-9A-F]+)$/.exec(words) ?? [];
  if (whose !== undefined && part !== undefined)
    return addressOf({ ...partsOf(addressFor(stage, player, whose)), [part]: Number.parseInt(digits, 16) });
  if (!words.startsWith('an endpoint at ')) throw new UsageError(`no place is called ${words}`);
  const { node } = partsOf(figureOf(stage, quoted(words)).address);
  return addressOf({ level: levels.endpoint, node, ...elsewhere });
}

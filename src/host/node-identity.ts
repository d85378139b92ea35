/**
 * Who a cluster node is: the UUID in the configuration file of its folder, drawn and stored at its first start.
 * Leaves out the nets in that file, which are the machine's. Source: spec/cluster.md Appendix D, "Configuration"; section 6.2.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { v4 } from 'uuid';
import { HostError } from '../lib/errors.ts';
import {
  CONFIGURATION_FILE,
  parseUuid,
  readServerConfiguration,
  type Uuid,
  uuidText,
  writeServerConfiguration,
  ZERO_UUID,
} from '../protocols/cluster/index.ts';
import { storeFile } from './disk.ts';

/** A new UUID. Originals draw all its bits; ours leaves the version in its place, which nobody looks at. */
export function newUuid(): Uuid {
  return parseUuid(v4());
}

/**
 * The UUID of the node whose folder that is, a real path. Rejects with HostError where the file is there and cannot be read: a node
 * that took another UUID would be a stranger to its own net.
 */
export async function nodeIdentity(folder: string, name: string): Promise<Uuid> {
  const path = join(folder, CONFIGURATION_FILE);
  if (!existsSync(path)) return store(folder, name, newUuid());
  const read = readServerConfiguration(readFileSync(path));
  if (read.kind === 'bad')
    throw new HostError(
      `${path} is damaged (${read.fault.code} at octet ${read.fault.offset}); put a copy back, or move it away to start as a new node`,
    );
  return read.value.uuid === ZERO_UUID ? newUuid() : read.value.uuid;
}

async function store(folder: string, name: string, uuid: Uuid): Promise<Uuid> {
  const data = writeServerConfiguration({ name, uuid, nets: [] });
  const error = await storeFile(folder, CONFIGURATION_FILE, data, 'replace');
  if (error !== undefined) throw new HostError(`cannot keep the node's UUID ${uuidText(uuid)}: ${error}`);
  return uuid;
}

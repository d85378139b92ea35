/**
 * The nets that a node knows, in memory and in two files of its folder: the configuration, as originals have it, written when nets come and
 * go and when the node goes offline; and the table of the current net, written at each of its changes. The newer of the two counts.
 * The second has the octets that were sent or received, so that a change of a large net costs no node of it another writing.
 * A damaged file is kept aside under another name before anything is written. Changes that come while a file is being written wait for
 * each other and are written together. Leaves out what changes them. Source: spec/cluster.md section 8 and Appendix D, "Configuration".
 */
import {
  CONFIGURATION_FILE,
  type NetTable,
  readServerConfiguration,
  type ServerConfiguration,
  TABLE_FILE,
  type Uuid,
  uuidText,
  writeServerConfiguration,
  ZERO_UUID,
} from '../../../protocols/cluster/index.ts';
import type { ServerCore } from '../core.ts';
import { readTable, sharedTable, tableOctets } from './table-cache.ts';

/** A net as its node knows it. */
export interface KnownNet {
  readonly table: NetTable;
  /** Where this node listens for it; the port stands in its own entry. */
  readonly listenHost: string;
}

/** Where originals listen: every address of the machine. Source: section 1. */
export const ANY_HOST = '::';

type Stored = (error?: string) => void;

export class Nets {
  private readonly core: ServerCore;
  private known: KnownNet[] = [];
  private waiting: Stored[] = [];
  private isWriting = false;
  /** Nets have come or gone since the configuration was written. */
  private isListChanged = false;
  /** Why nothing may be written: what stands on the disk is damaged, and could not be kept aside. */
  private barred: string | null = null;

  constructor(core: ServerCore) {
    this.core = core;
  }

  /** The net that is active, or would be at the next `open-net`: the one that was created or joined last. */
  get current(): KnownNet | null {
    return this.known.at(-1) ?? null;
  }

  has(uuid: Uuid): boolean {
    return this.known.some(({ table }) => table.uuid === uuid);
  }

  /** Adds a net, which is the current one from then on. */
  add(net: KnownNet): void {
    this.isListChanged = true;
    this.known.push(net);
  }

  /** Puts a changed table in the place of the one of that net. */
  change(table: NetTable): void {
    this.known = this.known.map((net) => (net.table.uuid === table.uuid ? { ...net, table } : net));
  }

  forget(uuid: Uuid): void {
    this.isListChanged = true;
    this.known = this.known.filter(({ table }) => table.uuid !== uuid);
  }

  /** Reads what the disk holds; `done` when that is known. */
  start(done: () => void): void {
    this.core.load(CONFIGURATION_FILE, (data) => {
      const wrong = data === null ? null : this.read(data);
      if (data === null || wrong === null) this.startTable(done);
      else this.keepAside(CONFIGURATION_FILE, data, wrong, done);
    });
  }

  private startTable(done: () => void): void {
    this.core.load(TABLE_FILE, (data) => {
      const read = data === null ? null : readTable(data);
      if (data === null || read === null) return done();
      if (read.kind === 'bad')
        return this.keepAside(TABLE_FILE, data, `is damaged (${read.fault.code} at octet ${read.fault.offset})`, done);
      const { table } = read.value;
      const known = this.known.find((net) => net.table.uuid === table.uuid);
      if (known !== undefined && known.table.timestamp < table.timestamp) this.change(table);
      done();
    });
  }

  /** Writes the configuration where it is older than the tables. */
  saveList(): void {
    if (this.known.length === 0) return;
    this.isListChanged = true;
    this.save((error) => {
      if (error !== undefined) this.core.notice(`configuration not on the disk: ${error}`);
    });
  }

  /** Writes all nets; `stored` when what they are now is on the disk, or with the reason why it is not. */
  save(stored: Stored): void {
    this.waiting.push(stored);
    if (!this.isWriting) this.write();
  }

  private write(): void {
    if (this.barred !== null) return this.written(this.barred);
    this.isWriting = true;
    const [path, data] =
      this.isListChanged || this.current === null ? this.list() : [TABLE_FILE, tableOctets(this.current.table)];
    this.isListChanged = false;
    const { waiting } = this;
    this.waiting = [];
    this.core.store(path, data, 'replace', (error) => {
      this.isWriting = false;
      this.isListChanged ||= error !== undefined;
      this.written(error, waiting);
    });
  }

  private list(): readonly [string, Uint8Array] {
    const { uuid, name } = this.core.options;
    const nets = this.known.map(({ table }) => table);
    const listenHosts = new Map(this.known.map(({ table, listenHost }) => [table.uuid, listenHost]));
    return [CONFIGURATION_FILE, writeServerConfiguration({ name, uuid, nets, listenHosts })];
  }

  private written(error: string | undefined, waiting = this.waiting.splice(0)): void {
    for (const stored of waiting) stored(error);
    if (this.waiting.length > 0 && !this.isWriting) this.write();
  }

  /** Takes over what the file says; gives what is wrong with it. */
  private read(data: Uint8Array): string | null {
    const read = readServerConfiguration(new Uint8Array(data));
    if (read.kind === 'bad') return `is damaged (${read.fault.code} at octet ${read.fault.offset})`;
    const { uuid } = read.value;
    if (uuid !== ZERO_UUID && uuid !== this.core.options.uuid) return `is that of the node ${uuidText(uuid)}`;
    this.known = knownNets(read.value);
    return null;
  }

  private keepAside(file: string, data: Uint8Array, wrong: string, done: () => void): void {
    const path = `${file}.${this.core.env.wallMs}`;
    this.core.store(path, new Uint8Array(data), 'create', (error) => {
      if (error !== undefined) this.barred = `${file} ${wrong} and cannot be kept aside: ${error}`;
      this.core.notice(
        `configuration: ${this.barred ?? `${file} ${wrong}; it is kept as ${path}, and what it held is not known`}`,
      );
      done();
    });
  }
}

function knownNets({ nets, listenHosts }: ServerConfiguration): KnownNet[] {
  return nets.map((table) => ({ table: sharedTable(table), listenHost: listenHosts?.get(table.uuid) ?? ANY_HOST }));
}

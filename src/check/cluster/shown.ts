/**
 * Packets as people read them in transcripts: who to, who from, and the payload decoded as far as its verb has a form.
 * Leaves out judging. Source: spec/cluster.md sections 5 and 6.
 */
import {
  addressText,
  type ClusterMessages,
  type FormatResult,
  nodeEndpointsStruct,
  nodeInfoStruct,
  nodesStruct,
  nodeStatusStruct,
  readNetTable,
  readPayload,
  type Payload,
} from '../../protocols/cluster/index.ts';

type Shown = Readonly<Record<string, unknown>>;

/** The fields of a handshake for people: UUIDs in digits. */
export function shownHandshake(value: Shown): Shown {
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, inDigits(part)]));
}

function inDigits(part: unknown): unknown {
  return part instanceof Uint8Array ? Buffer.from(part).toString('hex') : part;
}

/** The fields of a packet for people. */
export function shownPacket(messages: ClusterMessages, value: Shown): Shown {
  const { verb, destination, origin, payload } = value as {
    readonly verb: number;
    readonly destination: bigint;
    readonly origin: bigint;
    readonly payload: Uint8Array;
  };
  const read = readPayload(messages, verb, payload);
  const content = read.kind === 'ok' ? shownPayload(read.value) : { payload };
  return { to: addressText(destination), from: addressText(origin), ...content };
}

function shownPayload({ name, value }: Payload): Shown {
  switch (name) {
    case 'netTable':
      return inText(readNetTable(value.table), value.table);
    case 'nodes':
      return inText(nodesStruct.read(value.object), value.object);
    case 'endpoints':
      return inText(nodeEndpointsStruct.read(value.object), value.object);
    case 'status':
      return inText(nodeStatusStruct.read(value.object), value.object);
    case 'info':
      return inText(nodeInfoStruct.read(value.object), value.object);
    default:
      return value;
  }
}

function inText(read: FormatResult<object>, octets: Uint8Array): Shown {
  return read.kind === 'ok' ? { payload: textOf(read.value) } : { payload: octets, fault: read.fault.code };
}

/** A structure as JSON; what JSON has no numbers for in sixteen hexadecimal digits. */
function textOf(value: object): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === 'bigint') return addressText(part);
    return part instanceof Uint8Array ? Buffer.from(part).toString('hex') : part;
  });
}

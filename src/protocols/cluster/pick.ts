/**
 * Which declaration some octets are: a handshake by its object type, a payload by its verb, its size and its first octet.
 * Leaves out whether it belongs now and there (the node). Source: spec/cluster.md sections 3.3, 5 and 9.
 */
import type { MessageSpec, ValueOf } from '../../schema/index.ts';
import { decode, type Fault } from '../../wire/index.ts';
import { bad, type FormatBad, type FormatOk } from './formats/result.ts';
import type { ClusterMessages, PayloadName } from './messages.ts';
import { verbName, type VerbName } from './verbs.ts';

/** A handshake by its kind. `other` is one whose object type nobody knows: it is refused, and has no more octets than its head. */
export type Handshake =
  | { readonly object: 'node'; readonly value: ValueOf<ClusterMessages['handshakeNode']> }
  | { readonly object: 'service'; readonly value: ValueOf<ClusterMessages['handshakeService']> }
  | { readonly object: 'custom'; readonly value: ValueOf<ClusterMessages['handshakeCustom']> }
  | { readonly object: 'other'; readonly value: ValueOf<ClusterMessages['handshakeHead']> };

export type HandshakeResult =
  | { readonly kind: 'ok'; readonly handshake: Handshake; readonly end: number }
  | { readonly kind: 'need'; readonly octets: number }
  | { readonly kind: 'bad'; readonly fault: Fault };

const handshakes = {
  node: 'handshakeNode',
  service: 'handshakeService',
  custom: 'handshakeCustom',
  other: 'handshakeHead',
} as const;

/** The kind of an object type. Only its highest octet counts for a node, bits 23..20 tell a custom service. Source: 3.3. */
export function objectOf(type: number): Handshake['object'] {
  switch (type >>> 24) {
    case 0x01:
      return 'node';
    case 0x02:
      return ((type >>> 20) & 0xf) === 8 ? 'custom' : 'service';
    default:
      return 'other';
  }
}

/**
 * Reads a handshake request from `start`. Faults: bad-constant for what is no handshake at all (closed without an answer),
 * bad-utf8. Sizes of zero of a custom service are no fault here: they are refused with an answer (row 39).
 */
export function readHandshake(
  messages: ClusterMessages,
  octets: Uint8Array,
  start = 0,
  end = octets.length,
): HandshakeResult {
  const head = decode(messages.handshakeHead, octets, start, end);
  if (head.kind !== 'ok') return head;
  const object = objectOf(head.value.type);
  const whole = decode(messages[handshakes[object]] as MessageSpec, octets, start, end);
  if (whole.kind !== 'ok') return whole;
  return { kind: 'ok', handshake: { object, value: whole.value } as Handshake, end: whole.end };
}

/** A payload by its declaration. */
export type Payload = {
  readonly [Name in PayloadName]: { readonly name: Name; readonly value: ValueOf<ClusterMessages[Name]> };
}[PayloadName];

type Manifold = 'launchAnswer' | 'compileAnswer' | 'compileNotice';

/** Verbs with one form of payload. */
const forms: Readonly<Record<Exclude<VerbName, Manifold>, PayloadName>> = {
  ping: 'opaque',
  pingAnswer: 'opaque',
  join: 'join',
  joinAnswer: 'netTable',
  connect: 'netTable',
  connectAnswer: 'netTable',
  updateNodes: 'netTable',
  enumerateNodes: 'empty',
  nodes: 'nodes',
  enumerateEndpoints: 'enumerateEndpoints',
  endpoints: 'endpoints',
  status: 'status',
  infoRequest: 'empty',
  info: 'info',
  control: 'control',
  statusRequest: 'empty',
  logPrimary: 'logRecord',
  logBroadcast: 'logRecord',
  logClient: 'logRecord',
  launchHost: 'launchHost',
  killHost: 'empty',
  compile: 'compile',
  killCompiler: 'empty',
  allowTasks: 'allowTasks',
  hostTable: 'hostTable',
  hostTableAnswer: 'empty',
  scheduleTask: 'scheduleTask',
  scheduleTaskAnswer: 'empty',
  queueRequest: 'empty',
  queueStatus: 'queueStatus',
  terminate: 'empty',
  result: 'result',
};

/**
 * The declaration of a payload; `opaque` for a verb that is not in the source document.
 * Ambiguity: the page has the outcomes 0 and 1 of a compilation; any other is a fault of the form for 1. 5.6.
 */
export function payloadPick(verb: number, payload: Uint8Array): PayloadName {
  const name = verbName(verb);
  switch (name) {
    case undefined:
      return 'opaque';
    case 'launchAnswer':
      // Empty: a host tells its node that it is ready (row 27).
      if (payload.length === 0) return 'empty';
      return payload.length < HOST_STARTED ? 'launchStatus' : 'hostStarted';
    case 'compileAnswer':
      // Empty: still at work.
      if (payload.length === 0) return 'empty';
      return payload[0] === 0 ? 'compileFailed' : 'compiled';
    case 'compileNotice':
      return payload.length > NOTICE ? 'compileNoticeTexts' : 'compileNotice';
    default:
      return forms[name];
  }
}

/** Octets of a launch status with an address, and of a notice without texts. */
const HOST_STARTED = 12;
const NOTICE = 12;
const CONTROL = 4;

/**
 * Reads the payload of a packet. Octets after its last field are ignored (row 38), those that control lacks are zero (5.4).
 * Faults: out-of-bounds for a short one, and those of `decode`. Never throws on a peer's octets.
 */
export function readPayload(
  messages: ClusterMessages,
  verb: number,
  payload: Uint8Array,
): FormatOk<Payload> | FormatBad {
  const name = payloadPick(verb, payload);
  const octets = name === 'control' && payload.length < CONTROL ? padded(payload) : payload;
  const spec: MessageSpec = messages[name];
  const result = decode(spec, octets);
  switch (result.kind) {
    case 'ok':
      return { kind: 'ok', value: { name, value: result.value } as Payload };
    case 'need':
      return bad('out-of-bounds', spec.name, octets.length);
    case 'bad':
      return bad(result.fault.code, `${spec.name}/${result.fault.field}`, result.fault.offset);
  }
}

function padded(payload: Uint8Array): Uint8Array {
  const whole = new Uint8Array(CONTROL);
  whole.set(payload);
  return whole;
}

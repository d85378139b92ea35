/**
 * The messages of the cluster protocol, declared once: the handshake, the packet, and the payload of every verb.
 * Leaves out which of them some octets are (pick.ts) and what stands inside net tables, structures and packages (formats/).
 * Source: spec/cluster.md sections 3 to 5; the source document's drawings.
 */
import { constant, endedText, fixed, mark, message, restBytes, restLongs, restText, size } from '../../schema/index.ts';
import { bytes, text, u16, u32, u64, u8 } from '../../schema/index.ts';
import type { ClusterLimits } from './limits.ts';
import { NETWORK_ADDRESS_OCTETS } from './formats/network-address.ts';
import { UUID_OCTETS } from './formats/uuid.ts';
import { verbs } from './verbs.ts';

/** Object types of a handshake that have no variable part. Source: S, "TYPE VALUES"; 3.1. */
export const objectTypes = {
  node: 0x0100_0000,
  jobClient: 0x0200_0001,
  jobHost: 0x0200_0002,
  logger: 0x0200_0003,
} as const;

/** What a launch of a host came to; `timedOut` is made by clients and never on the wire. Source: 5.6. */
export const launchStatuses = {
  started: 0x0000,
  starting: 0x0001,
  timedOut: 0x8001,
  busy: 0x8002,
  discarded: 0x8003,
  noAsset: 0x8004,
  extractionFailed: 0x8005,
  compilationFailed: 0x8006,
  launchFailed: 0x8007,
  initializationFailed: 0x8008,
} as const;

/** Bits of node control. Source: 5.4. */
export const controls = { shutDown: 0x01, restart: 0x02, logOut: 0x04, hibernate: 0x08, terminate: 0x10 } as const;
/** Bits of a task's flags; receivers mask off the others. Source: 5.7. */
export const taskFlags = { movable: 0x1, atHead: 0x2, counted: 0x4 } as const;

/** The largest sizes that the object type of a custom service has bits for. Source: 3.1. */
const IDENTIFIER_MAX = 0xff;
const NAME_MAX = 0xfff;
/** Bits 23..20 of the object type of a custom service: they share two octets with the size of the name. */
const CUSTOM_MARK = 0x8000;

/**
 * All messages for some limits, the same objects for the same limits: a codec is compiled once for each.
 * Ambiguity: originals take any octets for text. What is no UTF-8 could not be told to a peer again as it came, so we refuse it;
 * nodes pass payloads on unread, so that what another endpoint makes of such a text is its own affair. Sections 2.2, 5.5 and 6.4.
 * Ambiguity: octets after the last field of a payload are ignored (row 38).
 */
export function clusterMessages(limits: ClusterLimits): ClusterMessages {
  const messages = declared.get(limits.payload) ?? { ...declareLinks(limits), ...declarePayloads(limits) };
  declared.set(limits.payload, messages);
  return messages;
}

const declared = new Map<number, ClusterMessages>();

const about = (name: string, source: string, doc: string) => ({ name, source, doc, byteOrder: 'le' as const });
const signature = (value: string) => mark({ text: value, doc: 'Signature.' });

function declareLinks(limits: ClusterLimits) {
  const objectType = u32({ names: objectTypes, doc: 'Object type.' });
  return {
    handshakeHead: message({
      ...about(
        'handshake-head',
        'S; 3.1',
        'The beginning of every handshake; all of one whose object type nobody knows.',
      ),
      fields: { signature: signature('ECLFAUTH'), type: objectType },
    }),
    handshakeNode: message({
      ...about('handshake-node', 'S; 3.1', 'A node connects, or asks to join where the target is zero.'),
      fields: {
        signature: signature('ECLFAUTH'),
        type: objectType,
        uuid: fixed(UUID_OCTETS, { doc: 'UUID of the node that dials.' }),
        target: fixed(UUID_OCTETS, { doc: 'UUID of the node that it means to reach; zero to join.' }),
      },
    }),
    handshakeService: message({
      ...about('handshake-service', 'S; 3.1', 'An endpoint of a known service connects: job client, job host, logger.'),
      fields: { signature: signature('ECLFAUTH'), type: objectType },
    }),
    handshakeCustom: message({
      ...about('handshake-custom', 'S; 3.1', 'An endpoint of a service of its own connects.'),
      fields: {
        signature: signature('ECLFAUTH'),
        identifierSize: size('u8', {
          of: 'identifier',
          max: IDENTIFIER_MAX,
          unit: 'octets',
          doc: 'Bits 7..0 of the type.',
        }),
        nameSize: size('u16', {
          ...{ of: 'name', max: NAME_MAX, base: CUSTOM_MARK, unit: 'octets' },
          doc: 'Bits 19..8 of the type, under the mark of a custom service.',
        }),
        level: constant('u8', { value: 2, doc: 'Bits 31..24 of the type: an endpoint.' }),
        identifier: text({ sizedBy: 'identifierSize', doc: 'What the service is found by.' }),
        name: text({ sizedBy: 'nameSize', doc: 'What the service is called, if it is new.' }),
      },
    }),
    handshakeAnswer: message({
      ...about('handshake-answer', 'S; 3.2', 'Taken, with the address that it gets; refused where that is zero.'),
      fields: {
        signature: signature('ECLFRESP'),
        object: u64({ doc: 'Address of who dialled; zero: refused.' }),
        server: u64({ doc: 'Address of the node that answers.' }),
      },
    }),
    packet: message({
      ...about('packet', 'S; 4.1', 'Everything after the handshake.'),
      fields: {
        verb: u32({ names: verbs, doc: 'What it is.' }),
        payloadSize: size('u32', { of: 'payload', max: limits.payload, unit: 'octets', doc: 'Length of payload.' }),
        destination: u64({ doc: 'Address that it goes to.' }),
        origin: u64({ doc: 'Address that answers go to.' }),
        payload: bytes({ sizedBy: 'payloadSize', doc: 'Content, as the verb has it.' }),
      },
    }),
  };
}

function declarePayloads({ payload: max }: ClusterLimits) {
  const packageOf = (doc: string) => restBytes({ max, doc });
  return {
    opaque: message({
      ...about('opaque', 'S; 5.2, 5.8', 'A ping, its answer, and every verb of the user space.'),
      fields: { octets: restBytes({ max, doc: 'Whatever the sender put there.' }) },
    }),
    empty: message({ ...about('empty', 'S; 5.1', 'Nothing; what comes is ignored.'), fields: {} }),
    join: message({
      ...about('join', 'S; 5.3, 00000101', 'A joining node tells of itself.'),
      fields: {
        ip: fixed(NETWORK_ADDRESS_OCTETS, { doc: 'Network address under which it reached the acceptor.' }),
        port: u16({ doc: 'Port on which it will listen.' }),
        name: restText({ max, doc: 'Its name.' }),
      },
    }),
    netTable: message({
      ...about('net-table', 'S; 5.3; 6.5', 'The net as the sender knows it: join answer, connect, its answer, update.'),
      fields: { table: restBytes({ max, doc: 'A registry.' }) },
    }),
    nodes: message({
      ...about('nodes', 'S; 5.4, 00010201', 'Every node of the net that the asked one knows.'),
      fields: { object: restBytes({ max, doc: 'NodesStruct.' }) },
    }),
    enumerateEndpoints: message({
      ...about('enumerate-endpoints', 'S; 5.4, 00000202', 'Which endpoints does the node have?'),
      fields: { service: restText({ max, doc: 'Identifier of a service; empty for all.' }) },
    }),
    endpoints: message({
      ...about('endpoints', 'S; 5.4, 00010202', 'Endpoints of the asked node.'),
      fields: { object: restBytes({ max, doc: 'NodeEndpointsStruct.' }) },
    }),
    status: message({
      ...about('status', 'S; 5.4, 00000203', 'How a node does: told by itself, and the answer to 00000206.'),
      fields: { object: restBytes({ max, doc: 'NodeStatusStruct.' }) },
    }),
    info: message({
      ...about('info', 'S; 5.4, 00010204', 'What a node runs on.'),
      fields: { object: restBytes({ max, doc: 'NodeInfoStruct.' }) },
    }),
    control: message({
      ...about('control', 'S; 5.4, 00000205', 'Power control of the machine. Missing octets are zero (pick.ts).'),
      fields: { mask: u32({ names: controls, doc: 'Bits of what to do.' }) },
    }),
    logRecord: message({
      ...about('log-record', 'S; 5.5', 'A line of log, in all three verbs.'),
      fields: {
        author: u64({ doc: 'Who says it, as it says itself.' }),
        time: u64({ doc: 'When, in ticks.' }),
        line: restText({ max, doc: 'The line.' }),
      },
    }),
    launchHost: message({
      ...about('launch-host', 'S; 5.6, 00000411', 'Start a job host.'),
      fields: { package: packageOf('An EIPF package with a kernel or its sources.') },
    }),
    launchStatus: message({
      ...about('launch-status', 'S; 5.6, 00010411', 'How the launch goes.'),
      fields: { status: u32({ names: launchStatuses, doc: 'Status.' }) },
    }),
    hostStarted: message({
      ...about('host-started', 'S; 5.6, 00010411', 'The host is ready.'),
      fields: {
        status: u32({ names: launchStatuses, doc: 'Status 0.' }),
        host: u64({ doc: 'Address of the host.' }),
      },
    }),
    compile: message({
      ...about('compile', 'S; 5.6, 00000413', 'Compile on this node.'),
      fields: {
        words: endedText({ max, doc: 'System, architecture, mode, joined by dashes.' }),
        package: packageOf('An EIPF package with sources.'),
      },
    }),
    compiled: message({
      ...about('compiled', 'S; 5.6, 00010413', 'Compiled.'),
      fields: {
        outcome: constant('u8', { value: 1, doc: 'Success.' }),
        package: packageOf('An EIPF package with what was built.'),
      },
    }),
    compileFailed: message({
      ...about('compile-failed', 'S; 5.6, 00010413', 'Not compiled.'),
      fields: {
        outcome: constant('u8', { value: 0, doc: 'Failure.' }),
        reason: restText({ max, doc: 'Why; #toolchain, or # and an exit code.' }),
      },
    }),
    compileNotice: message({
      ...about('compile-notice', 'S; 5.6, 00000415', 'A compile host is done and has nothing to tell.'),
      fields: {
        requester: u64({ doc: 'For whom it compiled.' }),
        status: u32({ names: { success: 0, failure: 1 }, doc: 'How it went; not looked at.' }),
      },
    }),
    compileNoticeTexts: message({
      ...about('compile-notice-texts', 'S; 5.6, 00000415', 'A compile host is done.'),
      fields: {
        requester: u64({ doc: 'For whom it compiled.' }),
        status: u32({ names: { success: 0, failure: 1 }, doc: 'How it went; not looked at.' }),
        first: endedText({ max, doc: 'Path of what was built, or why nothing was.' }),
        second: restText({ max, doc: 'Root folder of what was built; empty: failed.' }),
      },
    }),
    allowTasks: message({
      ...about('allow-tasks', 'S; 5.6, 00000416', 'May the node launch hosts?'),
      fields: { allowed: u8({ names: { disallow: 0, allow: 1 }, doc: 'Anything but 0: it may.' }) },
    }),
    hostTable: message({
      ...about('host-table', 'S; 5.7, 00000421', 'The communication table of a computation.'),
      fields: {
        primary: u64({ doc: 'Address of the host that runs the first task.' }),
        participants: restLongs({ max, doc: 'Of each participant the address of its node, then of its host.' }),
      },
    }),
    scheduleTask: message({
      ...about('schedule-task', 'S; 5.7, 00000422', 'Run a task.'),
      fields: {
        flags: u32({ doc: 'Bits: 1 movable, 2 at the head of the queue, 4 counted.' }),
        className: endedText({ max, doc: 'Class of the task.' }),
        data: restBytes({ max, doc: 'Its data.' }),
      },
    }),
    queueStatus: message({
      ...about('queue-status', 'S; 5.7, 00010423', 'How far a host is.'),
      fields: {
        pending: u32({ doc: 'Tasks that wait.' }),
        inProcess: u32({ doc: 'Tasks that run.' }),
        complete: u32({ doc: 'Counted tasks that are done.' }),
        total: u32({
          names: { unknown: 0xffff_ffff },
          doc: 'Counted tasks in all; FFFFFFFF where nothing is counted.',
        }),
      },
    }),
    result: message({
      ...about('result', 'S; 5.7, 00000431', 'What a computation came to.'),
      fields: { output: restBytes({ max, doc: 'Output.' }) },
    }),
  };
}

export type ClusterMessages = ReturnType<typeof declareLinks> & ReturnType<typeof declarePayloads>;
export type PayloadName = keyof ReturnType<typeof declarePayloads>;

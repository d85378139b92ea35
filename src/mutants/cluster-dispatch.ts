/**
 * Deliberate faults of which packets a cluster node takes for itself, and from whom.
 * Leaves out what its parts do with them (cluster-services.ts,
   cluster-work.ts). Source: spec/cluster.md sections 4.2, 5.1, 5.2 and 8.
 */
import { inFile, type Mutant } from './mutant.ts';

const admitted = 'const name = this.admitted(from, packet);';
/** A packet of this verb, of that class, is answered with itself. */
const echo = (holds: string) => ({
  find: 'if (verbClass(packet.verb) === verbClasses.common && packet.verb !== verbs.ping) return;',
  replace: `if (${holds}) return this.side.answerPing(packet, from);
    if (verbClass(packet.verb) === verbClasses.common && packet.verb !== verbs.ping) return;`,
});

const dispatch = inFile('src/node/cluster/dispatch.ts', [
  {
    name: 'cluster-answers-ping-answers',
    requirement: 'CLU-PING-004',
    what: 'A ping answer is answered.',
    ...echo('packet.verb === verbs.pingAnswer'),
  },
  {
    name: 'cluster-answers-whole-class-00',
    requirement: 'CLU-PING-005',
    what: 'Verbs of the class 00 that are no pings are answered.',
    ...echo('verbClass(packet.verb) === 0 && !isUserVerb(packet.verb) && packet.verb !== verbs.pingAnswer'),
  },
  {
    name: 'cluster-answers-user-verbs-of-class-00',
    requirement: 'CLU-USER-004',
    what: 'User verbs of the class 00 for the node are answered.',
    ...echo('isUserVerb(packet.verb) && verbClass(packet.verb) === 0'),
  },
  {
    name: 'cluster-answers-user-verbs-of-class-01',
    requirement: 'CLU-USER-006',
    what: 'A user verb of the class 01 for the node ends the connection.',
    ...echo('isUserVerb(packet.verb) && verbClass(packet.verb) === 1'),
  },
  {
    name: 'cluster-looks-at-low-half-of-verbs',
    requirement: 'CLU-USER-002',
    what: 'The highest bit of a verb is not looked at.',
    find: 'const name = verbName(packet.verb);\n    const audience',
    replace:
      'const name = verbName(isUserVerb(packet.verb) && verbClass(packet.verb) > 1 ? packet.verb & 0xffff ' +
      ': packet.verb);\n    const audience',
  },
  {
    name: 'cluster-answers-unknown-verbs',
    requirement: 'CLU-ROUTE-022',
    what: 'A verb that the node does not know comes back to its sender.',
    find:
      "if (name === undefined || audience === undefined) return this.dropped(packet, from, 'is nothing for " +
      "a node');",
    replace: `if (name === undefined && !isUserVerb(packet.verb) && verbClass(packet.verb) !== verbClasses.net) {
      this.side.answerPing(packet, from);
      return null;
    }
    if (name === undefined || audience === undefined) return this.dropped(packet, from, 'is nothing for a node');`,
  },
  {
    name: 'cluster-ends-on-unknown-net-verb',
    requirement: 'CLU-TABLE-018',
    what: 'A verb of the class 01 that nobody knows is answered.',
    find: admitted,
    replace: `if (verbClass(packet.verb) === verbClasses.net && verbName(packet.verb) === undefined
      && (packet.verb & 0xff) < 5)
      return this.side.answerPing(packet, from);
    ${admitted}`,
  },
  {
    name: 'cluster-asks-for-content-of-requests',
    requirement: 'CLU-STATUS-005',
    what: 'A request without content that has a payload is dropped.',
    find: admitted,
    replace: `if ([0x201, 0x204, 0x206].includes(packet.verb) && packet.payload.length > 0) return;\n    ${admitted}`,
  },
  {
    name: 'cluster-fills-short-join',
    requirement: 'CLU-JOIN-020',
    what: 'What a join lacks is taken for zeros.',
    find: 'if (from.heard !== null) return from.heard(packet);',
    replace: `if (packet.verb === verbs.join && packet.payload.length < 18) {
      const payload = new Uint8Array(18);
      payload.set(packet.payload);
      packet = { ...packet, payload };
    }
    if (from.heard !== null) return from.heard(packet);`,
  },
  {
    name: 'cluster-takes-one-octet-for-permission',
    requirement: 'CLU-TASK-003',
    what: 'Allow tasks is taken with the octet 1 only.',
    find: admitted,
    replace: `if (packet.verb === verbs.allowTasks && packet.payload.length === 1
      && packet.payload[0] > 1) return;\n    ${admitted}`,
  },
  {
    name: 'cluster-empty-permission-allows',
    requirement: 'CLU-TASK-005',
    what: 'Allow tasks without content allows.',
    find: admitted,
    replace: `if (packet.verb === verbs.allowTasks && packet.payload.length === 0)
      return this.act('allowTasks', { ...packet, payload: Uint8Array.of(1) }, from);
    ${admitted}`,
  },
  {
    name: 'cluster-empty-permission-disallows',
    requirement: 'CLU-TASK-005',
    what: 'Allow tasks without content disallows.',
    find: admitted,
    replace: `if (packet.verb === verbs.allowTasks && packet.payload.length === 0)
      return this.act('allowTasks', { ...packet, payload: Uint8Array.of(0) }, from);
    ${admitted}`,
  },
  {
    name: 'cluster-answers-compile-without-zero',
    requirement: 'CLU-COMP-001',
    what: 'A compile request without a zero octet is answered.',
    find: admitted,
    replace: `if (packet.verb === verbs.compile && !packet.payload.includes(0))
      return this.side.answerPing(packet, from);
    ${admitted}`,
  },
  {
    name: 'cluster-wants-whole-control-mask',
    requirement: 'CLU-CTRL-002',
    what: 'Node control that is too short comes back to its sender.',
    find: admitted,
    replace: `if (packet.verb === verbs.control && packet.payload.length < 4)
      return this.side.answerPing(packet, from);\n    ${admitted}`,
  },
  {
    name: 'cluster-answers-control-without-bits',
    requirement: 'CLU-CTRL-001',
    what: 'Node control without a bit is answered.',
    find: admitted,
    replace: `if (packet.verb === verbs.control && packet.payload.length === 4
      && packet.payload.every((octet) => octet === 0))
      return this.side.answerPing(packet, from);
    ${admitted}`,
  },
  {
    name: 'cluster-answers-unknown-bits',
    requirement: 'CLU-CTRL-003',
    what: 'Node control with a bit that the page does not have is answered.',
    find: admitted,
    replace: `if (packet.verb === verbs.control && packet.payload.some((octet, at) => at > 0 && octet !== 0))
      return this.side.answerPing(packet, from);
    ${admitted}`,
  },
  {
    name: 'cluster-shows-answers',
    requirement: 'CLU-STATUS-023',
    what: 'Answers of the status verbs that come to a node go back.',
    find: admitted,
    replace: `if ([0x1_0201, 0x1_0202, 0x1_0204].includes(packet.verb)) return this.side.answerPing(packet,
      from);\n    ${admitted}`,
  },
  {
    name: 'cluster-takes-client-log-line',
    requirement: 'CLU-LOG-008',
    what: 'A client log line that is sent to the node is told to its loggers.',
    find: admitted,
    replace: `if (packet.verb === verbs.logClient && packet.payload.length > 15)
      return this.act('logBroadcast', packet, from);
    ${admitted}`,
  },
  {
    name: 'cluster-answers-status-of-node',
    requirement: 'CLU-STATUS-021',
    what: 'A status that comes from a node is answered.',
    find: admitted,
    replace: `if (packet.verb === verbs.status && packet.payload.length > 60 && packet.payload[0] === 0x65)
      return this.side.answerPing({ ...packet, payload: packet.payload }, from);
    ${admitted}`,
  },
  {
    name: 'cluster-dies-of-damaged-status',
    requirement: 'CLU-STATUS-022',
    what: 'A node whose neighbour tells a damaged status answers no pings any more.',
    find: admitted,
    replace: `if (packet.verb === verbs.status && from.kind === 'node'
      && packet.payload[0] !== 0x65) this.side.answerPing = () => undefined;
    ${admitted}`,
  },
]);

export const clusterDispatch: readonly Mutant[] = [...dispatch];

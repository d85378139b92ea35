/**
 * Deliberate faults of cluster nodes that the scenarios of one requirement alone can notice,
   for those that the other files leave.
 * Leaves out endpoints. Source: spec/cluster.md sections 2 to 8.
 */
import { inFile, type Mutant } from './mutant.ts';

const admitted = 'const name = this.admitted(from, packet);';
const whole = 'this.router.push(link, data);';
const ours = 'return (verbClass(verb) === verbClasses.net';

const connections = inFile('src/node/cluster/connections.ts', [
  {
    name: 'cluster-loses-cut-packet-of-node',
    requirement: 'CLU-FRAME-003',
    what: 'A small packet of a node that is cut is lost.',
    find: whole,
    replace: `if (link.kind === 'node' && partialOctets > 4 && stream.held[0] === 1
      && stream.held[4] === 3) return;\n    ${whole}`,
  },
  {
    name: 'cluster-loses-cut-join',
    requirement: 'CLU-JOIN-017',
    what: 'A join that is cut is lost.',
    find: whole,
    replace: `if (link.kind === 'joiner' && partialOctets > 0) return;\n    ${whole}`,
  },
  {
    name: 'cluster-loses-cut-connect',
    requirement: 'CLU-CONN-013',
    what: 'A connect that is cut is lost.',
    find: whole,
    replace: `if (link.kind === 'node' && partialOctets > 1 && stream.held[0] === 2
      && stream.held[1] === 1) return;\n    ${whole}`,
  },
  {
    name: 'cluster-half-handshake-is-the-last',
    requirement: 'CLU-HAND-026',
    what: 'After a handshake that ended before it was whole nobody is taken.',
    find: "return this.end(link, 'the peer ended');",
    replace: `if (link.stage === 'handshake') this.accept = (late) => this.turn.out.abort(late.conn);
        return this.end(link, 'the peer ended');`,
  },
  {
    name: 'cluster-fifteen-handshakes-at-a-time',
    requirement: 'CLU-HARD-003',
    what: 'While fifteen connections have said no handshake no other is taken.',
    find: 'private accept(link: ServerLink): void {',
    replace: `private accept(link: ServerLink): void {
    if ([...this.links.all()].filter(({ kind }) => kind === 'new').length > 14) return this.turn.out.abort(link.conn);`,
  },
]);

const dispatch = inFile('src/node/cluster/dispatch.ts', [
  {
    name: 'cluster-join-elsewhere-ends-connection',
    requirement: 'CLU-JOIN-019',
    what: 'A join from who may not ends its connection.',
    find: admitted,
    replace: `if (packet.verb === verbs.join && from.kind !== 'joiner' && packet.payload.length > 17
      && packet.payload.length < 200)
      return from.fault({ field: 'verb', seen: packet.verb });
    ${admitted}`,
  },
  {
    name: 'cluster-serves-no-node-that-it-dialled',
    requirement: 'CLU-CONN-016',
    what: 'Pings of a node that was dialled are not answered.',
    find: admitted,
    replace: `if (from.isDialled && packet.verb === verbs.ping) return;\n    ${admitted}`,
  },
  {
    name: 'cluster-takes-table-from-endpoint',
    requirement: 'CLU-HARD-002',
    what: 'A table from an endpoint is taken as if a connected node had sent it.',
    find: admitted,
    replace: `const [node] = from.kind === 'endpoint' ? from.owner.links.nodes() : [];
    if (node !== undefined && packet.verb === verbs.updateNodes) return this.act('updateNodes', packet, node);
    ${admitted}`,
  },
]);

const router = inFile('src/node/cluster/router.ts', [
  {
    name: 'cluster-answers-for-other-node',
    requirement: 'CLU-STATUS-025',
    what: 'A status request for another node is answered here.',
    find: ours,
    replace: `if ([0x201, 0x202, 0x204].includes(verb) && high === SERVER_HIGH && low !== 0) return true;\n    ${ours}`,
  },
  {
    name: 'cluster-keeps-client-log-lines',
    requirement: 'CLU-LOG-009',
    what: 'A client log line for a logger here is taken by the node.',
    find: ours,
    replace: `if (verb === 0x303 && this.node === low >>> 16 && high === 0x0200_0003
      && (low & 0xffff) !== 0) return true;\n    ${ours}`,
  },
  {
    name: 'cluster-logs-for-other-node',
    requirement: 'CLU-LOG-013',
    what: 'A log line for another node is shown here.',
    find: ours,
    replace: `if (verb === 0x301 && high === SERVER_HIGH && low !== 0) return true;\n    ${ours}`,
  },
]);

const net = [
  ...inFile('src/node/cluster/net/admission.ts', [
    {
      name: 'cluster-handshake-adds-joiner',
      requirement: 'CLU-JOIN-021',
      what: 'A joiner that ends its connection without a word is in the table.',
      find: 'this.admitted.delete(link);\n  }',
      replace: `if (this.admitted.has(link) && link.heardAtUs === 0) this.take(link, { reachedAt: '::',
        port: 1, name: '' });
    this.admitted.delete(link);
  }`,
    },
  ]),
  ...inFile('src/node/cluster/net/connector.ts', [
    {
      name: 'cluster-joined-node-waits',
      requirement: 'CLU-JOIN-025',
      what: 'A node that joined waits to be dialled.',
      find: 'return port !== 0 && !isOurs',
      replace: 'return table.nodes[0]?.uuid === core.options.uuid && port !== 0 && !isOurs',
    },
    {
      name: 'cluster-dials-in-first-activation',
      requirement: 'CLU-STATE-008',
      what: 'A node that was offline for a moment dials nobody.',
      find: 'this.core.cancel(NEXT_PASS);',
      replace: 'this.core.cancel(NEXT_PASS);\n    this.start = () => undefined;',
    },
  ]),
  ...inFile('src/node/cluster/net/updates.ts', [
    {
      name: 'cluster-strict-connect-is-not-answered',
      requirement: 'CLU-CONN-011',
      what: 'In the dialect seed-strict a connect is not answered.',
      find: 'if (isStrict) tellTable(from, verbs.connectAnswer);',
      replace: '',
      profile: 'dialect=seed-strict',
    },
  ]),
  ...inFile('src/node/cluster/net/membership.ts', [
    {
      name: 'cluster-removed-node-keeps-endpoints',
      requirement: 'CLU-REM-011',
      what: 'A node that is removed keeps the connections of its endpoints.',
      find: 'core.goOffline();\n',
      replace: `const { connections } = core;
    const { end } = connections;
    connections.end = (link, reason) => link.kind !== 'endpoint' && end.call(connections, link, reason);
    core.goOffline();
    connections.end = end;
`,
    },
  ]),
  ...inFile('src/protocols/cluster/formats/net-table.ts', [
    {
      name: 'cluster-names-entries-from-0',
      requirement: 'CLU-TABLE-012',
      what: 'The sub-nodes of a table are called 0000 and so on.',
      find: 'return (index + 1).toString(16)',
      replace: 'return index.toString(16)',
    },
  ]),
];

const server = inFile('src/node/cluster/server.ts', [
  {
    name: 'cluster-says-goodbye',
    requirement: 'CLU-STATE-001',
    what: 'Who is connected is told before the node goes offline.',
    find: 'this.connections.endAll(',
    replace: `for (const link of this.links()) if (this.online) this.connections.send(link, 1,
      new Uint8Array(0), link.address);
    this.connections.endAll(`,
  },
  {
    name: 'cluster-listens-while-offline',
    requirement: 'CLU-STATE-002',
    what: 'A node that is offline goes on listening.',
    find: 'this.listeners.stop();',
    replace: '',
  },
]);

const services = [
  ...inFile('src/protocols/cluster/formats/structures.ts', [
    {
      name: 'cluster-nodes-have-other-names',
      requirement: 'CLU-STATUS-001',
      what: 'The nodes are told with a property that the page does not have.',
      find: "online: 'boolean' } } }",
      replace: "online: 'boolean' } }, count: 'uint32' }",
    },
    {
      name: 'cluster-info-lacks-processor',
      requirement: 'CLU-STATUS-013',
      what: 'The info tells the processor under another name.',
      find: "processorName: 'string',",
      replace: "processorLabel: 'string',",
    },
  ]),
  ...inFile('src/node/cluster/directory.ts', [
    {
      name: 'cluster-lists-who-has-left',
      requirement: 'CLU-STATUS-012',
      what: 'An endpoint that has left is listed until another one comes.',
      find: 'this.registered.delete(keyOf(word, instance));\n    this.listed = null;',
      replace: 'this.registered.delete(keyOf(word, instance));',
    },
  ]),
  ...inFile('src/node/cluster/status.ts', [
    {
      name: 'cluster-damaged-query-ends-node',
      requirement: 'CLU-HARD-007',
      what: 'A query for endpoints that is no UTF-8 makes the node go offline.',
      find: 'return core.notice(`a query for endpoints',
      replace: 'core.goOffline();\n    return core.notice(`a query for endpoints',
    },
  ]),
  ...inFile('src/node/cluster/rent/rent-part.ts', [
    {
      name: 'cluster-disallows-compiling',
      requirement: 'CLU-COMP-012',
      what: 'While tasks are disallowed nothing is compiled.',
      find: 'rent.tasksAllowed = payload[0] !== 0;\n',
      replace: `rent.tasksAllowed = payload[0] !== 0;
        if (!rent.tasksAllowed) rent.compiler.start = (_, done) => done({ kind: 'failed', isSilent: false,
          text: 'tasks' });
`,
    },
    {
      name: 'cluster-strict-kill-goes-on',
      requirement: 'CLU-LAUNCH-024',
      what: 'In the dialect seed-strict too, kill host is passed on to all nodes.',
      find: "core.options.dialect === 'seed-strict' ||",
      replace: '',
      profile: 'dialect=seed-strict',
    },
  ]),
  ...inFile('src/node/cluster/rent/rent.ts', [
    {
      name: 'cluster-failed-compilation-has-no-asset',
      requirement: 'CLU-LAUNCH-025',
      what: 'Sources that cannot be compiled are told as a package without a kernel.',
      find: "outcome.isSilent ? 'extractionFailed' : 'compilationFailed'",
      replace: "outcome.isSilent ? 'extractionFailed' : 'noAsset'",
    },
  ]),
  ...inFile('src/node/cluster/compile/compiler.ts', [
    {
      name: 'cluster-last-compilation-only',
      requirement: 'CLU-COMP-013',
      what: 'A compilation ends those of others.',
      find: 'this.jobs.push(job);\n',
      replace: 'for (const other of this.jobs) this.end(other);\n    this.jobs.push(job);\n',
    },
  ]),
  ...inFile('src/node/cluster/host/job-host.ts', [
    {
      name: 'host-does-not-answer-table',
      requirement: 'CLU-LAUNCH-013',
      what: 'A host does not answer its first task.',
      find: 'return this.attachment.send(verbs.scheduleTaskAnswer, message.from, NOTHING);',
      replace: 'return;',
    },
    {
      name: 'host-gives-half-result',
      requirement: 'CLU-LAUNCH-014',
      what: 'A host gives the first half of a result.',
      find: 'encode(this.messages.result, { output })',
      replace: 'encode(this.messages.result, { output: output.subarray(0, output.length / 2) })',
    },
    {
      name: 'host-tells-its-status-to-itself',
      requirement: 'CLU-LAUNCH-021',
      what: 'A host tells its queue status to its node only.',
      find: 'for (const taker of takers) attachment',
      replace: 'for (const taker of takers) if (taker !== this.employer) attachment',
    },
  ]),
];

export const clusterNarrow: readonly Mutant[] = [
  ...connections,
  ...dispatch,
  ...router,
  ...net,
  ...server,
  ...services,
];

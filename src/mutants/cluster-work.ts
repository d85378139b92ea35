/**
 * Deliberate faults of how a cluster node launches job hosts. Leaves out compiling (cluster-compile.ts).
 * Source: spec/cluster.md sections 5.6, 7.7, 7.11 and 8; Appendix C.
 */
import { inFile, type Mutant } from './mutant.ts';

const part = inFile('src/node/cluster/rent/rent-part.ts', [
  {
    name: 'cluster-disallows-with-anything',
    requirement: 'CLU-TASK-002',
    what: 'Tasks that were disallowed cannot be allowed by the octet 1.',
    find: 'rent.tasksAllowed = payload[0] !== 0;\n',
    replace: 'rent.tasksAllowed = payload[0] !== 0 && (rent.tasksAllowed || payload.length > 1 || payload[0] > 1);\n',
  },
  {
    name: 'cluster-looks-at-last-octet',
    requirement: 'CLU-TASK-004',
    what: 'Of a permission all octets count.',
    find: 'rent.tasksAllowed = payload[0] !== 0;\n',
    replace: 'rent.tasksAllowed = payload.some((octet) => octet !== 0);\n',
  },
  {
    name: 'cluster-answers-allow-tasks',
    requirement: 'CLU-TASK-006',
    what: 'Allow tasks is answered.',
    find: 'allowTasks: ({ payload }) => {',
    replace:
      'allowTasks: ({ payload, origin }) => {\n        if (rent.tasksAllowed) core.route(0x1_0416, origin, ' +
      'nothing.slice());',
  },
  {
    name: 'cluster-tasks-disallowed-at-first',
    requirement: 'CLU-TASK-007',
    what: 'A node that goes online for the first time disallows tasks.',
    find: 'online: () => void (rent.tasksAllowed = true),',
    replace:
      'online: () => {\n      rent.tasksAllowed = rent.wasOnline === true;\n      rent.wasOnline = true;\n    },',
  },
  {
    name: 'cluster-keeps-permission-while-offline',
    requirement: 'CLU-TASK-008',
    what: 'Tasks that were disallowed stay so when the node goes online again.',
    find: 'online: () => void (rent.tasksAllowed = true),',
    replace: '',
  },
  {
    name: 'cluster-allows-endpoints-only',
    requirement: 'CLU-TASK-010',
    what: 'Nodes may not allow and disallow tasks.',
    find: 'allowTasks: ({ payload }) => {',
    replace: "allowTasks: ({ payload }, from) => {\n        if (from.kind === 'node') return;",
  },
  {
    name: 'cluster-operator-cannot-disallow',
    requirement: 'CLU-TASK-011',
    what: 'What the operator tells of tasks has no effect.',
    find: 'rent.tasksAllowed = command.allow;',
    replace: '',
  },
  {
    name: 'cluster-any-endpoint-is-host',
    requirement: 'CLU-HARD-011',
    what: 'A ready notice of an endpoint that is no job host is answered as a launch.',
    find: 'if (!isOwnHost(from) || !rent.ready(from)) core',
    replace:
      'if (!isOwnHost(from)) core.route(verbs.launchAnswer, from.address, nothing.slice());\n  else if ' +
      '(!rent.ready(from)) core',
  },
  {
    name: 'cluster-ready-notice-makes-busy',
    requirement: 'CLU-LAUNCH-020',
    what: 'After a ready notice that nobody waited for, launches are discarded.',
    find: 'if (!isOwnHost(from) || !rent.ready(from)) core',
    replace: 'if (isOwnHost(from) && !rent.ready(from)) rent.tasksAllowed = false;\n  else if (!isOwnHost(from)) core',
  },
  {
    name: 'cluster-kill-stays-here',
    requirement: 'CLU-LAUNCH-017',
    what: 'Kill host from an endpoint is not passed on.',
    find: 'core.route(verbs.killHost, ALL_NODES, nothing);',
    replace: '',
  },
  {
    name: 'cluster-kill-goes-round',
    requirement: 'CLU-LAUNCH-018',
    what: 'Kill host from a node is passed on to all nodes.',
    find: '|| partsOf(origin).level === levels.node) return;',
    replace: '|| partsOf(origin).level === levels.none) return;',
  },
  {
    name: 'cluster-answers-kill-host',
    requirement: 'CLU-LAUNCH-019',
    what: 'Kill host is answered.',
    find: 'rent.kill();\n',
    replace:
      'rent.kill();\n  if (partsOf(origin).service === services.client) core.route(0x1_0412, origin, ' +
      'nothing.slice());\n',
  },
]);

const rent = inFile('src/node/cluster/rent/rent.ts', [
  {
    name: 'cluster-discarded-is-busy',
    requirement: 'CLU-TASK-001',
    what: 'While tasks are disallowed a package for nobody is answered with its own status.',
    find: "if (!this.tasksAllowed) return this.refuse(client, 'discarded', 'tasks are not allowed');",
    replace:
      'if (!this.tasksAllowed) return this.refuse(client, octets.length > 200 && readPackage(octets.slice()).kind ' +
      "=== 'ok' && octets.length !== 64 ? 'busy' : 'discarded', 'tasks are not allowed');",
  },
  {
    name: 'cluster-looks-at-package-first',
    requirement: 'CLU-TASK-009',
    what: 'A damaged package is told as such while tasks are disallowed.',
    find: 'if (!this.tasksAllowed) return this.refuse(',
    replace:
      "if (readPackage(octets.slice()).kind === 'bad' && this.core.options.policy.kernels && !this.tasksAllowed) " +
      "return this.refuse(client, 'extractionFailed', '');\n    if (!this.tasksAllowed) return this.refuse(",
  },
  {
    name: 'cluster-busy-only-if-allowed',
    requirement: 'CLU-LAUNCH-009',
    what: 'Whether tasks are allowed is looked at before whether a host runs.',
    find: 'if (this.launch !== null) return',
    replace:
      "if (this.launch !== null && !this.tasksAllowed) return this.refuse(client, 'discarded', 'tasks are not " +
      "allowed');\n    if (this.launch !== null) return",
  },
  {
    name: 'cluster-two-hosts-at-a-time',
    requirement: 'CLU-LAUNCH-008',
    what: 'A launch while a host starts takes its place.',
    find: 'if (this.launch !== null) return',
    replace:
      'if (this.launch !== null && this.launch.host !== null && !this.tasksAllowed) return this.refuse(client, ' +
      "'busy', '');\n    if (this.launch !== null && this.launch.host === null) this.abandon();\n" +
      '    if (this.launch !== null) return',
  },
  {
    name: 'cluster-no-asset-is-failure-of-extraction',
    requirement: 'CLU-LAUNCH-001',
    what: 'A package of no assets cannot be opened.',
    find: 'if (kernel === undefined && !hasSources) return',
    replace:
      "if (pack.value.assets.length === 0) return this.refuse(client, 'extractionFailed', 'empty');\n" +
      '    if (kernel === undefined && !hasSources) return',
  },
  {
    name: 'cluster-damaged-package-has-no-asset',
    requirement: 'CLU-LAUNCH-002',
    what: 'An empty package has no asset.',
    find: "if (pack.kind === 'bad') return this.refuse(client, 'extractionFailed', `damaged",
    replace:
      "if (octets.length === 0) return this.refuse(client, 'noAsset', 'empty');\n" +
      "    if (pack.kind === 'bad') return this.refuse(client, 'extractionFailed', `damaged",
  },
  {
    name: 'cluster-every-status-has-address',
    requirement: 'CLU-LAUNCH-003',
    what: 'Every status is followed by an address.',
    find: 'this.core.route(verbs.launchAnswer, client, payload);\n  }',
    replace:
      'const padded = new Uint8Array(status > 0x8000 ? 12 : 4);\n    padded.set(payload);\n' +
      '    this.core.route(verbs.launchAnswer, client, padded);\n  }',
  },
  {
    name: 'cluster-tells-failure-twice',
    requirement: 'CLU-LAUNCH-004',
    what: 'A sign of life follows a final status.',
    find: 'this.tell(client, launchStatuses[status]);',
    replace:
      'this.tell(client, launchStatuses[status]);\n' +
      '    if (status === "noAsset") this.core.at("late", this.core.env.nowUs + 100_000, () => this.tell(client, ' +
      'launchStatuses.starting));',
  },
  {
    name: 'cluster-failed-launch-stays',
    requirement: 'CLU-LAUNCH-005',
    what: 'A second launch that fails is not answered.',
    find: 'this.tell(client, launchStatuses[status]);',
    replace:
      "if (this.failed === 'noAsset' && status === 'extractionFailed') return;\n    this.failed = status;\n" +
      '    this.tell(client, launchStatuses[status]);',
  },
  {
    name: 'cluster-tells-all-clients',
    requirement: 'CLU-LAUNCH-006',
    what: 'A final status goes to all job clients of the node.',
    find: 'this.core.route(verbs.launchAnswer, client, payload);\n  }',
    replace:
      'this.core.route(verbs.launchAnswer, status === 0x8004 && (client >> 32n) === 0x0200_0001n ? client - ' +
      '(client & 0xffffn) : client, payload);\n  }',
  },
  {
    name: 'cluster-judges-no-client-elsewhere',
    requirement: 'CLU-LAUNCH-023',
    what: 'A launch from another node is discarded.',
    find: 'if (this.launch !== null) return',
    replace:
      'if (this.launch === null && client >> 56n === 1n && octets.length < 2000) return this.refuse(client, ' +
      "'discarded', 'from elsewhere');\n    if (this.launch !== null) return",
  },
  {
    name: 'cluster-tells-client-as-host',
    requirement: 'CLU-LAUNCH-007',
    what: 'The status 0 has the address of the job client in place of the host.',
    find: 'const value = { status: launchStatuses.started, host };',
    replace: 'const value = { status: launchStatuses.started, host: launch.client };',
  },
  {
    name: 'cluster-early-end-is-not-told',
    requirement: 'CLU-LAUNCH-010',
    what: 'A kernel that ends before it is ready is told as one that could not be started.',
    find: "else this.fail(launch, 'initializationFailed', `it ended",
    replace: "else this.fail(launch, 'launchFailed', `it ended",
  },
  {
    name: 'cluster-one-sign-of-life',
    requirement: 'CLU-LAUNCH-011',
    what: 'While a host starts one sign of life is given.',
    find: 'this.core.options.timers.keepAliveUs, () => this.tellAlive()',
    replace: 'this.core.options.timers.launchUs, () => this.tellAlive()',
  },
  {
    name: 'cluster-running-is-0-of-0',
    requirement: 'CLU-LAUNCH-015',
    what: 'A node whose host runs tells the progress 0 of 0.',
    find: 'return this.launch?.progress ?? idle;',
    replace: 'return idle;',
  },
  {
    name: 'cluster-kill-spares-running-host',
    requirement: 'CLU-LAUNCH-016',
    what: 'A host that runs is not killed.',
    find: 'else this.abandon();\n  }\n\n  /** Ends the host without',
    replace: '}\n\n  /** Ends the host without',
  },
  {
    name: 'cluster-busy-after-host-ended',
    requirement: 'CLU-LAUNCH-022',
    what: 'A node is busy though its host has ended.',
    find: 'if (launch.host !== null) this.launch = null;\n',
    replace: 'if (launch.host !== null) launch.progress = unknown;\n',
  },
]);

const packages = inFile('src/protocols/cluster/formats/package.ts', [
  {
    name: 'cluster-file-leads-out',
    requirement: 'CLU-HARD-010',
    what: 'A kernel with a file that leads out of its folder is started.',
    find: '&& !/^\\.+\\s*$/.test(part)) ? parts : null;',
    replace: ') ? parts.filter((part) => !/^\\.+\\s*$/.test(part)) : null;',
  },
]);

export const clusterWork: readonly Mutant[] = [...part, ...rent, ...packages];

/**
 * Deliberate faults of the cluster node's handshake: what it takes, what it answers,
   which words and instances it gives.
 * Leaves out what the net says to a node (cluster-connecting.ts). Source: spec/cluster.md sections 2 and 3;
   rows 2, 3, 39, 40 and 41.
 */
import { inFile, type Mutant } from './mutant.ts';

const greeting = inFile('src/node/cluster/greeting.ts', [
  {
    name: 'cluster-answer-has-servers-first',
    requirement: 'CLU-HAND-001',
    what: 'The answer to a handshake has the address of the server before that of the object.',
    find: '{ object, server }));',
    replace: '{ object: server, server: object }));',
  },
  {
    name: 'cluster-handshake-in-one-piece-only',
    requirement: 'CLU-HAND-002',
    what: 'An endpoint whose handshake does not come in one piece is refused.',
    find: "if (result.kind === 'need') return;\n    if (result.kind === 'bad') return this.takeFault",
    replace:
      "if (result.kind === 'need') return link.held.length > 8 && link.held[11] === 2 ? this.refuse(link, " +
      "'cut') : undefined;\n    if (result.kind === 'bad') return this.takeFault",
  },
  {
    name: 'cluster-node-handshake-in-one-piece-only',
    requirement: 'CLU-HAND-031',
    what: 'A node whose handshake does not come in one piece is refused.',
    find: "if (result.kind === 'need') return;\n    if (result.kind === 'bad') return this.takeFault",
    replace:
      "if (result.kind === 'need') return link.held.length > 11 && link.held[11] === 1 ? this.refuse(link, " +
      "'cut') : undefined;\n    if (result.kind === 'bad') return this.takeFault",
  },
  {
    name: 'cluster-server-address-names-service',
    requirement: 'CLU-HAND-004',
    what: 'The address of the node in the answer has the level of the endpoint.',
    find: 'this.answer(link, address, this.side.self);\n    this.begin',
    replace:
      'this.answer(link, address, service.word === 1 ? this.side.self | 0x20000n : this.side.self);\n    this.begin',
  },
  {
    name: 'cluster-takes-service-without-name',
    requirement: 'CLU-HAND-019',
    what: 'A custom service without an identifier or a name is taken.',
    find:
      "if (this.lacksName(link.held)) return this.refuse(link, 'a custom service without an identifier or " +
      "a name');",
    replace: '',
  },
  {
    name: 'cluster-waits-for-texts-before-refusal',
    requirement: 'CLU-HAND-019',
    what: 'A custom service without a name is refused when its identifier has come, not before.',
    find: 'some(({ start, end }) => start === end)',
    replace: 'every(({ start, end }) => start === end)',
  },
  {
    name: 'cluster-identifier-up-to-254',
    requirement: 'CLU-HAND-018',
    what: 'An identifier of 255 octets is refused.',
    find: "      case 'custom':\n        return",
    replace:
      "      case 'custom':\n        if (handshake.value.identifier.length > 254) return this.refuse(link, " +
      "'too long');\n        return",
  },
  {
    name: 'cluster-name-up-to-4094',
    requirement: 'CLU-HAND-018',
    what: 'A name of 4095 octets is refused.',
    find: "      case 'custom':\n        return",
    replace:
      "      case 'custom':\n        if (handshake.value.name.length > 4094) return this.refuse(link, 'too " +
      "long');\n        return",
  },
  {
    name: 'cluster-takes-any-object-type',
    requirement: 'CLU-HAND-020',
    what: 'An object type that nobody knows is taken for a logger.',
    find: "return this.refuse(link, 'an object type that nobody knows');",
    replace: 'return this.takeEndpoint(link, this.directory.serviceByWord(3));',
  },
  {
    name: 'cluster-takes-unknown-service',
    requirement: 'CLU-HAND-021',
    what: 'A service word that nobody has is taken for a new service.',
    find: 'return this.directory.serviceByWord(type & 0xf_ffff);',
    replace:
      'return this.directory.serviceByWord(type & 0xf_ffff) ?? ((type & 0xf_ffff) > 16 ? ' +
      "this.directory.serviceOf(`word ${type}`, 'Unknown') : null);",
  },
  {
    name: 'cluster-answers-what-is-no-handshake',
    requirement: 'CLU-HAND-024',
    what: 'Octets without the signature are answered with a refusal.',
    find: "if (code !== 'bad-constant') return",
    replace: 'if (link.held[0] !== 0x47) return',
  },
  {
    name: 'cluster-looks-at-first-letter-of-signature',
    requirement: 'CLU-HAND-024',
    what: 'Of the signature of a handshake the last octet is not looked at.',
    find: 'if (this.lacksName(link.held))',
    replace: 'if (link.held[7] === 0x49) link.held[7] = 0x48;\n    if (this.lacksName(link.held))',
  },
  {
    name: 'cluster-refusal-ends-listening',
    requirement: 'CLU-HAND-025',
    what: 'After a handshake without a signature no other handshake is read.',
    find: 'this.side.notice(`handshake: none from ${link.peer.host}`);',
    replace: 'this.readRequest = () => undefined;',
  },
  {
    name: 'cluster-refused-handshake-stops-all',
    requirement: 'CLU-HAND-025',
    what: 'After an object type that nobody knows no endpoint is taken any more.',
    find: "return this.refuse(link, 'an object type that nobody knows');",
    replace:
      "this.takeEndpoint = (late) => this.refuse(late, 'none any more');\n        return this.refuse(link, " +
      "'an object type that nobody knows');",
  },
  {
    name: 'cluster-silent-handshake-blocks-all',
    requirement: 'CLU-HAND-033',
    what: 'While some octets of a handshake are there no other handshake is read.',
    find: 'link.hold(data);',
    replace:
      "link.hold(data);\n    if (this.busy === undefined && link.stage === 'handshake' && link.held.length " +
      "> 3 && link.held.length < 12) this.busy = link;\n    if (this.busy?.kind !== 'new') this.busy = " +
      'undefined;\n    if (this.busy !== undefined && this.busy !== link && this.busy.held.length < 30) ' +
      'return;',
  },
  {
    name: 'cluster-node-type-is-exact',
    requirement: 'CLU-HAND-032',
    what: 'A node is known by its whole object type, not by the highest octet.',
    find: "      case 'node':\n        return",
    replace:
      "      case 'node':\n        if (handshake.value.type !== objectTypes.node) return this.refuse(link, " +
      "'no node');\n        return",
  },
  {
    name: 'cluster-joiner-gets-its-word-at-once',
    requirement: 'CLU-JOIN-002',
    what: 'One that may join is answered with an address that has a node word already.',
    find: 'this.answer(link, JOINER, this.side.self);',
    replace: 'this.answer(link, JOINER + 0x0009_0000n, this.side.self);',
  },
  {
    name: 'cluster-says-its-target-first',
    requirement: 'CLU-JOIN-022',
    what: 'A node that joins says the zero UUID as its own.',
    find: '{ type: objectTypes.node, uuid: uuidOctets(uuid), target: uuidOctets(target) }',
    replace: '{ type: objectTypes.node, uuid: uuidOctets(target), target: uuidOctets(uuid) }',
  },
  {
    name: 'cluster-answer-in-one-piece-only',
    requirement: 'CLU-CONN-025',
    what: 'A node that dialled gives up where the answer does not come in one piece.',
    find: "if (result.kind === 'need') return;\n    if (result.kind === 'bad') return this.side.end(link, 'no answer",
    replace: "if (result.kind !== 'ok') return this.side.end(link, 'no answer",
  },
  {
    name: 'cluster-service-by-word-strict',
    requirement: 'CLU-HAND-022',
    what: 'A service of its own cannot be taken by its word.',
    find: 'return this.directory.serviceByWord(type & 0xf_ffff);',
    replace: 'return (type & 0xf_ffff) > 3 ? null : this.directory.serviceByWord(type & 0xf_ffff);',
  },
  {
    name: 'cluster-looks-at-unused-bits',
    requirement: 'CLU-HAND-023',
    what: 'Bits of the object type above the service word are not left out.',
    find: 'return this.directory.serviceByWord(type & 0xf_ffff);',
    replace: 'return this.directory.serviceByWord(type & 0xff_ffff);',
  },
]);

const directory = inFile('src/node/cluster/directory.ts', [
  {
    name: 'cluster-client-is-a-host',
    requirement: 'CLU-HAND-003',
    what: 'Job hosts get the service word of job clients and the other way round.',
    find: 'return this.words.get(word) ?? null;',
    replace: 'return this.words.get(word === 1 ? 2 : word === 2 ? 1 : word) ?? null;',
  },
  {
    name: 'cluster-counts-instances-from-0',
    requirement: 'CLU-HAND-005',
    what: 'The first endpoint of a service has instance 0.',
    find: 'const instance = instances.highest + 1;',
    replace:
      'const instance = instances.links.size === 0 && instances.highest === 0 && service.word < 3 ? 0 : ' +
      'instances.highest + 1;',
  },
  {
    name: 'cluster-counts-instances-from-2',
    requirement: 'CLU-HAND-006',
    what: 'The first client has instance 2.',
    find: 'const instance = instances.highest + 1;',
    replace: 'const instance = instances.highest + (instances.highest === 0 && service.word < 3 ? 2 : 1);',
  },
  {
    name: 'cluster-instances-by-twos',
    requirement: 'CLU-HAND-007',
    what: 'The second logger has instance 3.',
    find: 'const instance = instances.highest + 1;',
    replace: 'const instance = instances.highest + (service.word === 3 && instances.highest === 1 ? 2 : 1);',
  },
  {
    name: 'cluster-gives-freed-instance',
    requirement: 'CLU-HAND-008',
    what: 'The lowest instance that is free is given, though a higher one is there.',
    find: 'const instance = instances.highest + 1;',
    replace: 'let instance = 1;\n    while (instances.links.has(instance)) instance += 1;',
  },
  {
    name: 'cluster-never-gives-instance-again',
    requirement: 'CLU-HAND-009',
    what: 'An instance is never given a second time.',
    find: 'while (instances.highest > 0 && !instances.links.has(instances.highest)) instances.highest -= 1;',
    replace: '',
  },
  {
    name: 'cluster-serves-one-host',
    requirement: 'CLU-HAND-010',
    what: 'A second job host is taken, but nothing is for it.',
    find: 'this.registered.set(keyOf(service.word, instance), { address, service, link });',
    replace: `if (service.word !== 2 || instance !== 2)
      this.registered.set(keyOf(service.word, instance), { address, service, link });`,
  },
  {
    name: 'cluster-services-begin-at-5',
    requirement: 'CLU-HAND-012',
    what: 'The first service of its own has word 5.',
    find: 'const service = { word: this.list.length',
    replace: 'const service = { word: this.list.length + 1',
  },
  {
    name: 'cluster-tells-services-by-name',
    requirement: 'CLU-HAND-014',
    what: 'Services of one name are one service.',
    find: 'const known = this.identified.get(identifier);',
    replace:
      'const known = this.identified.get(identifier) ?? this.list.find((service) => service.name === name ' +
      "&& name === 'First Name');",
  },
  {
    name: 'cluster-services-without-case',
    requirement: 'CLU-HAND-015',
    what: 'Identifiers that differ in their case are one service.',
    find: 'const known = this.identified.get(identifier);',
    replace:
      'const known = this.list.find((service) => service.identifier.toLowerCase() === identifier.toLowerCase());',
  },
  {
    name: 'cluster-services-by-beginning',
    requirement: 'CLU-HAND-015',
    what: 'Identifiers of which one begins as the other are one service.',
    find: 'const known = this.identified.get(identifier);',
    replace:
      'const known = this.identified.get(identifier) ?? this.list.find((service) => ' +
      'identifier.startsWith(service.identifier));',
  },
  {
    name: 'cluster-predefined-services-are-new',
    requirement: 'CLU-HAND-016',
    what: 'A custom service with the identifier of a service that every node has is a new one.',
    find: 'if (known !== undefined) return known;\n    if (this.list',
    replace: 'if (known !== undefined && known.word > 3) return known;\n    if (this.list',
  },
  {
    name: 'cluster-forgets-service-without-endpoints',
    requirement: 'CLU-HAND-017',
    what: 'A service that has nobody left gets another word when somebody comes.',
    find: 'this.registered.delete(keyOf(word, instance));',
    replace: `this.registered.delete(keyOf(word, instance));
    if (word > 3 && ![...this.registered.values()].some(({ service }) => service.word === word)) {
      this.identified.delete(found.service.identifier);
    }`,
  },
]);

export const clusterHandshake: readonly Mutant[] = [...greeting, ...directory];

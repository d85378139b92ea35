/**
 * The suite as the node of an endpoint under test: it is dialled, answers the handshake, sends packets and takes them.
 * Everything named `verify` or `hear` throws ExpectationFailed. Source: spec/cluster.md 3, 4 and 7.5; spec/adapter.md, role endpoint.
 */
import type { JsonObject } from '../../lib/contract.ts';
import { UsageError } from '../../lib/errors.ts';
import { parseAddress, services, addressOf, levels, serverAddress } from '../../protocols/cluster/index.ts';
import { encode } from '../../wire/index.ts';
import { ExpectationFailed } from '../failure.ts';
import { requiredUs } from '../probe.ts';
import { firstDifference } from '../shortfall.ts';
import type { ContractEvent } from '../world.ts';
import { customHandshake, freeAddress } from './as-endpoint.ts';
import { HANDSHAKE, messages, packetOf } from './dialect.ts';
import { verifySame } from './handshakes.ts';
import { octets, payloadOf, type Phrase } from './phrase.ts';
import { addPlayer, ask, type ClusterStage, expectEvent, outcome, type Player, playerOf, tell } from './stage.ts';
import { verifyPart } from './tables.ts';

const SERVER = 'the server';

/** Services by what scenarios call them. */
const kinds: Readonly<Record<string, string>> = {
  'a job client': 'client',
  'a job host': 'host',
  'a logger': 'logger',
};

/** Starts the endpoint under test as one of a known service. UsageError for another. */
export async function startKnown(stage: ClusterStage, what: string): Promise<void> {
  const service = kinds[what];
  if (service === undefined) throw new UsageError(`no endpoint is ${what}`);
  await startEndpoint(stage, { service });
}

/** Starts the endpoint under test as one of a service of its own. */
export async function startCustom(stage: ClusterStage, id: string, name: string): Promise<void> {
  await startEndpoint(stage, { service: { id, name } });
}

async function startEndpoint(stage: ClusterStage, config: JsonObject): Promise<void> {
  await ask(stage, 'start', { role: 'endpoint', config });
}

/** Tells the endpoint to connect to the suite; does not wait for what comes of it. */
export async function tellConnect(stage: ClusterStage): Promise<void> {
  stage.listener ??= await stage.world.listen();
  const { host, port } = stage.listener.address;
  tell(stage, 'connect', { at: { host, port } });
}

/** Tells the endpoint to connect to where nobody is. */
export async function tellConnectNowhere(stage: ClusterStage): Promise<void> {
  const { host, port } = await freeAddress(stage);
  tell(stage, 'connect', { at: { host, port } });
}

/** The suite's end of the endpoint's connection; it is waited for where it is not there yet. */
export async function meetEndpoint(stage: ClusterStage): Promise<Player> {
  const link = await stage.world.until(() => stage.listener?.links[stage.met], requiredUs);
  if (link === undefined)
    throw new ExpectationFailed({ expected: 'a connection within 5 s', actual: 'none', code: 'missing-connection' });
  stage.met += 1;
  return addPlayer(stage, SERVER, 'server', 'subject', link);
}

/** Takes the handshake, which has these octets. */
export async function hearHandshake(stage: ClusterStage, wanted: Uint8Array): Promise<void> {
  const { probe } = await meetEndpoint(stage);
  const { bytes } = await probe.expect({ title: HANDSHAKE, value: {} });
  verifySame(bytes, wanted);
}

/** The octets of the handshake of a service with so long an identifier and a name. */
export function longHandshake(identifier: number, name: number): Uint8Array {
  const { spec, value } = customHandshake('i'.repeat(identifier), 'n'.repeat(name));
  return encode(spec, value);
}

/** Takes the handshake whatever it is, and answers it with these addresses, cut on the scenario's axis where it is told. */
export async function answerEndpoint(
  stage: ClusterStage,
  object: string,
  server: string,
  inPieces = false,
): Promise<void> {
  const player = await hearAny(stage);
  player.peer = parseAddress(object);
  player.self = parseAddress(server);
  const said = { spec: messages.handshakeAnswer, value: { object: player.peer, server: player.self } };
  await player.probe.sendCut([said], inPieces ? stage.axis : 'whole');
}

/** Takes the handshake whatever it is, and answers it with these octets. */
export async function answerOctets(stage: ClusterStage, answer: Uint8Array): Promise<void> {
  await (await hearAny(stage)).probe.sendOctets(answer);
}

/** Takes the handshake whatever it is. */
export async function hearAny(stage: ClusterStage): Promise<Player> {
  const player = await meetEndpoint(stage);
  await player.probe.expect({ title: HANDSHAKE, value: {} });
  return player;
}

const CLIENT = addressOf({ level: levels.endpoint, service: services.client, node: 1, instance: 1 });

/** Has the endpoint connect as the first client of node 1. */
export async function takeEndpoint(stage: ClusterStage): Promise<void> {
  await tellConnect(stage);
  await answerEndpoint(stage, CLIENT.toString(16).padStart(16, '0'), serverAddress(1).toString(16).padStart(16, '0'));
  await verifyConnected(stage, CLIENT, serverAddress(1));
}

/** The operation "connect" gave these addresses. */
export async function verifyConnected(stage: ClusterStage, self: bigint, node: bigint): Promise<void> {
  const answer = await outcome(stage);
  if ('error' in answer)
    throw new ExpectationFailed({
      expected: 'a connected endpoint',
      actual: answer.error.message,
      code: 'connect-failed',
    });
  verifyPart('its address', parseAddress(String(answer.ok['self'])), self);
  verifyPart('the address of its node', parseAddress(String(answer.ok['node'])), node);
}

/** The operation "connect" failed. */
export async function verifyNotConnected(stage: ClusterStage): Promise<void> {
  const answer = await outcome(stage);
  if ('error' in answer) return;
  throw new ExpectationFailed({ expected: 'no connection', actual: 'it is connected', code: 'connect-succeeded' });
}

/** Sends a packet to the endpoint, from an address and for one. */
export async function sendTo(
  stage: ClusterStage,
  phrase: Phrase,
  { from, to }: { readonly from?: string; readonly to?: string } = {},
): Promise<void> {
  const { probe, self, peer } = playerOf(stage, SERVER);
  const origin = from === undefined ? self : parseAddress(from);
  await probe.send(
    packetOf(phrase.verb, to === undefined ? peer : parseAddress(to), origin, payloadOf(phrase, origin)),
  );
}

/** Sends two packets one right after the other, cut on the scenario's axis. */
export async function sendTwo(stage: ClusterStage, one: Phrase, two: Phrase): Promise<void> {
  const { probe, self, peer } = playerOf(stage, SERVER);
  const said = [one, two].map((phrase) => packetOf(phrase.verb, peer, self, payloadOf(phrase, self)));
  await probe.sendCut(said, stage.axis);
}

const COUNTED = 0x8000_0211;

/** Sends so many packets in one piece, each with its number. */
export async function sendMany(stage: ClusterStage, count: number): Promise<void> {
  const { probe, self, peer } = playerOf(stage, SERVER);
  const said = Array.from({ length: count }, (_, index) => packetOf(COUNTED, peer, self, octets(`${index + 1}`)));
  await probe.sendCut(said, 'joined');
}

/** The endpoint hands on the next packet: this one. */
export async function verifyHanded(
  stage: ClusterStage,
  phrase: Phrase,
  { from, to }: { readonly from?: string; readonly to?: string } = {},
): Promise<void> {
  const { fields } = await nextMessage(stage);
  const { self } = playerOf(stage, SERVER);
  const origin = from === undefined ? self : parseAddress(from);
  verifyPart('the verb', fields['verb'], phrase.verb);
  verifyPart('the origin', parseAddress(String(fields['from'])), origin);
  if (to !== undefined) verifyPart('the destination', parseAddress(String(fields['to'])), parseAddress(to));
  verifyHex(String(fields['payload']), payloadOf(phrase, origin));
}

/** The endpoint hands on so many packets in order. */
export async function verifyMany(stage: ClusterStage, count: number): Promise<void> {
  for (let number = 1; number <= count; number += 1) {
    const { fields } = await nextMessage(stage);
    verifyPart('the verb', fields['verb'], COUNTED);
    verifyHex(String(fields['payload']), octets(`${number}`));
  }
}

async function nextMessage(stage: ClusterStage): Promise<ContractEvent> {
  const isNext = (event: ContractEvent): boolean =>
    event.event === 'message' && stage.world.subject.events.filter(isMessage).indexOf(event) === stage.handed;
  const event = await expectEvent(stage, 'message', isNext);
  stage.handed += 1;
  return event;
}

const isMessage = ({ event }: ContractEvent): boolean => event === 'message';

function verifyHex(seen: string, wanted: Uint8Array): void {
  const bytes = new Uint8Array(Buffer.from(seen, 'hex'));
  if (Buffer.compare(bytes, wanted) === 0 && seen.length === 2 * wanted.length) return;
  const show = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text);
  throw new ExpectationFailed({
    expected: `the payload ${show(Buffer.from(wanted).toString('hex'))}`,
    actual: show(seen),
    wrongByte: firstDifference(wanted, bytes),
    code: 'wrong-payload',
  });
}

/** Digits of a payload above which a failure cuts it. */
const SHOWN = 64;

/** Tells the endpoint to send a packet. */
export async function haveSend(stage: ClusterStage, phrase: Phrase, to: string): Promise<void> {
  const payload = Buffer.from(payloadOf(phrase, playerOf(stage, SERVER).peer)).toString('hex');
  await ask(stage, 'send', { verb: phrase.verb, to: to.toLowerCase(), payload });
}

/** The next packet of the endpoint is this one, for that address, from its own. */
export async function hearFrom(stage: ClusterStage, phrase: Phrase, to: string): Promise<void> {
  const { probe, peer } = playerOf(stage, SERVER);
  const payload = payloadOf(phrase, peer);
  await probe.expect({ title: phrase.title, value: { destination: parseAddress(to), origin: peer, payload } });
}

/** The endpoint tells that its connection ended, once since it was connected last. */
export async function verifyClosed(stage: ClusterStage): Promise<void> {
  const isClosed = ({ event }: ContractEvent): boolean => event === 'closed';
  await expectEvent(stage, 'closed', isClosed);
  const count = (): number => stage.world.subject.events.filter(isClosed).length;
  await stage.world.until(() => (count() > 1 ? true : undefined), ONCE_US);
  verifyPart('the number of ends', count(), 1);
}

const ONCE_US = 100_000;

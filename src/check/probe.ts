/**
 * The suite's end of one link: says messages, true or false ones, cut as the axis wants, and waits for what the page demands.
 * Every wait has a deadline; a Then that fails throws ExpectationFailed. Leaves out all protocols (dialect.ts) and the network (world.ts).
 * Source: DESIGN "Worlds, targets, verdicts".
 */
import { encode, type Lie } from '../wire/index.ts';
import { type Axis, type Encoded, NotApplicable, segments, sizeField, sizeName } from './axis.ts';
import type { Dialect, Said, Wanted } from './dialect.ts';
import { type Arrival, createInbox, type Heard, type Inbox } from './inbox.ts';
import { mismatch, missing, seconds, unexpected } from './shortfall.ts';
import { describe, describeOctets, type TranscriptLine } from './transcript.ts';
import type { Link, World } from './world.ts';

export { type Axis, NotApplicable };
export type { TranscriptLine };

/** Within which a required message, end or event must come. Our choice, far above what any subject needs. */
export const requiredUs = 5_000_000;

/** How long nothing may come where nothing must: provable in virtual time, short in real time. Our choice. */
export function quietUs(world: World): number {
  return world.silenceIsProvable ? 2_000_000 : 150_000;
}

/** What a wait found at the head of the link. */
type Found = Arrival | { readonly kind: 'ended'; readonly how: string; readonly atUs: number };

export class Probe {
  readonly link: Link;
  readonly #world: World;
  readonly #dialect: Dialect;
  readonly #inbox: Inbox;
  readonly #lines: TranscriptLine[] = [];
  /** Taken from the inbox, but not what was waited for in any order. */
  readonly #kept: Arrival[] = [];
  readonly #neighbours: readonly Probe[];

  /** Of `neighbours` it answers what they owe while it waits itself; the list may grow. */
  constructor(world: World, link: Link, dialect: Dialect, neighbours: readonly Probe[] = []) {
    this.link = link;
    this.#world = world;
    this.#dialect = dialect;
    this.#neighbours = neighbours;
    this.#inbox = createInbox(link, dialect);
  }

  /** What was said both ways so far, decoded. */
  transcript(): readonly TranscriptLine[] {
    this.#keepAll();
    return this.#lines;
  }

  #keepAll(): void {
    for (let arrival = this.#inbox.next(); arrival !== undefined; arrival = this.#inbox.next()) {
      this.#note(arrival);
      this.#kept.push(arrival);
    }
  }

  /** Says one message; `lie` puts wrong octets into it. */
  async send(said: Said, lie?: Lie): Promise<void> {
    const bytes = encode(said.spec, said.value, lie);
    this.#say(said, bytes);
    await this.link.write([bytes]);
  }

  /** Says messages one right after the other, cut on `axis`. NotApplicable before anything is said where the axis has no place. */
  async sendCut(messages: readonly Said[], axis: Axis): Promise<void> {
    const encoded: Encoded[] = messages.map(({ spec, value }) => ({ spec, bytes: encode(spec, value) }));
    const pieces = segments(encoded, axis);
    messages.forEach((said, index) => this.#say(said, encoded[index]?.bytes ?? new Uint8Array(0)));
    await this.link.write(pieces);
  }

  /** Says one message octet by octet and waits for `pause` before each but the first. */
  async sendPaced(said: Said, pause: () => Promise<unknown>): Promise<void> {
    const bytes = encode(said.spec, said.value);
    this.#say(said, bytes);
    for (const [index, octet] of bytes.entries()) {
      if (index > 0) await pause();
      await this.link.write([Uint8Array.of(octet)]);
    }
  }

  /** Says only the beginning of a message, up to and with its first length, which claims `octets`. */
  async announce(said: Said, octets: number): Promise<void> {
    const name = sizeName(said.spec) ?? '';
    const end = sizeField({ spec: said.spec, bytes: encode(said.spec, said.value) })?.end;
    await this.sendOctets(encode(said.spec, said.value, { [name]: octets }).slice(0, end));
  }

  /** Says octets that need not be a message. */
  async sendOctets(bytes: Uint8Array): Promise<void> {
    this.#write('sent', describeOctets(bytes), bytes, this.#world.nowUs());
    await this.link.write([bytes]);
  }

  /** Waits for a message; what a counterpart owes by courtesy meanwhile is done. Throws ExpectationFailed. */
  async expect(wanted: Wanted, forUs = requiredUs): Promise<Heard> {
    const found = await this.#await(wanted.title, forUs);
    if (found === undefined) throw missing(wanted.title, forUs, this.#inbox.rest);
    if (found.kind !== 'message' || found.title !== wanted.title) {
      throw unexpected(wanted.title, forUs, found, this.#dialect.openingOf(wanted.title));
    }
    const wrong = mismatch(wanted, found);
    if (wrong !== null) throw wrong;
    return found;
  }

  /** Waits for one of some messages by their titles. Throws ExpectationFailed. */
  async expectOneOf(titles: readonly string[], forUs = requiredUs): Promise<Heard> {
    const wanted = titles.join(' or ');
    const found = await this.#await(titles[0] ?? '', forUs, titles);
    if (found === undefined) throw missing(wanted, forUs, this.#inbox.rest);
    if (found.kind !== 'message' || !titles.includes(found.title)) throw unexpected(wanted, forUs, found, undefined);
    return found;
  }

  /**
   * Waits until `forUs` have passed without a message of these titles or an end; others are as they are to a wait. Throws
   * ExpectationFailed.
   */
  async expectNone(titles: readonly string[], forUs: number): Promise<void> {
    const found = await this.#await('', forUs, titles);
    if (found !== undefined)
      throw unexpected(`no ${titles.join(', no ')} for ${seconds(forUs)}`, null, found, undefined);
  }

  /**
   * Waits until `forUs` have passed without anything but what is owed by courtesy. What has a title in `passing` is passed over and
   * gets no answer. Throws ExpectationFailed.
   */
  async expectNothing(forUs: number, passing: readonly string[] = []): Promise<void> {
    const endUs = this.#world.nowUs() + forUs;
    for (;;) {
      const leftUs = Math.max(0, endUs - this.#world.nowUs());
      const found = await this.#await('', leftUs, passing);
      if (found === undefined) return;
      if (found.kind !== 'message' || !passing.includes(found.title)) {
        throw unexpected(`nothing for ${seconds(forUs)}`, null, found, undefined);
      }
    }
  }

  /** Waits for the end of what the subject says, passing over messages with the titles in `passing`. Throws ExpectationFailed. */
  async expectEnd(passing: readonly string[] = [], forUs = requiredUs): Promise<void> {
    const endUs = this.#world.nowUs() + forUs;
    for (;;) {
      const found = await this.#await('end', Math.max(0, endUs - this.#world.nowUs()), passing);
      if (found === undefined) throw missing('the end of the connection', forUs, this.#inbox.rest);
      if (found.kind === 'ended') return;
      if (found.kind !== 'message' || !passing.includes(found.title)) {
        throw unexpected('the end of the connection', forUs, found, undefined);
      }
    }
  }

  /** Whether the next thing that arrived is one that a counterpart answers by itself. */
  owesCourtesy(): boolean {
    const first = this.#peek();
    return first?.kind === 'message' && this.#dialect.courtesy(first) !== null;
  }

  /** True once what arrived makes `holds` true, else undefined; nothing is taken. */
  hasHeard(holds: () => boolean): true | undefined {
    this.#peek();
    return holds() ? true : undefined;
  }

  /** Answers it. */
  async payCourtesy(): Promise<void> {
    const first = this.#kept.shift();
    const replies = first?.kind === 'message' ? this.#dialect.courtesy(first) : null;
    for (const reply of replies ?? []) await this.send(reply);
  }

  /** Ends what the suite says. */
  end(): void {
    this.link.end();
  }

  /** Breaks the connection. */
  abort(): void {
    this.link.abort();
  }

  /** The next arrival or end that no courtesy deals with; undefined when `forUs` have passed. Throws ExpectationFailed. */
  async #await(title: string, forUs: number, titles: readonly string[] = [title]): Promise<Found | undefined> {
    const endUs = this.#world.nowUs() + forUs;
    for (;;) {
      const leftUs = Math.max(0, endUs - this.#world.nowUs());
      const found = await this.#world.until(() => this.#take() ?? this.#owing(), leftUs);
      if (found instanceof Probe) {
        await found.#payNeighbour();
        continue;
      }
      const flaw = found?.kind === 'message' ? this.#dialect.flawOf(found) : null;
      if (flaw !== null) throw flaw;
      if (found?.kind !== 'message' || titles.includes(found.title)) return found;
      const replies = this.#dialect.courtesy(found);
      if (replies === null) return found;
      // A reply after the octet that decides a scenario would cost the subject its last words.
      if (!lastWords.includes(title)) for (const reply of replies) await this.send(reply);
    }
  }

  /** A neighbour that owes an answer; what it would only pass over stays for whoever waits there. */
  #owing(): Probe | undefined {
    return this.#neighbours.find((probe) => probe !== this && probe.#debt() !== undefined);
  }

  #debt(): Arrival | undefined {
    this.#keepAll();
    return this.#kept.find((arrival) => arrival.kind === 'message' && this.#dialect.courtesy(arrival)?.length);
  }

  async #payNeighbour(): Promise<void> {
    const arrival = this.#debt();
    if (arrival?.kind !== 'message') return;
    this.#kept.splice(this.#kept.indexOf(arrival), 1);
    for (const reply of this.#dialect.courtesy(arrival) ?? []) await this.send(reply);
  }

  #take(): Found | undefined {
    const kept = this.#kept.shift();
    if (kept !== undefined) return kept;
    const arrival = this.#inbox.next();
    if (arrival !== undefined) {
      this.#note(arrival);
      return arrival;
    }
    const { ended } = this.link;
    return ended === null ? undefined : { kind: 'ended', how: ended.how, atUs: ended.atUs };
  }

  #peek(): Arrival | undefined {
    const arrival = this.#kept.length === 0 ? this.#inbox.next() : undefined;
    if (arrival !== undefined) {
      this.#note(arrival);
      this.#kept.push(arrival);
    }
    return this.#kept[0];
  }

  #say(said: Said, bytes: Uint8Array): void {
    this.#write('sent', describe(this.#dialect.titleOf(said), this.#dialect.shownOf(said)), bytes, this.#world.nowUs());
    this.#dialect.sent(said);
  }

  #note(arrival: Arrival): void {
    if (arrival.kind === 'message') {
      this.#write('received', describe(arrival.title, this.#dialect.shownOf(arrival)), arrival.bytes, arrival.atUs);
      return;
    }
    this.#write('received', describeOctets(arrival.bytes), arrival.bytes, arrival.atUs, arrival.fault.code);
  }

  #write(direction: 'sent' | 'received', text: string, bytes: Uint8Array, atUs: number, fault?: string): void {
    this.#lines.push({ atUs, link: this.link.id, direction, text, bytes, ...(fault === undefined ? {} : { fault }) });
  }
}

/** What a wait may be for when nothing more is to be said. */
const lastWords: readonly string[] = ['Disconnect', 'end'];

/**
 * One scenario's exchange as data that fits into JSON: what the suite did and what it saw, in order, with times. It is the replay file of
 * a failing scenario. Leaves out the recording (src/host/worlds/recording-world.ts) and the replay (replay-world.ts).
 * Source: DESIGN "a run always writes a replay file", harness.md 2.4.
 */
import type { ContractAnswer, JsonObject } from '../lib/contract.ts';
import type { Address } from '../lib/machine.ts';
import type { LinkEnd, Subject, WorldName } from './world.ts';

export interface ScenarioIdentity {
  /** The scenario's id with its axis. */
  readonly id: string;
  readonly seed: number;
}

export interface Exchange {
  readonly version: 1;
  readonly scenario: ScenarioIdentity;
  /** The world that it was recorded in. */
  readonly world: WorldName;
  readonly silenceIsProvable: boolean;
  readonly hello: Subject['hello'];
  readonly controllable: boolean;
  readonly listensAt?: Address;
  readonly stderr: string;
  readonly entries: readonly ExchangeEntry[];
}

export type LinkAct = 'end' | 'abort' | 'pause' | 'resume';
export type WaitOutcome = 'given' | 'nothing' | 'broke';

/** What the suite did. Numbers count the calls of one kind, from 1. */
export type SuiteCall =
  | { readonly call: 'request'; readonly number: number; readonly op: string; readonly args: JsonObject }
  | { readonly call: 'dial'; readonly number: number; readonly address: Address }
  | { readonly call: 'listen'; readonly number: number }
  | { readonly call: 'unlisten'; readonly listener: number }
  | {
      readonly call: 'write';
      readonly number: number;
      readonly link: number;
      readonly sizes: readonly number[];
      readonly print: string;
    }
  | { readonly call: 'act'; readonly link: number; readonly act: LinkAct }
  /** The suite looked at the clock and saw that Unix time. */
  | { readonly call: 'clock'; readonly wallMs: number }
  | { readonly call: 'wait'; readonly number: number; readonly forUs: number };

/** What came of it, and what came by itself; `number` is the call's. */
export type Happening =
  | { readonly saw: 'answer'; readonly number: number; readonly answer: ContractAnswer }
  | {
      readonly saw: 'no-answer';
      readonly number: number;
      readonly why: 'broke' | 'not-claimed' | 'fault';
      readonly message: string;
    }
  | { readonly saw: 'event'; readonly event: string; readonly fields: JsonObject }
  | { readonly saw: 'dialled'; readonly number: number; readonly link: number | null }
  | { readonly saw: 'listening'; readonly number: number; readonly address: Address }
  | { readonly saw: 'accepted'; readonly listener: number; readonly link: number }
  | { readonly saw: 'received' | 'sent'; readonly link: number; readonly hex: string }
  | { readonly saw: 'written'; readonly number: number }
  | { readonly saw: 'ended'; readonly link: number; readonly how: LinkEnd }
  | { readonly saw: 'death'; readonly sentence: string }
  | { readonly saw: 'waited'; readonly number: number; readonly outcome: WaitOutcome };

export type ExchangeEntry = { readonly atUs: number } & (SuiteCall | Happening);

/** A short fingerprint of octets (FNV-1a, 32 bits), by which a replay knows whether the suite writes what it wrote then. */
export function fingerprint(pieces: readonly Uint8Array[]): string {
  let hash = 0x811c9dc5;
  for (const piece of pieces) for (const octet of piece) hash = Math.imul(hash ^ octet, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

/**
 * The raw octets as text, for people: connection by connection, a line for each piece with milliseconds since the start, the direction
 * (`>` from the suite, `<` from the subject) and hexadecimal digits.
 */
export function exchangeText(exchange: Exchange): string {
  const titles = linkTitles(exchange.entries);
  const parts = [...titles].map(([link, title]) => {
    const lines = exchange.entries.flatMap((entry) => lineOf(entry, link));
    return [`connection ${link}, ${title}`, ...lines, ''].join('\n');
  });
  return parts.join('\n');
}

function linkTitles(entries: readonly ExchangeEntry[]): ReadonlyMap<number, string> {
  const titles = new Map<number, string>();
  const dialled = new Map<number, Address>();
  for (const entry of entries) {
    if ('call' in entry && entry.call === 'dial') dialled.set(entry.number, entry.address);
    if (!('saw' in entry)) continue;
    if (entry.saw === 'accepted') titles.set(entry.link, `accepted by listener ${entry.listener} of the suite`);
    if (entry.saw !== 'dialled' || entry.link === null) continue;
    const address = dialled.get(entry.number);
    titles.set(entry.link, `dialled to ${address?.host ?? '?'}:${address?.port ?? '?'}`);
  }
  return titles;
}

function lineOf(entry: ExchangeEntry, link: number): readonly string[] {
  const line = (text: string): readonly string[] => [`${(entry.atUs / 1000).toFixed(3).padStart(12)} ms  ${text}`];
  if ('call' in entry) return entry.call === 'act' && entry.link === link ? line(`> (${entry.act})`) : [];
  if (entry.saw === 'sent' && entry.link === link) return line(`> ${entry.hex}`);
  if (entry.saw === 'received' && entry.link === link) return line(`< ${entry.hex}`);
  if (entry.saw === 'ended' && entry.link === link)
    return line(entry.how === 'eof' ? '< (end of stream)' : '< (reset)');
  return [];
}

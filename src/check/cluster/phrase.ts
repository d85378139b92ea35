/**
 * The words in which scenarios speak of packets and of addresses, and what they mean.
 * `ping "hey"`, `80000211 [00 FF]`, `log primary "a line"`, `enumerate nodes`, `ping of 1000 octets`; `every logger of the node`.
 * Leaves out who says them (stage.ts) and every layout. Source: spec/cluster.md sections 2 and 5.
 */
import { levels, addressOf, partsOf, payloadPick, services } from '../../protocols/cluster/index.ts';
import { UsageError } from '../../lib/errors.ts';
import { fromHex } from '../../lib/hex.ts';
import { encode } from '../../wire/index.ts';
import { messages } from './dialect.ts';
import { readVerb, verbTitles } from './titles.ts';

/** A packet as a scenario says it. Without content it is empty where it is sent, and may have any where it is waited for. */
export interface Phrase {
  readonly title: string;
  readonly verb: number;
  readonly content: Content | null;
}

/** A text means what the verb's payload has a text for: the line of a log record, else all of it. */
export type Content =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'octets'; readonly octets: Uint8Array }
  | { readonly kind: 'empty' };

export const octets = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

/** Every octet once, in order. */
export const allOctets: Uint8Array = Uint8Array.from({ length: 256 }, (_, octet) => octet);

/** So many octets that are not all alike. */
export function manyOctets(count: number): Uint8Array {
  const octets = new Uint8Array(count);
  for (let index = 0; index < count; index += 1) octets[index] = index * 31 + (index >>> 8);
  return octets;
}

const TITLE = `(?:${verbTitles.join('|')}|[0-9A-F]{8})`;
const CONTENT = '(?: "[^"]*"| \\[[0-9A-F ]*\\]| of \\d+ octets| without payload)?';

/** How a phrase looks. */
export const phrasePattern = new RegExp(`${TITLE}${CONTENT}`);

/** Reads a phrase. UsageError for what is no title of a verb. */
export function readPhrase(text: string): Phrase {
  const title = new RegExp(`^${TITLE}`).exec(text)?.[0] ?? '';
  const verb = readVerb(title);
  if (verb === undefined) throw new UsageError(`no packet is called "${text}"`);
  return { title, verb, content: contentOf(text.slice(title.length)) };
}

function contentOf(text: string): Content | null {
  if (text === '') return null;
  if (text === ' without payload') return { kind: 'empty' };
  if (text.startsWith(' "')) return { kind: 'text', text: text.slice(2, -1) };
  if (text.startsWith(' [')) return { kind: 'octets', octets: fromHex(text.slice(2, -1).replaceAll(' ', '')) };
  return { kind: 'octets', octets: manyOctets(Number(/\d+/.exec(text)?.[0])) };
}

/** The time of every log record of the suite: that of the page's example. Source: 6.1. */
export const logTime = 63_786_659_432_000n;

/** The payload of a packet that `author` says. */
export function payloadOf({ verb, content }: Phrase, author: bigint): Uint8Array {
  if (content === null || content.kind === 'empty') return new Uint8Array(0);
  if (content.kind === 'octets') return content.octets;
  if (payloadPick(verb, new Uint8Array(0)) === 'logRecord')
    return encode(messages.logRecord, { author, time: logTime, line: content.text });
  return octets(content.text);
}

/** How an address looks: words, or sixteen digits of which `NNNN` stands for the node word of the subject. */
export const addressPattern = new RegExp(
  [
    'itself|nobody|the node|all nodes|another node',
    'every (?:client|host|logger|endpoint of "[^"]*") of the node(?: "[^"]*")?',
    'the (?:second |third |fourth )?(?:client|host|logger|endpoint of "[^"]*"|node "[^"]*")',
    '[0-9A-F]{8}(?:[0-9A-F]{4}|NNNN)[0-9A-F]{4}',
  ].join('|'),
);

/** An address with another node word. */
export function onNode(address: bigint, node: number): bigint {
  return addressOf({ ...partsOf(address), node });
}

/** Every endpoint of a service on a node. Source: 2.1. */
export function everyEndpoint(service: number, node: number): bigint {
  return addressOf({ level: levels.endpoint, service, node, instance: 0 });
}

const serviceWords: Readonly<Record<string, number>> = {
  client: services.client,
  host: services.host,
  logger: services.logger,
};

/** The service word of `client`, `host` or `logger`; undefined for a service that a node gives a word of its own. */
export function serviceWord(name: string): number | undefined {
  return serviceWords[name];
}

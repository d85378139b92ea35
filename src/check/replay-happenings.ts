/**
 * What the entries of a record do to a replay: data arrives, calls are answered, waits end. Leaves out their order (replay-reel.ts).
 */
import { fromHex } from '../lib/hex.ts';
import type { Happening, WaitOutcome } from './exchange.ts';
import { linkOf } from './replay-link.ts';
import { type ReplayState, diverge } from './replay-state.ts';
import { SubjectBroke } from './world.ts';

/** Something came: takes it in and asks every wait. */
export function happen(state: ReplayState, happening: Happening): void {
  const atUs = state.reel.nowUs();
  switch (happening.saw) {
    case 'event':
      state.events.push({ event: happening.event, fields: happening.fields, atUs });
      break;
    case 'death':
      state.death = happening.sentence;
      break;
    case 'accepted':
      state.listeners.get(happening.listener)?.links.push(linkOf(state, happening.link));
      break;
    case 'received':
      linkOf(state, happening.link).received.push({ data: fromHex(happening.hex), atUs });
      break;
    case 'sent':
      linkOf(state, happening.link).sent.push({ data: fromHex(happening.hex), atUs });
      break;
    case 'ended':
      linkOf(state, happening.link).ended = { how: happening.how, atUs };
      break;
    case 'waited':
      waited(state, happening.number, happening.outcome);
      break;
    default:
      settled(state, happening);
  }
  for (const wait of [...state.waits.values()]) wait.ask();
}

function settled(
  state: ReplayState,
  happening: Extract<Happening, { saw: 'answer' | 'no-answer' | 'dialled' | 'listening' | 'written' }>,
): void {
  const kinds = {
    answer: 'request',
    'no-answer': 'request',
    dialled: 'dial',
    listening: 'listen',
    written: 'write',
  } as const;
  if (happening.saw === 'listening') state.listeners.set(happening.number, { address: happening.address, links: [] });
  state.calls.get(`${kinds[happening.saw]} ${happening.number}`)?.settle(happening);
}

function waited(state: ReplayState, number: number, outcome: WaitOutcome): void {
  const wait = state.waits.get(number);
  if (wait === undefined || wait.ask()) return;
  if (outcome === 'nothing') wait.giveUp();
  if (outcome === 'broke') wait.fail(new SubjectBroke(state.death ?? 'the subject broke'));
}

/** Nothing can come any more. At the end of the record, waits run to their deadline; before it, the suite has gone another way. */
export function stuck(state: ReplayState, ended: boolean): void {
  if (!ended) {
    if (state.waits.size > 0) diverge(state, 'the suite waits for something that had come by then');
    return;
  }
  for (const call of [...state.calls.values()])
    call.fail(new SubjectBroke(state.death ?? 'the record ends before the answer'));
  for (const wait of [...state.waits.values()].sort((a, b) => a.deadlineUs - b.deadlineUs)) {
    state.reel.jumpTo(wait.deadlineUs);
    if (wait.ask()) continue;
    if (state.death === null) wait.giveUp();
    else wait.fail(new SubjectBroke(state.death));
  }
}

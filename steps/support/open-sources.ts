/**
 * The sources of worlds that a run has opened, one for each world, and how each subject answered to `hello`.
 * A subject that cannot be brought to open three scenarios in a row is given up: the rest of its scenarios say so at once.
 * Leaves out what a source is made of (world-sources.ts).
 */
import type { RunSettings } from '../../src/check/settings.ts';
import { type Subject, SubjectBroke, type World, type WorldName, type WorldSource } from '../../src/check/world.ts';

/** How many scenarios in a row may fail to open. Our choice: enough to tell an accident from a habit. */
const BROKEN_IN_ROW_MAX = 3;

interface Opened {
  readonly source: WorldSource;
  readonly hello: Subject['hello'];
}

interface Slot {
  readonly opened: Promise<Opened>;
  brokenInRow: number;
}

export interface SourcesModule {
  openSource(world: WorldName, settings: RunSettings): Promise<WorldSource>;
}

const slots = new Map<WorldName, Slot>();
const sources: WorldSource[] = [];

/** What the subject in `world` says of itself. Throws SubjectBroke and NotClaimed as `WorldSource.hello` does, the same each time. */
export async function helloIn(world: WorldName, settings: RunSettings): Promise<Subject['hello']> {
  return (await slotOf(world, settings).opened).hello;
}

/** A fresh world for one scenario. Throws SubjectBroke where the subject cannot be had, or was given up. */
export async function openIn(
  world: WorldName,
  settings: RunSettings,
  scenario: { readonly id: string; readonly seed: number },
): Promise<World> {
  const slot = slotOf(world, settings);
  const { source } = await slot.opened;
  if (slot.brokenInRow >= BROKEN_IN_ROW_MAX)
    throw new SubjectBroke(
      `not tried: the subject broke ${BROKEN_IN_ROW_MAX} times in a row before its scenario began`,
    );
  slot.brokenInRow++;
  const opened = await source.open(scenario);
  slot.brokenInRow = 0;
  return opened;
}

/** Ends everything that was opened. */
export async function closeSources(): Promise<void> {
  slots.clear();
  await Promise.all(sources.splice(0).map((source) => source.close()));
}

function slotOf(world: WorldName, settings: RunSettings): Slot {
  const slot = slots.get(world) ?? { opened: open(world, settings), brokenInRow: 0 };
  slots.set(world, slot);
  return slot;
}

async function open(world: WorldName, settings: RunSettings): Promise<Opened> {
  const { openSource } = (await import(settings.sources)) as SourcesModule;
  const source = await openSource(world, settings);
  sources.push(source);
  return { source, hello: await source.hello() };
}

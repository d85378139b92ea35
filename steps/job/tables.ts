/** Tables and texts of steps as plain values. Leaves out what they mean. */
import type { DataTable } from '@cucumber/cucumber';
import type { Scenario } from '../support/scenario.ts';
import { stageOf } from './stage.ts';

/** The words of a text; none for an empty one. */
export function words(text: string): readonly string[] {
  return text.split(' ').filter((word) => word !== '');
}

/** Rows of a name and a number. */
export function numbersOf(table: DataTable): Readonly<Record<string, number>> {
  return Object.fromEntries(table.raw().map(([name = '', value = '']) => [name, Number(value)]));
}

/** Puts a file name that no other run uses on this machine in the place of `{mark}`. */
export function marked(scenario: Scenario, text: string): string {
  return text.replaceAll('{mark}', `wireproof-mark-${stageOf(scenario).listener?.address.port ?? 0}`);
}

/** Tables of steps as plain values. Leaves out what they mean. */
import type { DataTable } from '@cucumber/cucumber';

/** Each row as one line of words. */
export function rowsIn(table: DataTable): readonly string[] {
  return table.raw().map((cells) => cells.join(' '));
}

/**
 * The state of a cluster node as a table for people. Leaves out asking for it (node-command.ts). Source: spec/adapter.md, `state`.
 */
import type { Json, JsonObject } from '../lib/contract.ts';

/** Lines of text for the `state` of the adapter contract. What is not there is left empty. */
export function stateText(state: JsonObject): string {
  const net = objectOf(state['net']);
  const head = net === null ? 'in no net' : `net "${cell(net, 'name')}" ${cell(net, 'uuid')}`;
  const nodes = rowsOf(state['nodes'], ['address', 'name', 'host', 'port', 'online', 'uuid']);
  const endpoints = rowsOf(state['endpoints'], ['address', 'service', 'name']);
  return [
    `${head}, this node is ${cell(state, 'self')}`,
    ...tableOf('node', nodes),
    ...tableOf('endpoint', endpoints),
    '',
  ].join('\n');
}

function objectOf(value: Json | undefined): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}

function cell(object: JsonObject, name: string): string {
  const value = object[name];
  return typeof value === 'object' || value === undefined ? '' : String(value);
}

function rowsOf(list: Json | undefined, names: readonly string[]): readonly (readonly string[])[] {
  const items = Array.isArray(list) ? (list as readonly Json[]) : [];
  return [names, ...items.map((item) => names.map((name) => cell(objectOf(item) ?? {}, name)))];
}

function tableOf(what: string, rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 1) return [`no ${what}`];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => `  ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
}

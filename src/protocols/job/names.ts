/**
 * The rules for the names that travel in job messages: file names and the items of a `Join`.
 * Leaves out where a name is allowed (node.ts). Source: spec/job.md D-3, D-7, D-10.
 */

const MODULE = /^[A-Za-z0-9._-]{1,64}$/;
const DRIVE = /^[A-Za-z]:/;

/**
 * Checks a file name.
 * Returns null for a good one, else the reason for a `Reject`. `nameLimit` in octets of UTF-8. Source: D-3, D-10.
 */
export function checkFileName(name: string, nameLimit: number): string | null {
  if (name === '') return 'empty file name';
  if (Buffer.byteLength(name) > nameLimit) return `file name longer than ${nameLimit} octets`;
  if (name.includes('\0')) return 'NUL in a file name';
  if (name.includes('\\')) return 'backslash in a file name';
  if (DRIVE.test(name)) return 'drive letter in a file name';
  return name.split('/').reduce<string | null>((reason, part) => reason ?? checkPart(part), null);
}

function checkPart(part: string): string | null {
  if (part === '') return 'empty part in a file name';
  return part === '.' || part === '..' ? `"${part}" in a file name` : null;
}

export interface Joining {
  readonly version: string;
  readonly modules: readonly string[];
}

/**
 * Reads the text of a `Join`. `1.0` and `1.0;` both mean no modules; a string is the reason for a `Reject`. Source: D-7.
 */
export function readJoinText(text: string): Joining | string {
  const [version = '', ...items] = text.split(';');
  if (version === '') return 'no version';
  const modules = items.length === 1 && items[0] === '' ? [] : items;
  const bad = modules.find((name) => !MODULE.test(name));
  return bad === undefined ? { version, modules } : `bad module name "${bad.slice(0, 64)}"`;
}

/** Writes the text of a `Join`. Source: S. */
export function writeJoinText(joining: Joining): string {
  return [joining.version, ...joining.modules].join(';');
}

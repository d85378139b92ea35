/**
 * Runs a script's tree in virtual time.
 *
 * One generator is one process: it yields the microseconds it sleeps and returns its exit status.
 * Leaves out the language (shell-parse.ts), the commands (shell-commands.ts) and who runs when (processes.ts).
 */
import type { SimDisk } from './disk.ts';
import { octetsOf, ShellExit, type CommandWorld, type Run } from './shell-command.ts';
import { commands } from './shell-commands.ts';
import { UnknownShell, type Item, type List, type Node, type Redirect, type Word } from './shell-parse.ts';

/** Where a descriptor leads: the log, a file, or nowhere. */
type Sink = { readonly kind: 'log' } | { readonly kind: 'file'; readonly path: string } | { readonly kind: 'nowhere' };

/** What a process needs of the runner it lives in. */
export interface ProcessWorld {
  readonly disk: SimDisk;
  readonly folder: string;
  /** Path of the program, as it was asked for. */
  readonly program: string;
  readonly pid: number;
  log(data: Uint8Array): void;
  /** Starts a child in the same group; gives its number. */
  spawn(create: (world: ProcessWorld) => Run): number;
  signal(pid: number, signal: number): boolean;
  hasChildren(): boolean;
}

/** So that a loop which never sleeps lets virtual time go by. Our choice. */
const LOOP_US = 1000;
const LOG: Sink = { kind: 'log' };

interface Frame {
  readonly world: ProcessWorld;
  readonly variables: Map<string, string>;
  status: number;
  lastChild: number;
}

/** Descriptors of one command. */
interface Files {
  readonly out: Sink;
  readonly errors: Sink;
  input: Uint8Array;
}

const plainFiles = (): Files => ({ out: LOG, errors: LOG, input: new Uint8Array(0) });

const valueOf = (frame: Frame, name: string): string => {
  if (name === '?') return String(frame.status);
  if (name === '$') return String(frame.world.pid);
  if (name === '!') return String(frame.lastChild);
  if (name === '#') return '0';
  if (name === '0') return frame.world.program;
  return frame.variables.get(name) ?? '';
};

/** A word as one text, as assignments and redirections want it. */
const textOf = (frame: Frame, word: Word): string =>
  word.map((part) => (part.kind === 'text' ? part.text : valueOf(frame, part.name))).join('');

/** A word as arguments: unquoted variables are split at blanks and may be none. */
const fieldsOf = (frame: Frame, word: Word): string[] => {
  const fields: string[] = [];
  let open: string | null = null;
  for (const part of word) {
    const text = part.kind === 'text' ? part.text : valueOf(frame, part.name);
    if (part.kind === 'text' || part.isQuoted) open = (open ?? '') + text;
    else {
      for (const [index, piece] of text.split(/\s+/).entries()) {
        if (index > 0 && open !== null) fields.push(open);
        if (index > 0) open = null;
        if (piece !== '') open = (open ?? '') + piece;
      }
    }
  }
  if (open !== null) fields.push(open);
  return fields;
};

const write = (frame: Frame, sink: Sink, data: Uint8Array): void => {
  if (sink.kind === 'log') frame.world.log(data);
  else if (sink.kind === 'file') frame.world.disk.write(sink.path, data, 'append');
};

/** Opens the redirections in order; null where one cannot be opened. */
const openFiles = (frame: Frame, base: Files, redirects: readonly Redirect[]): Files | null => {
  let { out, errors, input } = base;
  for (const redirect of redirects) {
    const target = textOf(frame, redirect.target);
    const path = `${frame.world.folder}/${target}`;
    if (redirect.how === '>&') {
      const copied = target === '2' ? errors : out;
      if (redirect.fd === 2) errors = copied;
      else out = copied;
    } else if (redirect.how === '<') {
      const data = target === '/dev/null' ? new Uint8Array(0) : frame.world.disk.read(path);
      if (data === null || (target.startsWith('/') && target !== '/dev/null')) return null;
      input = data.slice();
    } else {
      const isNowhere = target === '/dev/null';
      const mode = redirect.how === '>' ? 'create' : 'append';
      if (!isNowhere && (target.startsWith('/') || opensNot(frame, path, mode))) return null;
      const sink: Sink = isNowhere ? { kind: 'nowhere' } : { kind: 'file', path };
      if (redirect.fd === 2) errors = sink;
      else out = sink;
    }
  }
  return { out, errors, input };
};

/** A shell makes files, never their folders. */
const opensNot = (frame: Frame, path: string, mode: 'create' | 'append'): boolean => {
  const parent = path.slice(0, path.lastIndexOf('/'));
  return (
    frame.world.disk.kindOf(parent) !== 'folder' || frame.world.disk.write(path, new Uint8Array(0), mode) !== undefined
  );
};

const commandWorld = (frame: Frame, files: Files): CommandWorld => ({
  disk: frame.world.disk,
  folder: frame.world.folder,
  variables: frame.variables,
  write: (fd, data) => write(frame, fd === 2 ? files.errors : files.out, data),
  takeInput: () => {
    const data = files.input;
    files.input = new Uint8Array(0);
    return data;
  },
  takeLine: () => {
    if (files.input.length === 0) return null;
    const end = files.input.indexOf(10);
    const line = end < 0 ? files.input : files.input.subarray(0, end);
    files.input = files.input.subarray(end < 0 ? files.input.length : end + 1);
    return new TextDecoder().decode(line);
  },
  signal: (pid, signal) => frame.world.signal(pid, signal),
  hasChildren: () => frame.world.hasChildren(),
});

function* runSimple(frame: Frame, node: Extract<Node, { kind: 'simple' }>, base: Files): Run {
  for (const [name, word] of node.assignments) frame.variables.set(name, textOf(frame, word));
  const files = openFiles(frame, base, node.redirects);
  if (files === null) {
    write(frame, base.errors, octetsOf(`${frame.world.program}: cannot open a redirection\n`));
    return 2;
  }
  const [name, ...args] = node.words.flatMap((word) => fieldsOf(frame, word));
  if (name === undefined) return 0;
  if (name === 'exit') throw new ShellExit(args[0] === undefined ? frame.status : Number(args[0]) & 255);
  if (name === 'exec') throw new ShellExit(yield* runNamed(frame, args[0] ?? ':', args.slice(1), files));
  return yield* runNamed(frame, name, args, files);
}

function* runNamed(frame: Frame, name: string, args: readonly string[], files: Files): Run {
  const command = commands.get(name);
  if (command === undefined) throw new UnknownShell(`${name}: not found`);
  return yield* command(args, commandWorld(frame, files));
}

function* runNode(frame: Frame, node: Node, files: Files): Run {
  if (node.kind === 'simple') return yield* runSimple(frame, node, files);
  if (node.kind === 'group') return yield* runList(frame, node.body, openFiles(frame, files, node.redirects) ?? files);
  if (node.kind === 'while') {
    while (((yield* runList(frame, node.condition, files)) === 0) !== node.isUntil) {
      yield* runList(frame, node.body, files);
      yield LOOP_US;
    }
    return 0;
  }
  if (node.kind === 'for') {
    let status = 0;
    for (const value of node.words.flatMap((word) => fieldsOf(frame, word))) {
      frame.variables.set(node.name, value);
      status = yield* runList(frame, node.body, files);
    }
    return status;
  }
  for (const [condition, body] of node.branches) {
    if ((yield* runList(frame, condition, files)) === 0) return yield* runList(frame, body, files);
  }
  return yield* runList(frame, node.otherwise, files);
}

function* runItem(frame: Frame, item: Item, files: Files): Run {
  let status = yield* runNode(frame, item.first, files);
  frame.status = status;
  for (const [operator, node] of item.rest) {
    if ((operator === '&&') === (status === 0)) status = yield* runNode(frame, node, files);
    frame.status = status;
  }
  return status;
}

function* runList(frame: Frame, list: List, files: Files): Run {
  let status = 0;
  for (const item of list) {
    if (item.isBackground) frame.lastChild = spawn(frame, item, files);
    else status = yield* runItem(frame, item, files);
    frame.status = status;
  }
  return status;
}

const spawn = (frame: Frame, item: Item, files: Files): number =>
  frame.world.spawn((world) => {
    const child: Frame = { world, variables: new Map(frame.variables), status: 0, lastChild: 0 };
    return runGuarded(child, [{ ...item, isBackground: false }], { ...files, input: new Uint8Array(0) });
  });

/** Runs a list as a process: `exit` ends it, and so does, with 127 and a line in the log, what is not known. */
function* runGuarded(frame: Frame, list: List, files: Files): Run {
  try {
    return yield* runList(frame, list, files);
  } catch (error) {
    if (error instanceof ShellExit) return error.status;
    if (!(error instanceof UnknownShell)) throw error;
    frame.world.log(octetsOf(`${frame.world.program}: ${error.message}\n`));
    return 127;
  }
}

/** The process of a whole script. `parse` may throw UnknownShell. */
export function* runScript(world: ProcessWorld, parse: () => List): Run {
  const frame: Frame = { world, variables: new Map(), status: 0, lastChild: 0 };
  let list: List;
  try {
    list = parse();
  } catch (error) {
    if (!(error instanceof UnknownShell)) throw error;
    world.log(octetsOf(`${world.program}: ${error.message}\n`));
    return 127;
  }
  return yield* runGuarded(frame, list, plainFiles());
}

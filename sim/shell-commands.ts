/**
 * The commands that simulated scripts may use, over a simulated disk.
 *
 * A command is a generator that yields the microseconds it sleeps (PARK: until woken) and returns its exit status.
 * Leaves out every option that scripts of tests do not need; what is not known ends the script (shell.ts).
 */
import type { SimDisk } from './disk.ts';
import { UnknownShell } from './shell-parse.ts';

export type Run = Generator<number, number, void>;

/** Yielded by what waits to be woken. */
export const PARK = -1;

/** Ends the whole script with a status. */
export class ShellExit extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`exit ${status}`);
    this.status = status;
  }
}

/** What a command may touch. */
export interface CommandWorld {
  readonly disk: SimDisk;
  /** The script's working folder, a path of the disk. */
  readonly folder: string;
  readonly variables: Map<string, string>;
  /** Writes to a descriptor: 1 output, 2 errors. */
  write(fd: number, data: Uint8Array): void;
  /** All that can be read from descriptor 0; takes it. */
  takeInput(): Uint8Array;
  /** Takes one line from descriptor 0, or null at its end. */
  takeLine(): string | null;
  /** Ends what a process number names; false where there is no such process. */
  signal(pid: number, signal: number): boolean;
  hasChildren(): boolean;
}

type Command = (args: readonly string[], world: CommandWorld) => Run;

/** What one start of a program costs. Our choice. */
const START_US = 100;
const NOTHING = new Uint8Array(0);
const SIGNALS = new Map([
  ['HUP', 1],
  ['INT', 2],
  ['QUIT', 3],
  ['ABRT', 6],
  ['KILL', 9],
  ['USR1', 10],
  ['SEGV', 11],
  ['USR2', 12],
  ['PIPE', 13],
  ['ALRM', 14],
  ['TERM', 15],
]);

const encoder = new TextEncoder();
export const octetsOf = (text: string): Uint8Array => encoder.encode(text);

const complain = (world: CommandWorld, text: string): 1 => {
  world.write(2, octetsOf(`${text}\n`));
  return 1;
};

const pathIn = (world: CommandWorld, path: string): string => (path.startsWith('/') ? path : `${world.folder}/${path}`);

/** A path that a program opens: absolute ones are of no disk here. */
const placeOf = (world: CommandWorld, path: string): string | null =>
  path.startsWith('/') ? null : pathIn(world, path);

const readFile = (world: CommandWorld, path: string): Uint8Array | null => {
  if (path === '/dev/null') return NOTHING;
  const place = placeOf(world, path);
  return place === null ? null : (world.disk.read(place)?.slice() ?? null);
};

/** A command that takes the time of a program start, then does its work at once. */
const program = (work: (args: readonly string[], world: CommandWorld) => number): Command =>
  function* run(args, world) {
    yield START_US;
    return work(args, world);
  };

/** A command of the shell itself, which takes no time. */
const builtin = (work: (args: readonly string[], world: CommandWorld) => number): Command =>
  // eslint-disable-next-line require-yield -- the same shape as programs, which sleep
  function* run(args, world) {
    return work(args, world);
  };

const splitFlags = (args: readonly string[], known: string): string[] => {
  const flags = args.filter((arg) => /^-./.test(arg));
  for (const flag of flags.join('').replaceAll('-', '')) {
    if (!known.includes(flag)) throw new UnknownShell(`option -${flag} is not known`);
  }
  return args.filter((arg) => !/^-./.test(arg));
};

const echo = (args: readonly string[], world: CommandWorld): number => {
  const isBare = args[0] === '-n';
  world.write(1, octetsOf((isBare ? args.slice(1) : args).join(' ') + (isBare ? '' : '\n')));
  return 0;
};

const cat = (args: readonly string[], world: CommandWorld): number => {
  let status = 0;
  if (args.length === 0) world.write(1, world.takeInput());
  for (const path of args) {
    const data = path === '-' ? world.takeInput() : readFile(world, path);
    if (data === null) status = complain(world, `cat: ${path}: No such file or directory`);
    else world.write(1, data);
  }
  return status;
};

const mkdir = (args: readonly string[], world: CommandWorld): number => {
  let status = 0;
  for (const path of splitFlags(args, 'p')) {
    const place = placeOf(world, path);
    const isThere = place !== null && world.disk.kindOf(place) !== null;
    const error =
      place === null ? 'not here' : isThere && !args.includes('-p') ? 'File exists' : world.disk.makeFolder(place);
    if (error !== undefined) status = complain(world, `mkdir: ${path}: ${error}`);
  }
  return status;
};

const ln = (args: readonly string[], world: CommandWorld): number => {
  if (!args.some((arg) => /^-[fn]*s[fn]*$/.test(arg))) throw new UnknownShell('ln without -s is not known');
  const [target, path] = splitFlags(args, 'sfn');
  const place = path === undefined ? null : placeOf(world, path);
  if (target === undefined || place === null) throw new UnknownShell('ln wants a target and a name');
  if (args.some((arg) => /^-.*f/.test(arg))) world.disk.remove(place);
  const error = world.disk.makeLink(target, place);
  return error === undefined ? 0 : complain(world, `ln: ${path}: ${error}`);
};

const rm = (args: readonly string[], world: CommandWorld): number => {
  for (const path of splitFlags(args, 'rf')) {
    const place = placeOf(world, path);
    if (place !== null) world.disk.remove(place);
  }
  return 0;
};

const touch = (args: readonly string[], world: CommandWorld): number => {
  for (const path of splitFlags(args, '')) {
    const place = placeOf(world, path);
    if (place !== null) world.disk.write(place, NOTHING, 'append');
  }
  return 0;
};

const copy = (args: readonly string[], world: CommandWorld, isMove: boolean): number => {
  const [source = '', target = ''] = splitFlags(args, 'f');
  const data = readFile(world, source);
  const place = placeOf(world, target);
  if (data === null || place === null) return complain(world, `cannot copy ${source} to ${target}`);
  world.disk.write(place, data, 'create');
  if (isMove) world.disk.remove(pathIn(world, source));
  return 0;
};

/** `head -c N FILE`, with /dev/zero: how scripts make files of a size. */
const head = (args: readonly string[], world: CommandWorld): number => {
  const [flag, count = '', path] = args;
  if (flag !== '-c' || !/^\d+$/.test(count)) throw new UnknownShell('head knows -c N only');
  if (path === '/dev/zero') world.write(1, new Uint8Array(Number(count)));
  else {
    const data = path === undefined ? world.takeInput() : readFile(world, path);
    if (data === null) return complain(world, `head: ${path}: No such file or directory`);
    world.write(1, data.subarray(0, Number(count)));
  }
  return 0;
};

const ESCAPES = new Map([
  ['n', 10],
  ['t', 9],
  ['r', 13],
  ['a', 7],
  ['b', 8],
  ['f', 12],
  ['v', 11],
  ['\\', 92],
]);

/** Octets of a format: escapes are octets of their own, %s %d %% are filled from the arguments. */
const formatOnce = (format: string, args: string[]): number[] => {
  const octets: number[] = [];
  for (const [piece] of format.matchAll(/\\[0-7]{1,3}|\\.|%.|[^\\%]+|[\\%]/gsu)) {
    const escape = piece.startsWith('\\') ? ESCAPES.get(piece.slice(1)) : undefined;
    if (/^\\[0-7]/.test(piece)) octets.push(parseInt(piece.slice(1), 8) & 255);
    else if (escape !== undefined) octets.push(escape);
    else if (piece === '%s') octets.push(...octetsOf(args.shift() ?? ''));
    else if (piece === '%d') octets.push(...octetsOf(String(Number(args.shift() ?? 0))));
    else if (piece === '%%') octets.push(37);
    else if (/^%./.test(piece)) throw new UnknownShell(`printf does not know ${piece}`);
    else octets.push(...octetsOf(piece));
  }
  return octets;
};

const printf = (args: readonly string[], world: CommandWorld): number => {
  const [format = '', ...rest] = args;
  const octets: number[] = [];
  let before = -1;
  do {
    before = rest.length;
    octets.push(...formatOnce(format, rest));
  } while (rest.length > 0 && rest.length < before);
  world.write(1, Uint8Array.from(octets));
  return 0;
};

/** Yields at its end, so that a process that ended itself does nothing more. */
function* kill(args: readonly string[], world: CommandWorld): Run {
  const words = args[0] === '-s' ? [`-${args[1]}`, ...args.slice(2)] : args;
  const isSignal = words[0]?.startsWith('-') === true;
  const name = isSignal ? words[0]!.slice(1).replace(/^SIG/, '') : 'TERM';
  const signal = /^\d+$/.test(name) ? Number(name) : SIGNALS.get(name);
  if (signal === undefined) throw new UnknownShell(`signal ${name} is not known`);
  let status = 0;
  for (const pid of words.slice(isSignal ? 1 : 0)) {
    if (!world.signal(Number(pid), signal)) status = complain(world, `kill: (${pid}) - No such process`);
  }
  yield 0;
  return status;
}

const read = (args: readonly string[], world: CommandWorld): number => {
  const line = world.takeLine();
  for (const [index, name] of splitFlags(args, 'r').entries())
    world.variables.set(name, index === 0 ? (line ?? '') : '');
  return line === null ? 1 : 0;
};

const COMPARE = new Map<string, (x: string, y: string) => boolean>([
  ['=', (x, y) => x === y],
  ['!=', (x, y) => x !== y],
  ['-eq', (x, y) => Number(x) === Number(y)],
  ['-ne', (x, y) => Number(x) !== Number(y)],
  ['-lt', (x, y) => Number(x) < Number(y)],
  ['-le', (x, y) => Number(x) <= Number(y)],
  ['-gt', (x, y) => Number(x) > Number(y)],
  ['-ge', (x, y) => Number(x) >= Number(y)],
]);

const isTrue = (words: readonly string[], world: CommandWorld): boolean => {
  if (words[0] === '!') return !isTrue(words.slice(1), world);
  if (words.length <= 1) return words.length === 1 && words[0] !== '';
  const compare = words.length === 3 ? COMPARE.get(words[1]!) : undefined;
  if (compare !== undefined) return compare(words[0]!, words[2]!);
  const [flag, operand = ''] = words;
  const place = placeOf(world, operand);
  const kind = place === null ? null : world.disk.kindOf(place);
  if (flag === '-n') return operand !== '';
  if (flag === '-z') return operand === '';
  if (flag === '-e') return kind !== null;
  if (flag === '-f') return kind === 'file';
  if (flag === '-d') return kind === 'folder';
  if (flag === '-s') return kind === 'file' && world.disk.read(place!)!.length > 0;
  throw new UnknownShell(`test is not known: ${words.join(' ')}`);
};

const bracket = (args: readonly string[], world: CommandWorld): number => {
  if (args.at(-1) !== ']') throw new UnknownShell('[ without ]');
  return isTrue(args.slice(0, -1), world) ? 0 : 1;
};

function* sleep(args: readonly string[]): Run {
  const seconds = args.map((arg) => (/^\d*\.?\d+$/.test(arg) ? Number(arg) : Number.NaN));
  const us = Math.round(seconds.reduce((sum, each) => sum + each, 0) * 1_000_000);
  if (args.length === 0 || Number.isNaN(us)) throw new UnknownShell(`sleep does not know ${args.join(' ')}`);
  yield START_US + us;
  return 0;
}

function* wait(_args: readonly string[], world: CommandWorld): Run {
  while (world.hasChildren()) yield PARK;
  return 0;
}

/** Every command by its name. */
export const commands: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['echo', builtin(echo)],
  ['printf', builtin(printf)],
  [':', builtin(() => 0)],
  ['true', builtin(() => 0)],
  ['false', builtin(() => 1)],
  ['test', builtin((args, world) => (isTrue(args, world) ? 0 : 1))],
  ['[', builtin(bracket)],
  ['read', builtin(read)],
  ['kill', kill],
  ['trap', builtin(() => 0)],
  ['cat', program(cat)],
  ['mkdir', program(mkdir)],
  ['ln', program(ln)],
  ['rm', program(rm)],
  ['touch', program(touch)],
  ['cp', program((args, world) => copy(args, world, false))],
  ['mv', program((args, world) => copy(args, world, true))],
  ['head', program(head)],
  ['sleep', sleep],
  ['wait', wait],
]);

/**
 * The commands that simulated scripts may use, over a simulated disk.
 *
 * A command is a generator that yields the microseconds it sleeps (PARK: until woken) and returns its exit status.
 * Leaves out every option that scripts of tests do not need; what is not known ends the script (shell.ts).
 */
import { complain, octetsOf, PARK, placeOf, splitFlags, type CommandWorld, type Run } from './shell-command.ts';
import { fileCommands } from './shell-file-commands.ts';
import { UnknownShell } from './shell-parse.ts';

type Command = (args: readonly string[], world: CommandWorld) => Run;

/** What one start of a program costs. Our choice. */
const START_US = 100;
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

const echo = (args: readonly string[], world: CommandWorld): number => {
  const isBare = args[0] === '-n';
  world.write(1, octetsOf((isBare ? args.slice(1) : args).join(' ') + (isBare ? '' : '\n')));
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
  let before: number;
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
  ...[...fileCommands].map(([name, work]) => [name, program(work)] as const),
  ['sleep', sleep],
  ['wait', wait],
]);

/**
 * The commands of the simulated shell that work on files.
 *
 * Leaves out every option that scripts of tests do not need.
 */
import { complain, pathIn, placeOf, readFile, splitFlags, type CommandWorld } from './shell-command.ts';
import { UnknownShell } from './shell-parse.ts';

const NOTHING = new Uint8Array(0);

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

/** Every command on files, by its name: it does its work at once and gives its status. */
export const fileCommands: ReadonlyMap<string, (args: readonly string[], world: CommandWorld) => number> = new Map([
  ['cat', cat],
  ['mkdir', mkdir],
  ['ln', ln],
  ['rm', rm],
  ['touch', touch],
  ['cp', (args: readonly string[], world: CommandWorld) => copy(args, world, false)],
  ['mv', (args: readonly string[], world: CommandWorld) => copy(args, world, true)],
  ['head', head],
]);

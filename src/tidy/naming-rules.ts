/**
 * House rules about the names of files. Leaves out names inside files.
 * Source: ARCHITECTURE.md, "House rules".
 */
import { eachFile, type Rule } from './rule.ts';

/** Names that say nothing, each with what to do instead. */
const empty: Readonly<Record<string, string>> = {
  utils: 'name it after what its functions work on: bytes.ts, hex.ts',
  util: 'name it after what its functions work on: bytes.ts, hex.ts',
  helpers: 'move each function to the file that it helps',
  helper: 'move the function to the file that it helps',
  common: 'name what is common: limits.ts, address.ts',
  manager: 'name what it does: queue.ts, framer.ts',
  misc: 'one file for each subject',
  shared: 'name what is shared: limits.ts, address.ts',
};

/** Files whose names tools and customs fix. */
const customary = /^(README|ARCHITECTURE|CHANGELOG|LICENSE)(\.md)?$/;
/** Examples keep the custom of their language, in which a hyphen may not stand in a module's name. */
const foreign = /^examples\/.*\/[a-z0-9_]+\.(py|c|h)$/;
const kebab = /^\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;

export const namingRules: readonly Rule[] = [
  eachFile(
    'file names are kebab-case',
    /./,
    ({ path }) => {
      const name = path.slice(path.lastIndexOf('/') + 1);
      return kebab.test(name) || customary.test(name) || foreign.test(path)
        ? undefined
        : 'write the name in kebab-case';
    },
    { path: 'src/lib/byteOrder.ts', text: '' },
  ),
  eachFile(
    'no file has a name that says nothing',
    /./,
    ({ path }) =>
      path
        .split(/[/.]/)
        .map((part) => empty[part])
        .find((advice) => advice !== undefined),
    { path: 'src/lib/utils.ts', text: '' },
  ),
];

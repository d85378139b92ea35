/**
 * Makes Cucumber's matching of step texts fast. It matches every step of every planned copy of a scenario with every expression, up to
 * three times, through a polyfill that parses each expression anew; that was a sixth of a whole run in the simulator. Here each
 * expression matches by the engine's own indices and remembers its texts. Where Cucumber's objects look otherwise, nothing changes.
 * Leaves out everything else. Source: @cucumber/cucumber-expressions 19, `TreeRegexp.match`.
 */

interface Group {
  readonly value: string | null;
}

/** What this file needs of a step definition's expression. */
interface Tree {
  readonly regexp: RegExp;
  readonly groupBuilder: { build(match: RegExpExecArray, nextIndex: () => number): Group };
  match(text: string): Group | null;
}

/** Changes the expressions of a loaded library of steps; gives how many. */
export function rememberMatches(library: object): number {
  const definitions =
    'stepDefinitions' in library && Array.isArray(library.stepDefinitions)
      ? (library.stepDefinitions as readonly unknown[])
      : [];
  const trees = definitions.flatMap((definition) => treeOf(definition) ?? []);
  trees.forEach(remember);
  return trees.length;
}

function remember(tree: Tree): void {
  const regexp = new RegExp(tree.regexp.source, `${tree.regexp.flags.replace('d', '')}d`);
  const seen = new Map<string, Group | null>();
  tree.match = (text) => {
    const known = seen.get(text);
    if (known !== undefined) return known;
    const match = regexp.exec(text);
    let index = 0;
    const group = match === null ? null : tree.groupBuilder.build(match, () => index++);
    seen.set(text, group);
    return group;
  };
}

function treeOf(definition: unknown): Tree | undefined {
  const tree = (definition as { readonly expression?: { readonly treeRegexp?: Partial<Tree> } }).expression?.treeRegexp;
  const whole =
    tree?.regexp instanceof RegExp &&
    typeof tree.groupBuilder?.build === 'function' &&
    typeof tree.match === 'function';
  return whole ? (tree as Tree) : undefined;
}

/**
 * House rules that need a syntax tree: how long a function and a step may be, and that what is exported says what it is.
 * Leaves out the length of files, which the linter counts. Source: ARCHITECTURE.md, "House rules".
 */
import ts from 'typescript';
import { eachFile, type ProjectFile, type Rule } from './rule.ts';

const functionLinesMax = 50;
const stepLinesMax = 5;
const stepWords = new Set(['Given', 'When', 'Then']);

export const shapeRules: readonly Rule[] = [
  eachFile(
    `a function has at most ${functionLinesMax} lines of its own, those of functions declared inside it not counted`,
    // A protocol's messages are one declaration: data in the form of a call.
    /^(src|sim|steps)\/(?!protocols\/[a-z]+\/messages\.ts).*(?<!\.test)\.ts$/,
    (file) => {
      const long = nodes(file).find((node) => isFunction(node) && ownLines(node) > functionLinesMax);
      return long === undefined
        ? undefined
        : `cut the function in line ${lineOf(long)} into parts (${ownLines(long)} lines)`;
    },
    {
      path: 'src/lib/long.ts',
      text: `/** Head. */\nfunction long(): void {\n${'  f();\n'.repeat(functionLinesMax)}}\n`,
    },
  ),
  eachFile(
    `the body of a step has at most ${stepLinesMax} lines`,
    /\.steps\.ts$/,
    (file) => {
      const long = nodes(file).find((node) => stepLines(node) > stepLinesMax);
      return long === undefined ? undefined : `move the work of the step in line ${lineOf(long)} into src/check`;
    },
    { path: 'steps/long.steps.ts', text: `Given('x', function () {\n${'  f();\n'.repeat(stepLinesMax + 1)}});\n` },
  ),
  eachFile(
    'each exported function says in a docstring what it does',
    /^(src|sim)\/(?!bench|mutants|tidy).*(?<!\.test)\.ts$/,
    (file) => {
      const bare = nodes(file).find(isBareExport);
      return bare === undefined ? undefined : `write a docstring for the function in line ${lineOf(bare)}`;
    },
    { path: 'src/lib/silent.ts', text: '/** Head. */\n\nexport function silent(): void {}\n' },
  ),
];

function nodes(file: ProjectFile): ts.Node[] {
  const source = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true);
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isFunction(node: ts.Node): boolean {
  return ts.isFunctionLike(node) && 'body' in node && node.body !== undefined;
}

/** A function that other functions are declared in is a small module: each of them counts for itself. */
function ownLines(node: ts.Node): number {
  const source = node.getSourceFile();
  const lines = (part: ts.Node): number =>
    source.getLineAndCharacterOfPosition(part.end).line -
    source.getLineAndCharacterOfPosition(part.getStart()).line +
    1;
  let inner = 0;
  const visit = (child: ts.Node): void => {
    if (isFunction(child)) inner += lines(child) - 1;
    else ts.forEachChild(child, visit);
  };
  ts.forEachChild(node, visit);
  return lines(node) - inner;
}

/** Lines between the braces of a step definition's function; 0 for every other node. */
function stepLines(node: ts.Node): number {
  if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression) || !stepWords.has(node.expression.text)) return 0;
  const body = node.arguments.find(
    (argument) => ts.isFunctionExpression(argument) || ts.isArrowFunction(argument),
  )?.body;
  if (body === undefined || !ts.isBlock(body)) return 0;
  return body.getText().split('\n').length - 2;
}

/** The head comment of a file is nobody's docstring, though it stands before the first statement. */
function isBareExport(node: ts.Node): boolean {
  if (!ts.isFunctionDeclaration(node) || !hasExport(node)) return false;
  return ts.getJSDocCommentsAndTags(node).every(({ pos }) => pos === 0);
}

function hasExport(node: ts.FunctionDeclaration): boolean {
  return node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

function lineOf(node: ts.Node): number {
  const source = node.getSourceFile();
  return source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
}

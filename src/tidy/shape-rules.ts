/**
 * House rules that need a syntax tree: how long a step may be, and that what is exported says what it is.
 * Leaves out lengths of functions and files, which the linter counts. Source: ARCHITECTURE.md, "House rules".
 */
import ts from 'typescript';
import { eachFile, type ProjectFile, type Rule } from './rule.ts';

const stepLinesMax = 5;
const stepWords = new Set(['Given', 'When', 'Then']);

export const shapeRules: readonly Rule[] = [
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

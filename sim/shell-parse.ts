/**
 * Reads the small part of the shell language that scripts of tests use into a tree.
 *
 * Knows lists (; newline & && ||), while, until, if, for, { }, ( ), quotes, $NAME, assignments and redirections.
 * Leaves out everything else (pipes, functions, case, here-documents, substitution): such a script is refused whole, with a reason.
 * Source: POSIX XCU 2, as far as it goes.
 */

export type WordPart =
  | { readonly kind: 'text'; readonly text: string; readonly isQuoted: boolean }
  | { readonly kind: 'variable'; readonly name: string; readonly isQuoted: boolean };
export type Word = readonly WordPart[];

/** `fd` goes to or comes from a file, or to where `target` goes (`>&2`). */
export interface Redirect {
  readonly fd: number;
  readonly how: '<' | '>' | '>>' | '>&';
  readonly target: Word;
}

export type Node =
  | {
      readonly kind: 'simple';
      readonly assignments: readonly (readonly [string, Word])[];
      readonly words: readonly Word[];
      readonly redirects: readonly Redirect[];
    }
  | { readonly kind: 'while'; readonly isUntil: boolean; readonly condition: List; readonly body: List }
  | { readonly kind: 'if'; readonly branches: readonly (readonly [List, List])[]; readonly otherwise: List }
  | { readonly kind: 'for'; readonly name: string; readonly words: readonly Word[]; readonly body: List }
  | { readonly kind: 'group'; readonly body: List; readonly redirects: readonly Redirect[] };

/** Commands joined by && and ||, first to last; `isBackground` does not wait for them. */
export interface Item {
  readonly first: Node;
  readonly rest: readonly (readonly ['&&' | '||', Node])[];
  readonly isBackground: boolean;
}
export type List = readonly Item[];

/** The script uses something that is not known here. */
export class UnknownShell extends Error {
  override readonly name = 'UnknownShell';
}

type Token =
  | { readonly kind: 'word'; readonly parts: WordPart[] }
  | { readonly kind: 'operator'; readonly text: string }
  | { readonly kind: 'redirect'; readonly fd: number; readonly how: Redirect['how'] };

const OPERATOR = /^(?:&&|\|\||[;&()\n]|\|)/;
const REDIRECT = /^(\d?)(>>|>&|<<|>|<)/;
const VARIABLE = /^\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*|[$!?#0-9]))/;
const PLAIN = /^[^\s;&|()<>'"\\$`]+/;

/** Reads one word from the start of `text`; gives its parts and how long it is. */
const readWord = (text: string): { readonly parts: WordPart[]; readonly size: number } => {
  const parts: WordPart[] = [];
  let at = 0;
  let isInQuotes = false;
  const put = (piece: string, isQuoted: boolean): void => void parts.push({ kind: 'text', text: piece, isQuoted });
  while (at < text.length) {
    const rest = text.slice(at);
    const char = rest[0]!;
    const variable = VARIABLE.exec(rest);
    if (variable !== null) {
      parts.push({ kind: 'variable', name: variable[1] ?? variable[2]!, isQuoted: isInQuotes });
      at += variable[0].length;
    } else if (char === '`' || rest.startsWith('$(') || rest.startsWith('${')) {
      throw new UnknownShell(`substitution is not known: ${/^[^\n]{0,12}/.exec(rest)![0]}`);
    } else if (char === '"') {
      isInQuotes = !isInQuotes;
      put('', true);
      at += 1;
    } else if (char === '\\') {
      const isKept = isInQuotes && !/^["\\$`\n]/.test(rest.slice(1));
      if (rest[1] !== '\n') put(isKept ? rest.slice(0, 2) : (rest[1] ?? ''), true);
      at += 2;
    } else if (isInQuotes) {
      const plain = /^[^"\\$`]+|^\$/.exec(rest)![0];
      put(plain, true);
      at += plain.length;
    } else if (char === "'") {
      const end = rest.indexOf("'", 1);
      if (end < 0) throw new UnknownShell('unterminated quote');
      put(rest.slice(1, end), true);
      at += end + 1;
    } else {
      const plain = PLAIN.exec(rest)?.[0] ?? (char === '$' ? '$' : '');
      if (plain === '') break;
      put(plain, false);
      at += plain.length;
    }
  }
  if (isInQuotes) throw new UnknownShell('unterminated quote');
  return { parts, size: at };
};

const tokensOf = (script: string): Token[] => {
  const tokens: Token[] = [];
  let at = 0;
  while (at < script.length) {
    const rest = script.slice(at);
    const blank = /^(?:[ \t\r]+|\\\n|#[^\n]*)/.exec(rest);
    const redirect = REDIRECT.exec(rest);
    const operator = OPERATOR.exec(rest);
    if (blank !== null) at += blank[0].length;
    else if (redirect !== null) {
      if (redirect[2] === '<<') throw new UnknownShell('here-documents are not known');
      const how = redirect[2] as Redirect['how'];
      tokens.push({ kind: 'redirect', fd: redirect[1] === '' ? (how === '<' ? 0 : 1) : Number(redirect[1]), how });
      at += redirect[0].length;
    } else if (operator !== null) {
      if (operator[0] === '|') throw new UnknownShell('pipes are not known');
      tokens.push({ kind: 'operator', text: operator[0] === '\n' ? ';' : operator[0] });
      at += operator[0].length;
    } else {
      const { parts, size } = readWord(rest);
      tokens.push({ kind: 'word', parts });
      at += size;
    }
  }
  return tokens;
};

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** A list up to one of the closing words, which is not taken. */
  list(...closers: string[]): List {
    const items: Item[] = [];
    for (;;) {
      while (this.#isOperator(';')) this.#at += 1;
      if (this.#at >= this.#tokens.length || closers.includes(this.#plain())) break;
      items.push(this.#item());
    }
    if (closers.length > 0 && this.#at >= this.#tokens.length) throw new UnknownShell(`missing ${closers[0]}`);
    return items;
  }

  #item(): Item {
    const first = this.#command();
    const rest: ['&&' | '||', Node][] = [];
    for (let word = this.#plain(); word === '&&' || word === '||'; word = this.#plain()) {
      this.#at += 1;
      while (this.#isOperator(';')) this.#at += 1;
      rest.push([word, this.#command()]);
    }
    if (this.#tokens[this.#at]?.kind === 'redirect') throw new UnknownShell('redirection of a loop is not known');
    const isBackground = this.#isOperator('&');
    if (isBackground) this.#at += 1;
    return { first, rest, isBackground };
  }

  #command(): Node {
    const word = this.#plain();
    if (word === 'while' || word === 'until') return this.#while(word === 'until');
    if (word === 'if') return this.#if();
    if (word === 'for') return this.#for();
    if (word === '{' || word === '(') return this.#group(word === '{' ? '}' : ')');
    if (['function', 'case', ')', '}', 'do', 'done', 'then', 'fi', 'esac', '!'].includes(word)) {
      throw new UnknownShell(`not known here: ${word}`);
    }
    return this.#simple();
  }

  #while(isUntil: boolean): Node {
    this.#at += 1;
    const condition = this.list('do');
    this.#take('do');
    const body = this.list('done');
    this.#take('done');
    return { kind: 'while', isUntil, condition, body };
  }

  #if(): Node {
    const branches: [List, List][] = [];
    let otherwise: List = [];
    do {
      this.#at += 1;
      const condition = this.list('then');
      this.#take('then');
      branches.push([condition, this.list('elif', 'else', 'fi')]);
    } while (this.#plain() === 'elif');
    if (this.#plain() === 'else') {
      this.#at += 1;
      otherwise = this.list('fi');
    }
    this.#take('fi');
    return { kind: 'if', branches, otherwise };
  }

  #for(): Node {
    this.#at += 1;
    const name = this.#plain();
    this.#at += 1;
    this.#take('in');
    const words: Word[] = [];
    for (let token = this.#tokens[this.#at]; token?.kind === 'word'; token = this.#tokens[this.#at]) {
      words.push(token.parts);
      this.#at += 1;
    }
    this.#take(';');
    while (this.#isOperator(';')) this.#at += 1;
    this.#take('do');
    const body = this.list('done');
    this.#take('done');
    return { kind: 'for', name, words, body };
  }

  #group(closer: string): Node {
    this.#at += 1;
    const body = this.list(closer);
    this.#take(closer);
    return { kind: 'group', body, redirects: this.#redirects() };
  }

  #redirects(): Redirect[] {
    const redirects: Redirect[] = [];
    while (this.#tokens[this.#at]?.kind === 'redirect') redirects.push(this.#redirect());
    return redirects;
  }

  #simple(): Node {
    const assignments: [string, Word][] = [];
    const words: Word[] = [];
    const redirects: Redirect[] = [];
    for (let token = this.#tokens[this.#at]; token !== undefined; token = this.#tokens[this.#at]) {
      if (token.kind === 'operator') break;
      if (token.kind === 'redirect') redirects.push(this.#redirect());
      else {
        const assignment = words.length === 0 ? assignmentOf(token.parts) : null;
        if (assignment === null) words.push(token.parts);
        else assignments.push(assignment);
        this.#at += 1;
      }
    }
    return { kind: 'simple', assignments, words, redirects };
  }

  #redirect(): Redirect {
    const token = this.#tokens[this.#at];
    const target = this.#tokens[this.#at + 1];
    if (token?.kind !== 'redirect' || target?.kind !== 'word') throw new UnknownShell('a redirection without a target');
    this.#at += 2;
    return { fd: token.fd, how: token.how, target: target.parts };
  }

  /** The token here as plain text: an operator or an unquoted word; else empty. */
  #plain(): string {
    const token = this.#tokens[this.#at];
    if (token?.kind === 'operator') return token.text;
    const part = token?.kind === 'word' && token.parts.length === 1 ? token.parts[0] : undefined;
    return part?.kind === 'text' && !part.isQuoted ? part.text : '';
  }

  #isOperator(text: string): boolean {
    const token = this.#tokens[this.#at];
    return token?.kind === 'operator' && token.text === text;
  }

  #take(text: string): void {
    if (this.#plain() !== text) throw new UnknownShell(`missing ${text}`);
    this.#at += 1;
  }
}

const assignmentOf = (parts: Word): [string, Word] | null => {
  const first = parts[0];
  const match = first?.kind === 'text' && !first.isQuoted ? /^([A-Za-z_]\w*)=(.*)$/s.exec(first.text) : null;
  if (match === null) return null;
  return [match[1]!, [{ kind: 'text', text: match[2]!, isQuoted: true }, ...parts.slice(1)]];
};

/** Reads a script (its first line is a comment like any other). @throws UnknownShell where it uses what is not known. */
export const parseShell = (script: string): List => new Parser(tokensOf(script)).list();

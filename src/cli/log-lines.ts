/**
 * Cuts what a program prints into lines of log: without control characters but TAB, and never longer than a log should have them.
 * Leaves out sending them. Source: spec/cluster.md section 5.5, "Writer behaviour".
 */

export interface LogLines {
  push(data: Uint8Array): void;
  /** A line without an end is a line too. */
  end(): void;
}

/** Characters of a line; a longer one goes on in the next. */
const LINE_MAX = 4096;

/** Lines of UTF-8; what is none becomes replacement characters. */
export function createLogLines(say: (line: string) => void): LogLines {
  const decoder = new TextDecoder();
  let rest = '';
  const take = (text: string): void => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(tell);
    for (; rest.length > LINE_MAX; rest = rest.slice(LINE_MAX)) tell(rest.slice(0, LINE_MAX));
  };
  const tell = (line: string): void => {
    const clean = line.replaceAll(/[\0-\x08\x0a-\x1f]/g, '');
    for (let at = 0; at === 0 || at < clean.length; at += LINE_MAX) say(clean.slice(at, at + LINE_MAX));
  };
  return {
    push: (data) => take(decoder.decode(data, { stream: true })),
    end: () => {
      take(decoder.decode());
      if (rest !== '') tell(rest);
      rest = '';
    },
  };
}

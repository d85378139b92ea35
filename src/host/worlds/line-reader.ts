/**
 * Cuts octets into lines of strict UTF-8, with a limit on the length of one line. Leaves out what a line means.
 * Source: spec/adapter.md "one object per line, UTF-8".
 */

export interface LineReader {
  /** Gives every line that is complete; stops for good after a fault. */
  push(data: Uint8Array): void;
  /** Octets of a line that has not ended yet. */
  readonly buffered: number;
}

export interface LineSink {
  line(text: string): void;
  /** `sentence` goes after "the adapter". Nothing more comes after it. */
  fault(sentence: string): void;
}

/** A reader whose lines have at most `maxOctets` octets without their line end. */
export function createLineReader(maxOctets: number, sink: LineSink): LineReader {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let parts: Uint8Array[] = [];
  let buffered = 0;
  let stopped = false;

  const fail = (sentence: string): void => {
    stopped = true;
    parts = [];
    buffered = 0;
    sink.fault(sentence);
  };
  const keep = (part: Uint8Array): void => {
    if (buffered + part.length > maxOctets) return fail(`printed a line of more than ${maxOctets} octets`);
    buffered += part.length;
    if (part.length > 0) parts.push(part);
  };
  const flush = (): void => {
    const line = Buffer.concat(parts, buffered);
    parts = [];
    buffered = 0;
    let text: string;
    try {
      text = decoder.decode(line);
    } catch {
      return fail(`printed a line that is no UTF-8: ${line.subarray(0, 40).toString('hex')}`);
    }
    sink.line(text);
  };

  return {
    push: (data) => {
      let from = 0;
      while (!stopped && from < data.length) {
        const end = data.indexOf(10, from);
        keep(data.subarray(from, end < 0 ? data.length : end));
        if (end >= 0 && !stopped) flush();
        from = end < 0 ? data.length : end + 1;
      }
    },
    get buffered() {
      return buffered;
    },
  };
}

/** Keeps the last octets of a stream. Leaves out everything before them. Source: "standard error is kept" (spec/adapter.md). */

export interface Tail {
  push(data: Uint8Array): void;
  text(): string;
  clear(): void;
}

/** Keeps the last `maxOctets`; read as UTF-8, a character that was cut or wrong shows as a replacement character. */
export function createTail(maxOctets: number): Tail {
  let kept = Buffer.alloc(0);
  let cut = false;
  return {
    push: (data) => {
      const all = Buffer.concat([kept, data]);
      cut ||= all.length > maxOctets;
      kept = all.subarray(Math.max(0, all.length - maxOctets));
    },
    text: () => (cut ? '…' : '') + kept.toString('utf8'),
    clear: () => {
      kept = Buffer.alloc(0);
      cut = false;
    },
  };
}

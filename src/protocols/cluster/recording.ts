/**
 * Recordings of exchanges between originals: connections with their frames, each as it passed, one handshake or packet a frame.
 * Leaves out where recordings are kept, and what the frames mean. Source: shared recordings, their own "dir_legend".
 */
import { fromHex } from '../../lib/hex.ts';

export interface RecordedFrame {
  readonly fromDialler: boolean;
  /** Empty for an end or a reset of the connection. */
  readonly octets: Uint8Array;
  /** Octets that passed after these and were not kept. */
  readonly elided: number;
  readonly note: string;
}

export interface RecordedConnection {
  readonly id: number;
  readonly frames: readonly RecordedFrame[];
}

interface Recorded {
  readonly connections: readonly {
    readonly id: number;
    readonly frames: readonly {
      readonly dir: 'c>s' | 's>c';
      readonly hex?: string;
      readonly note: string;
      readonly payload_elided?: boolean;
      readonly payload_length?: number;
    }[];
  }[];
}

/** The connections of a recording's JSON text. */
export function readRecording(text: string): readonly RecordedConnection[] {
  const recorded = JSON.parse(text) as Recorded;
  return recorded.connections.map(({ id, frames }) => ({
    id,
    frames: frames.map((frame) => ({
      fromDialler: frame.dir === 'c>s',
      octets: fromHex(frame.hex ?? ''),
      elided: frame.payload_elided === true ? (frame.payload_length ?? 0) : 0,
      note: frame.note,
    })),
  }));
}

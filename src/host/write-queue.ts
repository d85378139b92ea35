/**
 * Octets that wait to be written, in order, and taken in portions that one write is good for. Leaves out the writing (tcp-connection.ts).
 */

/** Octets of one portion: few enough that a slow reader is seen to move, enough that a fast one does not wait. Our choice. */
const PORTION = 256 * 1024;
/** Above that many pieces, one copy costs less than handing each of them over. Our choice. */
const PIECES = 16;

export class WriteQueue {
  private pieces: Uint8Array[] = [];
  private head = 0;

  push(data: Uint8Array): void {
    this.pieces.push(data);
  }

  clear(): void {
    this.pieces = [];
    this.head = 0;
  }

  /** Takes up to `octets`, and no more than one portion. */
  take(octets: number): Uint8Array[] {
    let left = Math.min(octets, PORTION);
    const taken: Uint8Array[] = [];
    while (left > 0) {
      const piece = this.next(left);
      taken.push(piece);
      left -= piece.length;
    }
    this.trim();
    return taken.length > PIECES ? [Buffer.concat(taken)] : taken;
  }

  /** The first piece, or as much of it as fits. */
  private next(octets: number): Uint8Array {
    const first = this.pieces[this.head] as Uint8Array;
    if (first.length > octets) {
      this.pieces[this.head] = first.subarray(octets);
      return first.subarray(0, octets);
    }
    this.head += 1;
    return first;
  }

  /** Lets go of what was taken; each piece is moved a bounded number of times. */
  private trim(): void {
    if (this.head === this.pieces.length) this.clear();
    else if (this.head * 2 > this.pieces.length) {
      this.pieces.splice(0, this.head);
      this.head = 0;
    }
  }
}

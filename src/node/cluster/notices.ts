/**
 * Notices for the operator, so few that no peer can fill a log: some of each kind in a while, then how many were left out.
 * The kind of a notice is what stands before its first colon. Leaves out who reads them. Numbers are our choice.
 */
const WHILE_US = 10_000_000;
const OF_A_KIND = 8;
const KINDS = 32;

export class Notices {
  private counts = new Map<string, number>();
  private untilUs = 0;

  /** Gives the texts that may be said now for `text`. */
  admit(text: string, nowUs: number): string[] {
    const said = nowUs >= this.untilUs ? this.turn(nowUs) : [];
    const colon = text.indexOf(':');
    const wanted = colon < 0 ? text : text.slice(0, colon);
    const kind = this.counts.size < KINDS || this.counts.has(wanted) ? wanted : 'notice';
    const count = (this.counts.get(kind) ?? 0) + 1;
    this.counts.set(kind, count);
    if (count <= OF_A_KIND) said.push(text);
    return said;
  }

  private turn(nowUs: number): string[] {
    const { counts } = this;
    this.counts = new Map();
    this.untilUs = nowUs + WHILE_US;
    return [...counts]
      .filter(([, count]) => count > OF_A_KIND)
      .map(([kind, count]) => `${kind}: ${count - OF_A_KIND} more were left out`);
  }
}

/**
 * Text of faults that show when the peer has been silent for a while: a session has one timer only, and a patch one place.
 * Leaves out what the fault then does. Source: src/protocols/job, `wakeAtUs` and `wake` of the sessions.
 */

/** Which session is patched: its class, and where it keeps the time. */
const clocks = { NodeSession: 'this.turn.env.nowUs', OwnerSession: 'this.patience.turn.env.nowUs' } as const;

/**
 * A statement for a method of `session`: when `holds` is true and the peer has said nothing for `forUs` from now on, `act` happens,
 * once. With `again`, what the peer says meanwhile begins the time anew; without, it ends the matter.
 */
export function afterSilence(
  session: keyof typeof clocks,
  { forUs, holds, act, again = false }: { forUs: number; holds: string; act: string; again?: boolean },
): string {
  return `{
      const heardUs = this.line.heardAtUs;
      const fromUs = ${clocks[session]};
      const own = Object.getOwnPropertyDescriptor(${session}.prototype, 'wakeAtUs').get;
      const holds = () => (${String(again)} || this.line.heardAtUs === heardUs) && this.state !== 'closed' && (${holds});
      const dueUs = () => Math.max(fromUs, this.line.heardAtUs) + ${forUs};
      Object.defineProperties(this, {
        wakeAtUs: {
          configurable: true,
          get: () => (holds() ? Math.min(dueUs(), own.call(this) ?? Infinity) : own.call(this)),
        },
        wake: {
          configurable: true,
          value: () => {
            if (!holds() || ${clocks[session]} < dueUs()) return ${session}.prototype.wake.call(this);
            delete this.wake;
            delete this.wakeAtUs;
            ${act}
          },
        },
      });
    }`;
}

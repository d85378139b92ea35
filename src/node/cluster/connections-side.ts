/** What connections (connections.ts) ask of their server. Leaves out what the parts do. */
import type { NetPart, ServerPart } from './core.ts';
import type { ServerEvent } from './types.ts';

export interface ConnectionsSide {
  readonly parts: readonly ServerPart[];
  readonly net: NetPart;
  readonly listenHost: string | null;
  tell(event: ServerEvent): void;
  notice(text: string): void;
}

/**
 * Ports of 127.0.0.1 that nobody else is given: a block of them for each process, below those that systems hand out by themselves.
 *
 * A port that a listener had and let go is soon another's: dials and listeners of the whole machine take theirs from the same range, and
 * other processes of the same run look for free ones at the same time. The first port of a block is listened on for the life of the
 * process, so no two processes have the same block; what is let go within it stays free. Where all blocks are taken, or a system hands
 * out these ports as well, it is as good as any free port. Leaves out who listens (tcp-listener.ts).
 */
import { createServer, type Server } from 'node:net';

/** Linux hands out 32768 and above, others 49152 and above. */
const FIRST = 12_288;
const BLOCK = 128;
const BLOCKS = 160;

interface Block {
  readonly guard: Server;
  readonly first: number;
  last: number;
}

let claimed: Promise<Block | null> | null = null;

/** The next port of this process's block, in turn; 0, which means any, where it has none. Somebody may listen on it all the same. */
export async function nextPort(): Promise<number> {
  claimed ??= claim();
  const block = await claimed;
  if (block === null) return 0;
  block.last = (block.last % (BLOCK - 1)) + 1;
  return block.first + block.last;
}

/** How many ports there are to be tried, in turn. */
export const portsToTry = BLOCK - 1;

async function claim(): Promise<Block | null> {
  for (let index = 0; index < BLOCKS; index += 1) {
    const first = FIRST + ((process.pid + index) % BLOCKS) * BLOCK;
    const guard = await listenOn(first);
    if (guard !== null) return { guard: guard.unref(), first, last: 0 };
  }
  return null;
}

function listenOn(port: number): Promise<Server | null> {
  const server = createServer((socket) => socket.destroy());
  return new Promise((resolve) => {
    server.once('error', () => resolve(null));
    server.listen({ host: '127.0.0.1', port }, () => resolve(server));
  });
}

/**
 * Byte streams between sockets: cutting and joining, order kept, finite buffers, half-close, reset, and ways that fall silent.
 *
 * Write boundaries are not kept unless the writer asked for exact segments. A reset discards what was not read; a blocked way holds
 * octets back and says nothing. Leaves out names, listeners and dialling (network.ts), and why a way is blocked (faults.ts).
 */
import { Kind, type Simulation } from './simulation.ts';
import type { Links } from './link.ts';
import { Socket, type Segment, type SocketUser } from './socket.ts';

const NOTHING = new Uint8Array(0);
const signOf = (what: Segment['what']): Segment => ({ what, data: NOTHING, isExact: false });
const [END, RESET, OPENED] = [signOf('end'), signOf('reset'), signOf('opened')];

const GONE = 0xa5;
/** How long an ended socket may wait for its peer's end before it is reset. Our choice. */
const LINGER_US = 5_000_000;

export class Streams {
  readonly sockets: Socket[] = [];
  readonly #sim: Simulation;
  readonly #links: Links;
  readonly #isBlocked: (from: number, to: number) => boolean;
  #stalled: Socket[] = [];
  #shut: Socket[] = [];

  constructor(sim: Simulation, links: Links, isBlocked: (from: number, to: number) => boolean) {
    this.#sim = sim;
    this.#links = links;
    this.#isBlocked = isBlocked;
    sim.on(Kind.pump, (id) => this.#pump(this.sockets[id]!));
    sim.on(Kind.arrive, (id) => this.#arrive(this.sockets[id]!));
    sim.on(Kind.read, (id) => this.#read(this.sockets[id]!));
    sim.on(Kind.window, (id) => this.#openWindow(this.sockets[id]!));
    sim.on(Kind.linger, (id) => this.abort(this.sockets[id]!));
  }

  /** A new socket that nothing is known of but its user. */
  create(host: number, user: SocketUser, name: string): Socket {
    const id = this.sockets.length;
    const full = `${name}#${id}`;
    const socket = new Socket(id, host, user, full, this.#sim.trace.codeOf(full));
    this.sockets.push(socket);
    return socket;
  }

  /** Makes both ends of an accepted connection; the dialling end learns of it after its way back. */
  join(dialler: Socket, acceptor: Socket): void {
    dialler.peer = acceptor;
    acceptor.peer = dialler;
    const { isShared = false, receiveOctets } = this.#links.options(dialler.host, acceptor.host);
    dialler.sharedOctets = acceptor.sharedOctets = isShared ? receiveOctets : 0;
    acceptor.state = 'open';
    this.#launch(acceptor, OPENED);
  }

  /** Queues octets, the network's from now on; where `isExact`, as a segment of their own. */
  send(socket: Socket, data: Uint8Array, isExact = false): void {
    if (socket.state === 'closed' || data.length === 0) return;
    if (socket.isCut) return this.#resetBoth(socket);
    if (socket.isEndWanted) return;
    if (socket.isClear) return this.#launch(socket, socket.pass(data));
    socket.push({ data, isExact: isExact || socket.sharedOctets > 0 });
    this.#wantPump(socket);
  }

  /** Asks for one `writable` when all that was sent until now but what the send buffer takes has left the queue. */
  drain(socket: Socket): void {
    socket.marks.push(socket.sentOctets);
    this.#wantPump(socket);
  }

  /** Ends our direction after what is queued; the other one lives on. */
  shutdown(socket: Socket): void {
    if (socket.state === 'closed') return;
    socket.isEndWanted = true;
    this.#wantPump(socket);
  }

  /** Ends our direction and drops what still comes in; resets where the peer does not end within the lingering time. */
  close(socket: Socket): void {
    if (socket.isDeaf) return;
    socket.isDeaf = true;
    socket.discardUnread();
    this.#credit(socket);
    this.shutdown(socket);
    this.#closeIfDone(socket);
    if (socket.state !== 'closed') this.#sim.after(LINGER_US, Kind.linger, socket.id);
  }

  /** Resets: what is queued is lost, the peer loses what it has not read. */
  abort(socket: Socket): void {
    if (socket.state === 'closed') return;
    const wasOpen = socket.peer !== null;
    this.#shutDown(socket);
    if (wasOpen) this.#launch(socket, RESET);
  }

  /** The user's process is gone: the kernel sends what its buffer holds and the end; unread octets make it a reset. */
  orphan(socket: Socket): void {
    if (socket.state !== 'open' || socket.unread.size > 0) return this.abort(socket);
    const { sendOctets } = this.#links.options(socket.host, socket.peer!.host);
    while (socket.queuedOctets > sendOctets) socket.queuedOctets -= socket.queue.pop()!.data.length;
    socket.isDeaf = true;
    socket.isOrphan = true;
    this.shutdown(socket);
    this.#closeIfDone(socket);
  }

  /** The whole host is gone: nobody is told, and its memory of the socket is lost. */
  vanish(socket: Socket): void {
    this.#shutDown(socket);
  }

  /** Somebody on the way resets the connection: both ends hear of it, each after its way. */
  breakOff(socket: Socket): void {
    this.#resetBoth(socket);
  }

  /** Somebody on the way ends this direction now; what was not sent yet never will be. */
  cut(socket: Socket): void {
    if (socket.state !== 'open' || socket.isEndWanted) return;
    socket.discardQueue();
    socket.isCut = true;
    socket.isEndWanted = true;
    this.#wantPump(socket);
  }

  pause(socket: Socket): void {
    socket.isPaused = true;
  }

  resume(socket: Socket): void {
    if (!socket.isPaused) return;
    socket.isPaused = false;
    if (socket.state === 'open' && !socket.isReadPending) this.#wantRead(socket, 0);
  }

  /** Lets go what a blocked way held back, where it is blocked no more. */
  settle(): void {
    const stalled = this.#stalled;
    this.#stalled = [];
    for (const socket of stalled) this.#release(socket);
    const shut = this.#shut;
    this.#shut = [];
    for (const socket of shut) this.#sim.after(0, Kind.window, socket.id);
  }

  #wantPump(socket: Socket): void {
    if (socket.isPumpPending || socket.state !== 'open') return;
    socket.isPumpPending = true;
    this.#sim.after(this.#links.flushUs(socket.host, socket.peer!.host), Kind.pump, socket.id);
  }

  #pump(socket: Socket): void {
    socket.isPumpPending = false;
    const peer = socket.peer;
    if (socket.state !== 'open' || peer === null) return;
    const { receiveOctets, sendOctets } = this.#links.options(socket.host, peer.host);
    while (socket.queuedOctets > 0) {
      const room = receiveOctets - peer.unreadOctets - peer.flightOctets;
      socket.isWindowShut = room <= 0;
      if (socket.isWindowShut) break;
      const cut = this.#links.segmentOctets(socket.host, peer.host, Math.min(room, socket.queuedOctets));
      this.#launch(socket, socket.take(cut));
    }
    if (socket.queuedOctets === 0 && socket.isEndWanted && !socket.isEndSent) {
      socket.isEndSent = true;
      this.#launch(socket, END);
      this.#closeIfDone(socket);
    }
    for (let left = socket.takeMarks(sendOctets); left > 0 && !socket.isDeaf; left -= 1) socket.user.writable(socket);
  }

  #launch(socket: Socket, segment: Segment): void {
    const sim = this.#sim;
    const peer = socket.peer!;
    const earliestUs = peer.lastArrivalUs + (segment.isExact ? 1 : 0);
    const atUs = Math.max(sim.nowUs + this.#links.delayUs(socket.host, peer.host), earliestUs);
    peer.lastArrivalUs = atUs;
    peer.incoming.push(segment);
    peer.flightOctets += segment.data.length;
    sim.trace.noteAt(sim.nowUs, segment.what, socket.code, socket.name, atUs - sim.nowUs, 0, segment.data);
    sim.scheduler.schedule(atUs, Kind.arrive, peer.id, 0, 0);
  }

  #arrive(socket: Socket): void {
    if (this.#isBlocked(socket.peer!.host, socket.host)) {
      if (socket.held === 0) this.#stalled.push(socket);
      socket.held += 1;
      this.#sim.trace.note(this.#sim.nowUs, 'held', socket.name, socket.held, 0);
      return;
    }
    const segment = socket.incoming.shift()!;
    socket.flightOctets -= segment.data.length;
    this.#sim.trace.noteAt(this.#sim.nowUs, 'arrived', socket.code, socket.name, segment.data.length, 0);
    if (segment.what === 'reset') return this.#takeReset(socket);
    if (socket.state === 'closed' || (socket.isOrphan && segment.what === 'data')) return this.#answerReset(socket);
    if (segment.what === 'opened') this.#takeOpened(socket);
    else this.#take(socket, segment);
  }

  #take(socket: Socket, segment: Segment): void {
    if (segment.what === 'end') {
      socket.isEndArrived = true;
      this.#closeIfDone(socket);
    } else if (socket.isDeaf) return this.#credit(socket);
    else {
      socket.unread.push(segment);
      socket.unreadOctets += segment.data.length;
    }
    if (socket.isDeaf || socket.isPaused || socket.isReadPending) return;
    const waitUs = this.#links.readUs(socket.peer!.host, socket.host);
    if (waitUs === 0) this.#read(socket);
    else this.#wantRead(socket, waitUs);
  }

  #takeOpened(socket: Socket): void {
    socket.state = 'open';
    this.#sim.scheduler.cancel(socket.timeout);
    if (!socket.isDeaf) socket.user.connected(socket);
    if (socket.queuedOctets > 0 || socket.isEndWanted || socket.marks.size > 0) this.#wantPump(socket);
  }

  #takeReset(socket: Socket): void {
    if (socket.state === 'closed') return;
    this.#shutDown(socket);
    if (!socket.isDeaf) socket.user.reset(socket);
  }

  /** Octets for a socket that is no more. */
  #answerReset(socket: Socket): void {
    this.#shutDown(socket);
    if (socket.peer!.state !== 'closed') this.#launch(socket, RESET);
  }

  #resetBoth(socket: Socket): void {
    const peer = socket.peer!;
    socket.discardQueue();
    if (socket.state === 'open') this.#launch(peer, RESET);
    if (peer.state === 'open') this.#launch(socket, RESET);
  }

  #wantRead(socket: Socket, inUs: number): void {
    socket.isReadPending = true;
    this.#sim.after(inUs, Kind.read, socket.id);
  }

  #read(socket: Socket): void {
    socket.isReadPending = false;
    if (socket.isPaused || socket.isDeaf) return;
    if (socket.unread.size > 0 && socket.state === 'open') {
      const data = socket.takeUnread();
      this.#credit(socket);
      socket.user.bytes(socket, data);
      // Octets are the user's only during the call: whoever keeps them must see that they are gone.
      if (socket.sharedOctets === 0) data.fill(GONE);
    }
    if (socket.isPaused || socket.isDeaf || socket.state === 'closed' || socket.isReadPending) return;
    if (socket.unread.size > 0) return this.#wantRead(socket, 1);
    if (!socket.isEndArrived || socket.isEndTold) return;
    socket.isEndTold = true;
    socket.user.eof(socket);
    this.#closeIfDone(socket);
  }

  /** There is room again: tells a writer that waits for it, after the way back. */
  #credit(socket: Socket): void {
    const peer = socket.peer;
    if (peer === null || !peer.isWindowShut) return;
    peer.isWindowShut = false;
    this.#sim.after(this.#links.delayUs(socket.host, peer.host), Kind.window, peer.id);
  }

  #openWindow(socket: Socket): void {
    if (this.#isBlocked(socket.peer!.host, socket.host)) this.#shut.push(socket);
    else this.#wantPump(socket);
  }

  #release(socket: Socket): void {
    const from = socket.peer!.host;
    if (this.#isBlocked(from, socket.host)) {
      this.#stalled.push(socket);
      return;
    }
    const atUs = Math.max(this.#sim.nowUs + this.#links.delayUs(from, socket.host), socket.lastArrivalUs);
    socket.lastArrivalUs = atUs;
    for (; socket.held > 0; socket.held -= 1) this.#sim.scheduler.schedule(atUs, Kind.arrive, socket.id, 0, 0);
  }

  #closeIfDone(socket: Socket): void {
    if (socket.isEndSent && socket.isEndArrived && (socket.isDeaf || socket.isEndTold)) this.#shutDown(socket);
  }

  #shutDown(socket: Socket): void {
    socket.state = 'closed';
    socket.discardUnread();
    socket.discardQueue();
  }
}

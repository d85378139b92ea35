"""The owner's side of the job protocol on the connection of one node: framing, phases, answers, timers.

A Link is in one phase at a time: joining -> idle -> sending -> starting -> working -> results -> idle,
in `stopping` between a Stop and its answer, and `gone` when the connection is over for us.
"""
import asyncio, re
from collections import deque

ACCEPT, REJECT, STATUS, WAIT, START, STOP, FILE, RUN, RET, DISCONNECT = 1, 2, 5, 7, 8, 9, 10, 11, 12, 0x12
# What a node may send: the name, and the field after the type octet. "text" and "file" have length[4].
FROM_NODE = {0x01: ("Accept", None), 0x02: ("Reject", "text"), 0x03: ("Join", "text"), 0x04: ("Leave", None),
             0x05: ("Status", "value"), 0x10: ("Finished", None), 0x11: ("Result", "file"),
             0x12: ("Disconnect", "text")}
ASK_AGAIN = 1.0

class ProtocolError(Exception): """A mistake of the node: answered Disconnect, and a close."""

class Link(asyncio.Protocol):
    def __init__(self, owner):
        self.owner, self.name, self.phase, self.job, self.status = owner, None, "joining", None, None
        self.received = bytearray()
        self.outstanding = deque()  # the names of the requests that wait for Accept or Reject
        self.queries = deque()      # what the Status queries are for that wait for their value
        self.watch = self.patience = self.resting = None
        self.unanswered = 0         # Status queries since the last octet came

    # ---- Octets ----
    def connection_made(self, transport):
        self.transport = transport

    def connection_lost(self, error):
        self.gone("connection lost")

    def data_received(self, data):
        if self.phase == "gone": return  # we still read, so that our last words are not lost
        self.received += data
        self.unanswered = 0
        try:
            while self.phase != "gone" and (message := self.take()):
                getattr(self, "on_" + message[0].lower())(*message[1:])
        except (ProtocolError, UnicodeDecodeError) as error: self.goodbye(str(error))
        self.watch_silence()

    def take(self):
        """Takes one whole message off the received octets: its name and its field. None while some are missing."""
        if not self.received: return None
        if self.received[0] not in FROM_NODE: raise ProtocolError("unknown message type 0x%02x" % self.received[0])
        name, kind = FROM_NODE[self.received[0]]
        if name in ("Accept", "Reject") and not self.outstanding: raise ProtocolError(name + " of nothing")
        if name == "Accept" and self.outstanding[0] == "Start": kind = "text"
        start = 5 if kind in ("text", "file") else 1
        if len(self.received) < start: return None
        size = int.from_bytes(self.received[1:5], self.owner.byte_order) if start == 5 else 1 if kind else 0
        if start == 5 and size > self.owner.limits[kind]: raise ProtocolError(name + " is over the limit")
        if len(self.received) < start + size: return None
        content = bytes(self.received[start:start + size])
        del self.received[:start + size]
        return (name, content.decode() if kind == "text" else content) if kind else (name,)

    def send(self, code, *fields, width=4):
        sized = [len(content).to_bytes(width, self.owner.byte_order) + content for content in fields]
        self.transport.write(bytes([code]) + b"".join(sized))

    def request(self, name, code, *fields, width=4):
        """Sends what the node must answer with Accept or Reject in time."""
        self.send(code, *fields, width=width)
        self.outstanding.append(name)
        if len(self.outstanding) == 1: self.await_answer()

    # ---- Timers (D-21, D-30) ----
    def alarm(self, timer, seconds, action, *arguments):
        if timer: timer.cancel()
        return asyncio.get_running_loop().call_later(seconds, action, *arguments)

    def await_answer(self):
        self.patience = self.alarm(self.patience, self.owner.timers["answer"], self.goodbye, "no answer")

    def watch_silence(self):
        if self.phase in ("joining", "gone"): return
        seconds = self.owner.timers["answer" if self.unanswered else "silence"]
        self.watch = self.alarm(self.watch, seconds, self.silent)

    def silent(self):
        if self.unanswered < 2: self.query("silence")
        else: self.goodbye("no answer")

    def query(self, why):
        self.queries.append(why)
        self.send(STATUS)
        self.unanswered += 1
        self.watch_silence()

    # ---- The end of the connection ----
    def goodbye(self, reason):
        self.send(DISCONNECT, reason.encode())
        self.close(reason)

    def close(self, reason):
        """Ends our side; the node has a second to read our last words and to end its own."""
        self.gone(reason)
        asyncio.get_running_loop().call_later(1, self.transport.abort)
        self.transport.write_eof()

    def abort(self):
        """Ends the connection at once and says nothing to anyone, as a killed process would."""
        self.phase = "gone"
        for timer in filter(None, (self.watch, self.patience, self.resting)): timer.cancel()
        self.transport.abort()

    def gone(self, reason):
        if self.phase == "gone": return
        stopping, self.phase = self.phase == "stopping", "gone"
        for timer in filter(None, (self.watch, self.patience, self.resting)): timer.cancel()
        self.owner.lost(self, stopping, reason)

    # ---- Joining and leaving ----
    def on_join(self, text):
        self.demand("Join", "joining")
        version, *modules = text.split(";")
        if modules == [""]: modules = []
        if version and all(re.fullmatch(r"[A-Za-z0-9._-]{1,64}", module) for module in modules):
            self.send(ACCEPT)
            self.phase, self.status = "idle", 1
            self.owner.joined(self)
        else:
            self.send(REJECT, b"bad version or module name")
            self.close("rejected")

    def demand(self, name, phase):
        if self.phase != phase: raise ProtocolError(f"unexpected {name} while {self.phase}")

    def on_leave(self):
        if self.phase == "joining": raise ProtocolError("unexpected Leave before Join")
        self.send(ACCEPT)
        self.close("left")

    def on_disconnect(self, reason):
        self.gone(reason)
        self.transport.close()

    # ---- Status ----
    def ask(self):
        """Asks the idle node for its status because a job waits, if it was not asked yet (D-24)."""
        if self.phase == "idle" and self.owner.queue and "job" not in self.queries and not self.resting:
            self.query("job")

    def on_status(self, value):
        if not self.queries or value[0] not in (1, 2, 3, 4): raise ProtocolError("unexpected Status")
        self.status = value[0]
        if self.queries.popleft() != "job" or self.phase != "idle": return
        if self.status == 1: self.owner.give_job(self)
        else: self.resting = self.alarm(None, ASK_AGAIN, self.rested)  # D-28

    def rested(self):
        self.resting = None
        self.ask()

    # ---- A job ----
    def begin(self, job):
        """Sends all the parts in one go; the answers keep their order (D-14)."""
        self.job, self.phase, self.accepted, self.rejected = job, "sending", 0, 0
        for name, content in job.files:
            head = len(name).to_bytes(2, self.owner.byte_order) + name if self.owner.embedded else b""
            self.request("File", FILE, head + content)
        for program, log in job.runs: self.request("Run", RUN, program, log, width=2)
        for name in job.rets: self.request("Ret", RET, name.encode(), width=2)

    def on_accept(self, now=None):
        self.answered(True, None)

    def on_reject(self, reason):
        self.answered(False, reason)

    def answered(self, accepted, reason):
        request = self.outstanding.popleft()
        self.patience.cancel()
        if self.outstanding: self.await_answer()
        if request == "Stop":  # also a rejected one: the node is idle (D-28)
            self.owner.fail(self.job, "stopped")
            self.be_idle()
        elif self.phase == "stopping": return  # it answers what was sent before the Stop
        elif request != "Start": self.part_answered(accepted, reason)
        elif accepted:
            self.phase, self.status = "working", 4
            self.owner.started(self)
        else:
            self.owner.fail(self.job, reason)
            self.stop()

    def part_answered(self, accepted, reason):
        self.accepted, self.rejected = self.accepted + accepted, self.rejected + (not accepted)
        self.status = 2 if self.accepted else 1
        if not accepted: self.owner.fail(self.job, reason)
        if self.outstanding: return
        if self.rejected and self.accepted: self.stop()
        elif self.rejected: self.be_idle()
        else:
            self.send(WAIT)
            self.phase, self.status = "starting", 3
            self.request("Start", START)

    def stop(self):
        if self.phase == "stopping": return
        self.phase = "stopping"
        self.request("Stop", STOP)

    def on_finished(self):
        if self.phase == "stopping": return  # it crossed the Stop (D-5)
        self.demand("Finished", "working")
        self.send(ACCEPT)
        self.phase, self.results = "results", []
        self.check_results()

    def on_result(self, content):
        if self.phase == "stopping": return
        self.demand("Result", "results")
        self.results.append(content)
        self.check_results()

    def check_results(self):
        if len(self.results) < len(self.job.rets): return
        self.owner.finish(self.job, self.results)
        self.be_idle()

    def be_idle(self):
        self.job, self.phase, self.status = None, "idle", 1
        self.ask()

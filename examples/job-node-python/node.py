"""The node's side of the job protocol on one connection: framing, states, answers, timers. Python 3.11 or later."""
import asyncio, contextlib, datetime
from job import Refused, check_name, demand

ACCEPT, REJECT, JOIN, LEAVE, STATUS, FINISHED, RESULT, DISCONNECT = 0x01, 0x02, 0x03, 0x04, 0x05, 0x10, 0x11, 0x12
# What an owner may send: the name, then the fields. A "name" has length[2], a "text" and a "file" have length[4].
FROM_OWNER = {0x01: ("Accept",), 0x02: ("Reject", "text"), 0x05: ("Status",), 0x07: ("Wait",), 0x08: ("Start",),
              0x09: ("Stop",), 0x0A: ("File", "file"), 0x0B: ("Run", "name", "name"), 0x0C: ("Ret", "name"),
              0x12: ("Disconnect", "text")}
VALUES = {"idle": 1, "input": 2, "ready": 3, "working": 4, "finished": 4}  # "finished": Finished is not yet accepted
PARTS = ("File", "Run", "Ret")  # accepted in idle and input
ACCEPTED_IN = {"Start": ["ready"], "Stop": ["input", "ready", "working", "finished"]}
LIMITS = {"text": 2**16, "file": 2**28, "files": 10000, "controls": 1000}

class Node:
    """One life of a node, from `start` to `stop` or `crash`. Its state is None while there is no connection."""
    state = session = worker = None

    def __init__(self, job, profile, config, on_closed):
        self.job, self.profile, self.on_closed = job, profile, on_closed
        self.config = {"modules": [], "programs": True, "timers": {}} | config
        self.limits = LIMITS | config.get("limits", {})

    async def connect(self, host, port):
        demand(not self.state, "already connected")
        reader, self.writer = await asyncio.open_connection(host, port)
        self.state, self.reason, self.late_accept, self.joined = "joining", "no answer", False, asyncio.Future()
        self.session = asyncio.create_task(self.converse(reader, self.writer))
        await asyncio.wait_for(asyncio.shield(self.joined), 9)  # the contract gives us ten seconds

    def leave(self):
        demand(self.state in VALUES, "not joined")
        self.drop_job()
        self.state = "leaving"
        self.request(LEAVE)

    def disconnect(self, reason):
        demand(self.state, "not connected")
        self.reason = reason
        self.clock.reschedule(0)

    def crash(self):  # as a killed process would: its program and its files stay
        for task in filter(None, (self.session, self.worker)): task.cancel()
        if self.state: self.writer.transport.abort()
        self.state = None

    async def converse(self, reader, writer):
        try:
            async with asyncio.timeout(None) as self.clock:
                self.request(JOIN, ";".join([self.config["version"], *self.config["modules"]]).encode())
                while True:
                    self.handle(*await self.message(reader))
                    await writer.drain()
        except (EOFError, ConnectionError) as end:
            self.reason = str(end) if type(end) is EOFError else "connection lost"
        except (ValueError, TimeoutError) as error:  # a protocol error; the answer time is over, or disconnect()
            self.reason = str(error) or self.reason
            self.send(DISCONNECT, self.reason.encode())
        self.drop_job()
        self.state = None
        if not self.joined.done(): self.joined.set_exception(Refused(self.reason))
        self.on_closed(self.reason)
        with contextlib.suppress(OSError):  # reads until the owner closes: an early close could eat the last words
            writer.write_eof()
            async with asyncio.timeout(1):
                while await reader.read(65536): pass
        writer.transport.abort()

    async def message(self, reader):
        code = (await reader.readexactly(1))[0]
        if code not in FROM_OWNER: raise ValueError("unknown message type 0x%02x" % code)
        (name, *kinds), fields = FROM_OWNER[code], []
        for kind in kinds:
            size = self.number(await reader.readexactly(2 if kind == "name" else 4))
            if kind != "name" and size > self.limits[kind]: raise ValueError(f"{size} octets are too many in {name}")
            data = await reader.readexactly(size)
            fields.append(data if kind == "file" else data.decode())
        return name, fields

    def number(self, octets):
        return int.from_bytes(octets, self.profile["byteOrder"])

    def send(self, code, *fields):
        order = self.profile["byteOrder"]
        self.writer.write(bytes([code]) + b"".join(len(field).to_bytes(4, order) + field for field in fields))

    def request(self, code, *fields):  # the owner has the answer time (D-21, D-30)
        self.send(code, *fields)
        self.clock.reschedule(asyncio.get_running_loop().time() + self.config["timers"].get("answer", 30))

    def handle(self, name, fields):
        if name in (*PARTS, "Wait", "Start"): self.late_accept = False
        if name == "Disconnect" or name == "Reject" and self.state == "joining": raise EOFError(*fields)
        elif self.state == "leaving": pass  # the owner's Accept and its close are all that can matter now (D-29)
        elif name == "Status" and self.state in VALUES: self.writer.write(bytes([STATUS, VALUES[self.state]]))
        elif name == "Wait" and self.state == "input": self.state = "ready"
        elif name == "Accept" and self.state == "joining": self.be_idle(), self.joined.set_result(None)
        elif name == "Accept" and self.state == "finished":
            for ret in self.job.rets: self.send(RESULT, self.job.result(ret, self.limits["file"]))
            self.be_idle()
        elif name == "Accept" and self.late_accept: self.late_accept = False
        elif name in (*PARTS, "Start", "Stop"):
            try:
                demand(self.state in ACCEPTED_IN.get(name, ["idle", "input"]), f"unexpected {name} in {self.state}")
                self.send(ACCEPT, *getattr(self, "on_" + name.lower())(*fields) or ())
                if name in PARTS: self.state = "input"
            except (Refused, OSError) as refusal: self.send(REJECT, str(refusal).encode())
        else: raise ValueError(f"unexpected {name} in {self.state}")

    def on_file(self, body):
        name, content = f"file-{len(self.job.files) + 1}", body
        if self.profile["fileNaming"] == "embedded":
            end = 2 + self.number(body[:2])
            demand(end <= len(body), "the file is shorter than its name")
            name, content = body[2:end].decode(), body[end:]
        self.job.add_file(name, content, self.limits["files"])

    def on_run(self, name, log):
        check_name(log)
        demand(self.config["programs"], "programs are not run here")
        demand(name in self.job.files or name in self.config["modules"], "no such program")
        self.job.add_control(self.job.runs, (name, log), self.limits["controls"])

    def on_ret(self, name):
        check_name(name)
        self.job.add_control(self.job.rets, name, self.limits["controls"])

    def on_start(self):
        self.state, self.worker = "working", asyncio.create_task(self.work())
        return [datetime.datetime.utcnow().isoformat(timespec="milliseconds").encode() + b"Z"]

    def on_stop(self):
        self.late_accept = self.state == "finished"
        self.be_idle()

    async def work(self):
        await self.job.run_all()
        self.state = "finished"
        self.request(FINISHED)

    def be_idle(self):
        self.clock.reschedule(None)
        self.drop_job()
        self.state = "idle"

    def drop_job(self):
        if self.worker: self.worker.cancel()
        self.job.drop()

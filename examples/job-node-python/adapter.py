#!/usr/bin/env python3
"""A job node behind wireproof's adapter contract: one event loop, Python 3.11 or later, the standard library alone.
Left out on purpose: modules (a Run of one ends like a program that cannot be started, with "exit 126")."""
import asyncio, contextlib, datetime, json, os, re, shutil, signal, subprocess, sys, tempfile

ACCEPT, REJECT, JOIN, LEAVE, STATUS, FINISHED, RESULT, DISCONNECT = 0x01, 0x02, 0x03, 0x04, 0x05, 0x10, 0x11, 0x12
# What an owner may send: the name, then the fields. A "name" has length[2], a "text" and a "file" have length[4].
FROM_OWNER = {0x01: ("Accept",), 0x02: ("Reject", "text"), 0x05: ("Status",), 0x07: ("Wait",), 0x08: ("Start",),
              0x09: ("Stop",), 0x0A: ("File", "file"), 0x0B: ("Run", "name", "name"), 0x0C: ("Ret", "name"),
              0x12: ("Disconnect", "text")}
VALUES = {"idle": 1, "input": 2, "ready": 3, "working": 4, "finished": 4}  # "finished": Finished is not yet accepted
WHERE = {"File": ("idle", "input"), "Run": ("idle", "input"), "Ret": ("idle", "input"), "Start": ("ready",),
         "Stop": ("input", "ready", "working", "finished")}  # the requests, and the states in which they are accepted

def demand(condition, otherwise):  # an OSError is answered Reject on the wire, `failed` in the contract
    if not condition: raise OSError(otherwise)

def check_name(name):
    bad_part = any(part in ("", ".", "..") for part in name.split("/"))
    demand(not bad_part and len(name.encode()) <= 255 and not re.search(r"^[A-Za-z]:|[\0\\]", name), "bad file name")

class Node:
    state = config = session = worker = program = None

    def __init__(self):
        self.home = os.path.realpath(tempfile.mkdtemp(prefix="job-node-"))
        self.folder = os.path.join(self.home, "job")

    async def operate(self, op, ask):
        """One operation of the adapter contract; returns what the answer holds."""
        if op == "hello":
            self.profile = {"byteOrder": "big", "fileNaming": "embedded"} | ask["profile"]
            return {"name": "python", "version": "1", "roles": ["node"], "claims": ["timers", "limits", "programs"]}
        elif op == "state": return {"status": VALUES.get(self.state)}
        elif op == "connect": await self.connect(ask["at"])
        elif op == "crash": self.crash()
        elif op == "reset": self.crash(), self.drop_job()
        elif op == "start":  # ends the programs and empties the folder that a crashed life left (D-31)
            self.crash(), self.drop_job()
            self.config = {"modules": [], "programs": True} | ask["config"]
            self.limits = {"text": 2**16, "file": 2**28, "files": 10000, "controls": 1000} | ask["config"].get("limits", {})
        elif op == "disconnect":
            demand(self.state, "not connected")
            self.reason = ask["reason"]
            self.clock.reschedule(0)
        elif op == "leave" or op == "stop" and self.state in VALUES:
            demand(self.state in VALUES, "not joined")
            self.drop_job(), self.request(LEAVE)
            self.state = "leaving"
        elif op != "stop": raise NotImplementedError(op)
        return {}

    async def connect(self, at):
        demand(self.config and not self.state, "not started, or already connected")
        reader, self.writer = await asyncio.open_connection(at["host"], at["port"])
        self.state, self.reason, self.late_accept, self.joined = "joining", "no answer", False, asyncio.Future()
        self.session = asyncio.create_task(self.converse(reader, self.writer))
        refusal = await self.joined
        demand(not refusal, refusal)

    def crash(self):
        for task in (self.session, self.worker):
            if task: task.cancel()
        if self.state: self.writer.transport.abort()
        self.state = self.config = None

    async def converse(self, reader, writer):
        try:
            async with asyncio.timeout(None) as self.clock:
                self.request(JOIN, ";".join([self.config["version"], *self.config["modules"]]).encode())
                while True:
                    self.handle(*await self.message(reader))
                    await writer.drain()
        except (EOFError, ConnectionError) as end: self.reason = str(end)
        except (ValueError, TimeoutError) as error:  # their mistake; the answer time is over, or op `disconnect`
            self.reason = str(error) or self.reason
            self.send(DISCONNECT, self.reason.encode())
        self.drop_job()
        self.state = None
        if not self.joined.done(): self.joined.set_result(self.reason)
        print(json.dumps({"event": "closed", "role": "node", "reason": self.reason}), flush=True)
        with contextlib.suppress(OSError):  # reads until the owner closes: an early close could eat the last words
            writer.write_eof()
            async with asyncio.timeout(1):
                while await reader.read(65536): pass
        writer.transport.abort()

    async def message(self, reader):
        """Reads one message. A length is compared with its limit before its octets are waited for (D-3)."""
        code = (await reader.readexactly(1))[0]
        if code not in FROM_OWNER: raise ValueError("unknown message type 0x%02x" % code)
        (name, *kinds), fields = FROM_OWNER[code], []
        for kind in kinds:
            size = int.from_bytes(await reader.readexactly(2 if kind == "name" else 4), self.profile["byteOrder"])
            if kind != "name" and size > self.limits[kind]: raise ValueError(f"{size} octets are too many in {name}")
            data = await reader.readexactly(size)
            fields.append(data if kind == "file" else data.decode())
        return name, fields

    def send(self, code, *fields):
        order = self.profile["byteOrder"]
        self.writer.write(bytes([code]) + b"".join(len(f).to_bytes(4, order) + f for f in fields))

    def request(self, code, *fields):  # the owner has the answer time (D-21, D-30)
        self.send(code, *fields)
        self.clock.reschedule(asyncio.get_running_loop().time() + self.config.get("timers", {}).get("answer", 30))

    def handle(self, name, fields):
        if name in ("File", "Run", "Ret", "Wait", "Start"): self.late_accept = False
        if name == "Disconnect" or name == "Reject" and self.state == "joining": raise EOFError(*fields)
        elif self.state == "leaving": pass  # the owner's Accept and its close are all that can matter now (D-29)
        elif name == "Status" and self.state in VALUES: self.writer.write(bytes([STATUS, VALUES[self.state]]))
        elif name == "Wait" and self.state == "input": self.state = "ready"
        elif name == "Accept" and self.state == "joining": self.be_idle(), self.joined.set_result(None)
        elif name == "Accept" and self.state == "finished":
            for ret in self.rets: self.send(RESULT, self.result(ret))
            self.be_idle()
        elif name == "Accept" and self.late_accept: self.late_accept = False
        elif name not in WHERE: raise ValueError(f"unexpected {name} in {self.state}")
        else:
            try:
                demand(self.state in WHERE[name], f"unexpected {name} in {self.state}")
                self.send(ACCEPT, *getattr(self, "on_" + name.lower())(*fields) or ())
            except OSError as refusal: self.send(REJECT, str(refusal).encode())

    def be_idle(self):
        self.clock.reschedule(None)
        self.drop_job()
        self.state = "idle"

    def on_file(self, body):
        name, content = f"file-{len(self.files) + 1}", body
        if self.profile["fileNaming"] == "embedded":
            end = 2 + int.from_bytes(body[:2], self.profile["byteOrder"])
            demand(end <= len(body), "the file is shorter than its name")
            name, content = body[2:end].decode(), body[end:]
        check_name(name)
        demand(len(self.files | {name}) <= self.limits["files"], "too many files")
        with open(self.place(name), "wb") as file: file.write(content)
        self.files.add(name)
        self.state = "input"

    def on_run(self, name, log):
        check_name(log)
        demand(self.config["programs"] and name in self.files | {*self.config["modules"]}, "no such program")
        self.on_control(self.runs, (name, log))

    def on_ret(self, name):
        check_name(name)
        self.on_control(self.rets, name)

    def on_control(self, controls, control):
        demand(len(self.runs) + len(self.rets) < self.limits["controls"], "too many controls")
        controls.append(control)
        self.state = "input"

    def on_start(self):
        self.state, self.worker = "working", asyncio.create_task(self.work())
        return [datetime.datetime.utcnow().isoformat(timespec="milliseconds").encode() + b"Z"]

    def on_stop(self):
        self.late_accept = self.state == "finished"
        self.be_idle()

    # ---- The job's folder and its programs ----
    def drop_job(self):
        if self.worker: self.worker.cancel()
        if self.program: self.end_program()
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)
        self.files, self.runs, self.rets = set(), [], []

    def place(self, name):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return path

    async def work(self):
        for name, log in self.runs:
            with contextlib.suppress(OSError), open(self.place(log), "a+b", 0) as output:
                try: code = await self.run(self.place(name), output)
                except OSError: code = 126
                end = output.seek(0, os.SEEK_END)
                if end and os.pread(output.fileno(), 1, end - 1) != b"\n": output.write(b"\n")
                output.write(b"exit %d\n" % code)
        self.state = "finished"
        self.request(FINISHED)

    async def run(self, path, output):
        os.chmod(path, 0o755)
        self.program = subprocess.Popen([path], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                        start_new_session=True)
        await asyncio.to_thread(os.waitid, os.P_PID, self.program.pid, os.WEXITED | os.WNOWAIT)
        return self.end_program()

    def end_program(self):  # its whole group; the leader is not reaped yet, so that its number is still its own
        with contextlib.suppress(OSError): os.killpg(self.program.pid, signal.SIGKILL)
        status, self.program = self.program.wait(), None
        return status if status >= 0 else 128 - status

    def result(self, name):  # a regular file inside the folder and not too long; of anything else nothing (D-17, D-27)
        path = os.path.realpath(os.path.join(self.folder, name))
        with contextlib.suppress(OSError):
            if path.startswith(self.folder + "/") and os.path.isfile(path) and os.path.getsize(path) <= self.limits["file"]:
                with open(path, "rb") as file: return file.read()
        return b""

async def main():
    node = Node()
    try:
        while line := await asyncio.to_thread(sys.stdin.readline):
            ask = json.loads(line)
            try: answer = {"ok": await node.operate(ask["op"], ask)}
            except NotImplementedError: answer = {"error": {"code": "unsupported", "message": ask["op"]}}
            except OSError as error: answer = {"error": {"code": "failed", "message": str(error)}}
            print(json.dumps({"id": ask["id"]} | answer), flush=True)
    finally:
        node.crash(), node.drop_job()
        shutil.rmtree(node.home)

asyncio.run(main())

"""A job node behind wireproof's adapter contract. For a node of your own keep main, and change what operate calls."""
import asyncio, contextlib, datetime, json, os, pathlib, re, shutil, signal, subprocess, sys, tempfile

ACCEPT, REJECT, JOIN, LEAVE, STATUS, FINISHED, RESULT, DISCONNECT = 0x01, 0x02, 0x03, 0x04, 0x05, 0x10, 0x11, 0x12
FROM_OWNER = {0x01: "Accept", 0x02: "Reject text", 0x05: "Status", 0x07: "Wait", 0x08: "Start", 0x09: "Stop",
              0x0A: "File file", 0x0B: "Run name name", 0x0C: "Ret name", 0x12: "Disconnect text"}  # name, then fields
EXPECTED = {"joining": "Accept Reject", "idle": "Status File Run Ret", "input": "Status File Run Ret Wait Stop",
            "ready": "Status Start Stop", "working": "Status Stop", "finished": "Status Stop Accept",
            "stopped": "Status File Run Ret Accept", "leaving": ""}  # stopped: idle, but an Accept may come late (D-5)
VALUES = {"idle": 1, "stopped": 1, "input": 2, "ready": 3, "working": 4, "finished": 4}
DEFAULTS = dict(modules=[], programs=True, answer=30, name=2**16, text=2**16, file=2**28, files=10000, controls=1000)
CODES = {LookupError: "bad-request", KeyError: "bad-request", NotImplementedError: "unsupported"}  # in the contract

def check_name(name):  # D-3, D-10; the last part of the pattern finds the parts "", "." and ".."
    if len(name.encode()) > 255 or re.search(r"^[A-Za-z]:|[\0\\]|(^|/)\.{0,2}(/|\Z)", name): raise OSError("bad name")

class Node:  # an OSError is answered Reject on the wire, and `failed` in the contract; a ValueError ends the connection
    home = tempfile.TemporaryDirectory(prefix="job-node-", ignore_cleanup_errors=True)  # removed at the exit
    folder = pathlib.Path(home.name).resolve() / "job"
    state, config, program, controls = None, None, None, []  # no state: no connection; no config: not started
    async def operate(self, op, ask):  # what the adapter is asked for
        if op == "hello":
            self.order, self.naming = ask["profile"].get("byteOrder", "big"), ask["profile"].get("fileNaming")
            return dict(name="job-node-python", version="1.0", roles=["node"], claims=["timers", "limits", "programs"])
        if ask.get("role", "node") != "node": raise LookupError("no such role")
        if op == "state": return {"status": VALUES.get(self.state)}
        if op in ("start", "crash", "reset"):  # a crash ends the program, too: the next start finds none to end (D-31)
            self.end("crashed", linger=0)
            config = ask["config"] if op == "start" else {}
            self.config = config and DEFAULTS | config | config.get("limits", {}) | config.get("timers", {})
        elif op == "connect":
            if self.state or not self.config: raise OSError("not started, or already connected")
            reader, self.writer = await asyncio.open_connection(ask["at"]["host"], ask["at"]["port"])
            self.send(JOIN, ";".join([self.config["version"], *self.config["modules"]]).encode())
            self.state, self.joined = "joining", asyncio.Future()
            self.reading = asyncio.create_task(self.read(reader))
            await asyncio.wait_for(asyncio.shield(self.joined), 9)  # the contract gives us ten seconds
        elif op == "disconnect": self.end(ask["reason"], DISCONNECT)
        elif op in ("leave", "stop") and self.state in VALUES:
            self.drop_job("leaving")
            self.send(LEAVE)
        elif op not in ("leave", "stop"): raise NotImplementedError(op)
        return {}
    async def answer(self, ask):
        try: answer = {"ok": await self.operate(ask["op"], ask)}
        except Exception as error: answer = {"error": {"code": CODES.get(type(error), "failed"), "message": str(error)}}
        print(json.dumps({"id": ask["id"]} | answer), flush=True)
    async def read(self, reader):  # takes whole messages off the stream, however it was cut
        try:
            while self.state:
                code = (await reader.readexactly(1))[0]
                if code not in FROM_OWNER: raise ValueError(f"unknown message type 0x{code:02x}")
                (name, *kinds), fields = FROM_OWNER[code].split(), []
                for kind in kinds:
                    size = int.from_bytes(await reader.readexactly(2 if kind == "name" else 4), self.order)
                    if size > self.config[kind]: raise ValueError(f"{size} octets are too many in {name}")
                    fields.append(await reader.readexactly(size))
                self.handle(name, fields if name == "File" else [field.decode() for field in fields])
                await self.writer.drain()  # an owner that does not read is not read
        except (EOFError, OSError): self.end("connection lost")
        except ValueError as mistake: self.end(str(mistake), DISCONNECT)  # also what is no UTF-8
    def send(self, code, *fields):
        self.writer.write(bytes([code]) + b"".join(len(field).to_bytes(4, self.order) + field for field in fields))
        if code in (JOIN, FINISHED, LEAVE):  # requests: the owner has the answer time (D-21, D-30)
            self.waiting = asyncio.get_event_loop().call_later(self.config["answer"], self.end, "no answer", DISCONNECT)
    def handle(self, name, fields):  # what the owner says
        expected = name in EXPECTED[self.state].split()
        if name == "Disconnect" or name == "Reject" and expected: self.end(*fields)
        elif self.state == "leaving": pass  # the owner's Accept and its close are all that can matter now (D-29)
        elif name in ("File", "Run", "Ret", "Start", "Stop"):
            try:
                if self.state == "stopped" and name != "Stop": self.state = "idle"  # now an Accept would be too late
                if not expected: raise OSError(f"unexpected {name} in {self.state}")
                self.send(ACCEPT, *getattr(self, name.lower())(*fields) or ())
                if name in ("File", "Run", "Ret"): self.state = "input"
            except OSError as refusal: self.send(REJECT, str(refusal).encode())
        elif not expected: raise ValueError(f"unexpected {name} in {self.state}")
        elif name == "Status": self.writer.write(bytes([STATUS, VALUES[self.state]]))
        elif name == "Wait": self.state = "ready"
        else:  # Accept
            if self.state == "joining": self.joined.set_result(None)
            for name in [name for name, *log in self.controls if not log]: self.send(RESULT, self.result(name))
            self.drop_job("idle")
    def file(self, body):
        end = 2 + int.from_bytes(body[:2], self.order) if self.naming != "positional" else 0
        if end > len(body): raise OSError("the file is shorter than its name")
        name = body[2:end].decode() if end else f"file-{len(self.files) + 1}"
        check_name(name)
        if name not in self.files and len(self.files) >= self.config["files"]: raise OSError("too many files")
        self.place(name).write_bytes(body[end:])
        self.files.add(name)
    def run(self, name, *log):  # a Ret has no log
        known = self.config["programs"] and name in [*self.files, *self.config["modules"]]
        if log and not known: raise OSError("no such program")
        check_name(*log or [name])
        if len(self.controls) >= self.config["controls"]: raise OSError("too many controls")
        self.controls.append((name, *log))
    ret = run
    def start(self):
        self.state, self.waiting = "working", asyncio.create_task(self.work())
        return [datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")[:23].encode() + b"Z"]
    async def work(self):  # one run after the other, and their logs (D-15, D-16, D-25, D-26)
        for name, log_name in [control for control in self.controls if len(control) == 2]:
            with contextlib.suppress(OSError), self.place(log_name).open("ab+", 0) as log:
                try:
                    (self.folder / name).chmod(0o755)
                    self.program = subprocess.Popen("./" + name, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log,
                                                    stderr=log, start_new_session=True)
                    await asyncio.to_thread(os.waitid, os.P_PID, self.program.pid, os.WEXITED | os.WNOWAIT)
                    code = self.end_program()
                except OSError: code = 126
                if log.seek(0, 2) and os.pread(log.fileno(), 1, log.tell() - 1) != b"\n": log.write(b"\n")
                log.write(b"exit %d\n" % code)
        self.state = "finished"
        self.send(FINISHED)
    def end_program(self):  # with its whole group; its leader is reaped last: until then the number is the group's own
        with contextlib.suppress(OSError): os.killpg(self.program.pid, signal.SIGKILL)
        status, self.program = self.program.wait(), None
        return status if status >= 0 else 128 - status
    def place(self, name):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path
    def result(self, name):  # nothing but a regular file inside the folder (D-17, D-27)
        path = pathlib.Path(os.path.realpath(self.folder / name))
        inside = path.is_relative_to(self.folder) and os.access(path, os.R_OK) and path.is_file()
        return path.read_bytes() if inside and path.stat().st_size <= self.config["file"] else b""
    def stop(self): self.drop_job("stopped" if self.state == "finished" else "idle")
    def drop_job(self, next_state):
        self.waiting.cancel()
        if self.program: self.end_program()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.files, self.controls, self.state = set(), [], next_state
    def end(self, reason, code=None, linger=1):  # of the connection
        if not self.state: return
        if code: self.send(code, reason.encode())
        self.drop_job(None)
        self.reading.cancel()
        if not self.joined.done(): self.joined.set_exception(OSError(reason))
        with contextlib.suppress(OSError): self.writer.write_eof()
        asyncio.get_event_loop().call_later(linger, self.writer.transport.abort)  # our last words may be on their way
        print(json.dumps({"event": "closed", "role": "node", "reason": reason}), flush=True)

async def main():
    node = Node()
    while line := await asyncio.to_thread(sys.stdin.readline):
        task = asyncio.create_task(node.answer(json.loads(line)))  # `connect` may wait, and the input may end
    node.end("standard input ended", linger=0)
asyncio.run(main())

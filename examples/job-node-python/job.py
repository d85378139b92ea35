"""One job on its node: the parts that came, the folder, the programs, the results. Nothing of the wire is here."""
import asyncio, contextlib, os, re, shutil, signal, subprocess, time

class Refused(Exception):
    """What was asked for is not done: answered Reject on the wire, `failed` in the adapter contract."""

def demand(condition, otherwise):
    if not condition: raise Refused(otherwise)

def check_name(name):
    """D-10, D-3."""
    bad_part = any(part in ("", ".", "..") for part in name.split("/"))
    demand(not bad_part and len(name.encode()) <= 255 and not re.search(r"^[A-Za-z]:|[\0\\]", name), "bad file name")

class Job:
    def __init__(self, folder):
        self.folder, self.program = folder, None
        self.files, self.runs, self.rets = set(), [], []

    def add_file(self, name, content, limit):
        check_name(name)
        demand(name in self.files or len(self.files) < limit, "too many files")
        with open(self.place(name), "wb") as file: file.write(content)
        self.files.add(name)

    def add_control(self, controls, control, limit):
        demand(len(self.runs) + len(self.rets) < limit, "too many controls")
        controls.append(control)

    def place(self, name):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return path

    async def run_all(self):
        """Runs the programs one after the other. Each log ends in a line `exit N`, 126 for what cannot be started."""
        for name, log in self.runs:
            with contextlib.suppress(OSError), open(self.place(log), "a+b", 0) as output:
                try: code = await self.run(self.place(name), output)
                except OSError: code = 126
                end = output.seek(0, os.SEEK_END)
                if end and os.pread(output.fileno(), 1, end - 1) != b"\n": output.write(b"\n")
                output.write(b"exit %d\n" % code)

    async def run(self, path, output):
        os.chmod(path, 0o755)
        self.program = subprocess.Popen([path], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                        start_new_session=True)
        await asyncio.to_thread(os.waitid, os.P_PID, self.program.pid, os.WEXITED | os.WNOWAIT)
        return self.end_program()

    def end_program(self):
        """Ends the whole group. Its leader is not reaped before that, so that the number is still the group's own."""
        group = self.program.pid
        with contextlib.suppress(OSError): os.killpg(group, signal.SIGKILL)
        status, self.program = self.program.wait(), None
        with contextlib.suppress(OSError):
            for _ in range(50): os.killpg(group, 0), time.sleep(0.001)  # until the others are gone, too
        return status if status >= 0 else 128 - status

    def result(self, name, limit):
        """A regular file inside the folder, and not too long; of anything else nothing (D-17, D-27)."""
        path = os.path.realpath(os.path.join(self.folder, name))
        with contextlib.suppress(OSError):
            if path.startswith(self.folder + "/") and os.path.isfile(path) and os.path.getsize(path) <= limit:
                with open(path, "rb") as file: return file.read()
        return b""

    def drop(self):
        if self.program: self.end_program()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.files, self.runs, self.rets = set(), [], []

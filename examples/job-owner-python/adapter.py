#!/usr/bin/env python3
"""A job owner behind wireproof's adapter contract: one event loop, Python 3.10 or later, the standard library alone.

The queue of jobs, and the nodes that wait for one, are here; what is said to one node is in link.py.
Left out on purpose: a queue that outlives the process.
"""
import asyncio, json, sys
from collections import deque
sys.dont_write_bytecode = True
from link import Link

LIMITS = {"text": 2**16, "file": 2**28, "files": 10000, "controls": 1000}
ATTEMPTS = 3  # D-29

class Failed(Exception): """What the contract asked for cannot be done."""

def say(line):
    print(json.dumps(line), flush=True)

class Job:
    def __init__(self, name, files, runs, rets):
        self.name, self.files, self.runs, self.rets = name, files, runs, rets
        self.state, self.attempts, self.link = "queued", 0, None

class Owner:
    """One life of an owner, from `start` to `stop` or `crash`."""

    def __init__(self, profile, config):
        self.byte_order, self.embedded = profile["byteOrder"], profile["fileNaming"] == "embedded"
        self.timers = {"answer": 30, "silence": 60} | config.get("timers", {})
        self.limits = LIMITS | config.get("limits", {})
        self.queue, self.jobs, self.links, self.names, self.connections = deque(), {}, [], 0, []

    async def listen(self, host, port):
        self.server = await asyncio.get_running_loop().create_server(self.connected, host, port)
        host, port = self.server.sockets[0].getsockname()[:2]
        return {"host": host, "port": port}

    def connected(self):
        link = Link(self)
        self.connections.append(link)
        return link

    def end(self, end_link):
        """Stops listening and ends every connection in the way that is given."""
        self.server.close()
        self.queue.clear()
        for link in list(self.connections): end_link(link)

    # ---- What the contract asks ----
    def submit(self, files, runs, rets):
        if not files + runs + rets: raise Failed("a job needs a part")
        if len(files) > self.limits["files"] or len(runs) + len(rets) > self.limits["controls"]:
            raise Failed("the job has too many parts")
        files = [(file["name"].encode(), bytes.fromhex(file["bytes"])) for file in files]
        runs = [(run["file"].encode(), run["log"].encode()) for run in runs]
        names = [*rets, *(name for name, _ in files), *(name for run in runs for name in run)]
        if max(map(len, names)) > 0xffff: raise Failed("a name is too long to be sent")
        job = Job(f"job-{len(self.jobs) + 1}", files, runs, rets)
        self.jobs[job.name] = job
        self.queue.append(job)
        self.ask_nodes()
        return {"job": job.name}

    def stop_job(self, name):
        if name not in self.jobs: raise Failed("no such job")
        job = self.jobs[name]
        if job.state == "running": job.link.stop()
        elif job.state == "queued":
            self.queue.remove(job)
            self.fail(job, "stopped")

    def state(self):
        return {"nodes": [{"node": link.name, "status": link.status} for link in self.links],
                "jobs": [{"job": job.name, "state": job.state} for job in self.jobs.values()]}

    # ---- What the links report ----
    def joined(self, link):
        self.names += 1
        link.name = f"node-{self.names}"
        self.links.append(link)
        say({"event": "node-joined", "node": link.name})
        link.ask()

    def lost(self, link, stopping, reason):
        """A node is lost. Its job goes to the head of the queue, unless it was stopped or was tried often enough."""
        self.connections.remove(link)
        if link in self.links:
            self.links.remove(link)
            say({"event": "node-left", "node": link.name})
        job = link.job
        if job and job.state == "running":
            if stopping: self.fail(job, "stopped")
            elif job.attempts == ATTEMPTS: self.fail(job, "the node was lost: " + reason)
            else:
                job.state = "queued"
                self.queue.appendleft(job)
                self.ask_nodes()

    def ask_nodes(self):
        for link in self.links: link.ask()

    def give_job(self, link):
        if not self.queue: return  # another node took it
        job = self.queue.popleft()
        job.state, job.link = "running", link
        job.attempts += 1
        link.begin(job)

    def started(self, link):
        say({"event": "job-started", "job": link.job.name, "node": link.name})

    def finish(self, job, results):
        job.state = "finished"
        named = [{"name": name, "bytes": content.hex()} for name, content in zip(job.rets, results)]
        say({"event": "job-finished", "job": job.name, "results": named})

    def fail(self, job, reason):
        if job.state == "failed": return
        job.state = "failed"
        say({"event": "job-failed", "job": job.name, "reason": reason})

class Adapter:
    owner = None

    async def operate(self, op, ask):
        """One operation of the contract; returns what stands under "ok" in the answer."""
        if op == "hello":
            self.profile = {"byteOrder": "big", "fileNaming": "embedded"} | ask["profile"]
            return {"name": "job-owner-python", "version": "1.0", "roles": ["owner"], "claims": ["timers", "limits"]}
        if op != "reset" and ask.get("role", "owner") != "owner": raise ValueError("there is only the role owner")
        if op in ("start", "reset"): self.crash()
        if op == "reset": return {}
        if op == "start":
            self.owner = Owner(self.profile, ask["config"])
            return {"listen": await self.owner.listen("127.0.0.1", ask["config"].get("listen", {}).get("port", 0))}
        if op not in ("submit", "stop-job", "stop", "crash", "state"): raise NotImplementedError(op)
        if self.owner is None: raise Failed("no owner was started")
        if op == "submit": return self.owner.submit(ask.get("files", []), ask.get("runs", []), ask.get("rets", []))
        if op == "state": return self.owner.state()
        if op == "stop-job": self.owner.stop_job(ask["job"])
        if op == "crash": self.crash()
        if op == "stop":
            self.owner.end(lambda link: link.goodbye("the owner stops"))
            self.owner = None
        return {}

    def crash(self):
        if self.owner: self.owner.end(Link.abort)
        self.owner = None

    async def answer(self, ask):
        try: answer = {"ok": await self.operate(ask["op"], ask)}
        except NotImplementedError: answer = {"error": {"code": "unsupported", "message": ask["op"]}}
        except (Failed, OSError) as error: answer = {"error": {"code": "failed", "message": str(error)}}
        except (KeyError, ValueError) as error: answer = {"error": {"code": "bad-request", "message": repr(error)}}
        say({"id": ask["id"]} | answer)

async def main():
    adapter = Adapter()
    while line := await asyncio.to_thread(sys.stdin.readline):
        await adapter.answer(json.loads(line))
    adapter.crash()

asyncio.run(main())

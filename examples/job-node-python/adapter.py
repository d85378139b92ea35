#!/usr/bin/env python3
"""Answers the lines of wireproof's adapter contract with the job node of node.py and job.py.

To put another node under test, keep this file and change what the operations call.
"""
import asyncio, json, os, sys, tempfile
sys.dont_write_bytecode = True
from job import Job, Refused
from node import VALUES, Node

def say(line):
    print(json.dumps(line), flush=True)

class Adapter:
    def __init__(self, folder):
        self.job, self.node = Job(folder), None

    async def operate(self, op, ask):
        """One operation of the contract; returns what stands under "ok" in the answer."""
        if op == "hello":
            self.profile = {"byteOrder": "big", "fileNaming": "embedded"} | ask["profile"]
            return {"name": "job-node-python", "version": "1.0", "roles": ["node"],
                    "claims": ["timers", "limits", "programs"]}
        elif op == "start":
            self.end()  # a crashed life may have left a program and files (D-31)
            self.node = Node(self.job, self.profile, ask["config"], self.closed)
        elif op == "reset": self.end()
        elif op == "state": return {"status": self.node and VALUES.get(self.node.state)}
        elif op not in ("connect", "leave", "disconnect", "stop", "crash"): raise NotImplementedError(op)
        elif self.node is None: raise Refused("no node was started")
        elif op == "connect": await self.node.connect(ask["at"]["host"], ask["at"]["port"])
        elif op == "disconnect": self.node.disconnect(ask["reason"])
        elif op == "crash": self.node.crash()
        elif op == "leave" or self.node.state in VALUES: self.node.leave()  # `stop` of a joined node leaves, too
        return {}

    def closed(self, reason):
        say({"event": "closed", "role": "node", "reason": reason})

    def end(self):
        if self.node: self.node.crash()
        self.node = None
        self.job.drop()

async def answer(adapter, ask):
    try: answer = {"ok": await adapter.operate(ask["op"], ask)}
    except NotImplementedError: answer = {"error": {"code": "unsupported", "message": ask["op"]}}
    except (Refused, OSError) as error: answer = {"error": {"code": "failed", "message": str(error)}}
    except KeyError as missing: answer = {"error": {"code": "bad-request", "message": f"no {missing}"}}
    say({"id": ask["id"]} | answer)

async def main():
    with tempfile.TemporaryDirectory(prefix="job-node-", ignore_cleanup_errors=True) as home:
        adapter = Adapter(os.path.realpath(home) + "/job")
        try:
            while line := await asyncio.to_thread(sys.stdin.readline):
                task = asyncio.create_task(answer(adapter, json.loads(line)))  # `connect` may wait, and input may end
        finally: adapter.end()

asyncio.run(main())

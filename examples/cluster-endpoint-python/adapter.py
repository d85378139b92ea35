#!/usr/bin/env python3
"""The endpoint of cluster.py behind wireproof's adapter contract: one thread reads packets, the main one takes requests."""
import json, sys, threading
sys.dont_write_bytecode = True
from cluster import Endpoint, Refused

lock, current = threading.Lock(), {"service": None, "endpoint": None}

def say(line):
    with lock: print(json.dumps(line), flush=True)

def listen(endpoint):
    try:
        while True:
            verb, origin, to, payload = endpoint.receive()
            say({"event": "message", "role": "endpoint", "verb": verb,
                 "from": f"{origin:016x}", "to": f"{to:016x}", "payload": payload.hex()})
    except (OSError, EOFError): pass
    if current["endpoint"] is endpoint: say({"event": "closed", "role": "endpoint"})

def end():
    endpoint, current["endpoint"] = current["endpoint"], None
    if endpoint:
        try: endpoint.socket.shutdown(2)
        except OSError: pass
        endpoint.close()

def perform(op, request):
    if op == "hello": return {"name": "cluster-endpoint-python", "version": "1", "roles": ["endpoint"], "claims": []}
    if op == "start":
        if request["role"] != "endpoint": raise Refused("there is only the role endpoint")
        service = request["config"]["service"]
        current["service"] = service if isinstance(service, str) else (service["id"], service["name"])
    elif op == "connect":
        end()
        endpoint = Endpoint(request["at"]["host"], request["at"]["port"], current["service"], 9)
        current["endpoint"] = endpoint
        threading.Thread(target=listen, args=[endpoint], daemon=True).start()
        return {"self": f"{endpoint.address:016x}", "node": f"{endpoint.node:016x}"}
    elif op == "send":
        if not current["endpoint"]: raise Refused("there is no connection")
        current["endpoint"].send(request["verb"], int(request["to"], 16), bytes.fromhex(request["payload"]))
    elif op in ("disconnect", "crash", "stop", "reset"): end()
    else: return None
    return {}

for line in sys.stdin:
    request = json.loads(line)
    try:
        ok = perform(request["op"], request)
        answer = {"ok": ok} if ok is not None else {"error": {"code": "unsupported", "message": "no such operation"}}
    except (Refused, OSError) as error: answer = {"error": {"code": "failed", "message": str(error)}}
    except (LookupError, TypeError, ValueError) as error: answer = {"error": {"code": "bad-request", "message": repr(error)}}
    say({"id": request["id"], **answer})

#!/usr/bin/env python3
"""Shows a cluster: its nodes and their endpoints; logs a line; sends a user packet to every endpoint of its own service, itself included.

    python3 endpoint.py HOST PORT
"""
import sys
sys.dont_write_bytecode = True
from cluster import Endpoint

GREETING = 0x80000200

def main(host, port):
    endpoint = Endpoint(host, int(port), ("example.greeter", "Greeter"))
    print(f"I am {endpoint.address:016X} at node {endpoint.node:016X}")
    for node in endpoint.nodes():
        print(f"node {node['address']:016X} {node['name']} {'online' if node['online'] else 'offline'}")
        if not node["online"]: continue
        for found in endpoint.endpoints(node["address"]):
            print(f"  {found['address']:016X} {found['service_id']} ({found['service_name']})")
    endpoint.log("hello from Python")
    everybody = endpoint.address & ~0xFFFF  # instance 0: all of this service on this node
    endpoint.send(GREETING, everybody, b"hello")
    while True:
        verb, origin, _, payload = endpoint.receive(5)
        if verb == GREETING: break
    print(f"{payload.decode()} from {origin:016X}")
    endpoint.close()

if __name__ == "__main__": main(*sys.argv[1:3])

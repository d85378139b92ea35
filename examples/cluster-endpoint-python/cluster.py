"""An endpoint of a cluster: handshake, packets, and the few formats that one needs. Python 3.10 or later, the standard library alone.

Addresses are numbers, payloads are bytes; everything on the wire is little-endian.
Left out on purpose: tables of nets, packages, and everything that only nodes say to each other.
"""
import socket, struct, time

PING, PONG = 0x00000001, 0x00010001
NODES, NODES_ARE = 0x00000201, 0x00010201
ENDPOINTS, ENDPOINTS_ARE = 0x00000202, 0x00010202
LOG, LOGGED = 0x00000301, 0x00000303
SERVICES = {"client": 0x02000001, "host": 0x02000002, "logger": 0x02000003}
PAYLOAD_MAX = 64 * 1024 * 1024
EPOCH_MS = 62135596800000  # from the year 1 to 1970

class Refused(Exception): """The node does not take us, or says what is no answer of a node."""

class Endpoint:
    """One connection. `service` is a word of SERVICES, or an identifier and a name of one's own."""

    def __init__(self, host, port, service, timeout=10):
        self.buffer = b""
        self.socket = socket.create_connection((host, port), timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            self.socket.sendall(b"ECLFAUTH" + handshake(service))
            signature, self.address, self.node = struct.unpack("<8sQQ", self._octets(24))
        except (OSError, EOFError) as error:
            self.socket.close()
            raise Refused(f"no handshake: {error}")
        if signature != b"ECLFRESP" or self.address >> 56 != 2:
            self.socket.close()
            raise Refused("the node refuses")

    def send(self, verb, to, payload=b""):
        self.socket.sendall(struct.pack("<IIQQ", verb, len(payload), to, self.address) + payload)

    def receive(self, timeout=None):
        """The next packet: verb, from, to, payload. Raises EOFError at the end, TimeoutError when none comes in time."""
        self.socket.settimeout(timeout)
        verb, size, to, origin = struct.unpack("<IIQQ", self._octets(24))
        if size > PAYLOAD_MAX:
            self.close()
            raise EOFError(f"a payload of {size} octets")
        return verb, origin, to, self._octets(size)

    def ask(self, verb, to, payload, answer, timeout=2):
        """Sends a request and waits for the verb that answers; everything else that comes meanwhile is passed over."""
        self.send(verb, to, payload)
        end = time.monotonic() + timeout
        while True:
            heard, _, _, content = self.receive(max(0.001, end - time.monotonic()))
            if heard == answer: return content

    def nodes(self):
        """The nodes of the net: a list of dictionaries with address, name, online."""
        return read_object(self.ask(NODES, self.node, b"", NODES_ARE))["nodes"]

    def endpoints(self, node=None, service=""):
        """The endpoints of a node, of one service or of all: address, service_id, service_name."""
        found = self.ask(ENDPOINTS, node or self.node, service.encode(), ENDPOINTS_ARE)
        return read_object(found)["endpoints"]

    def log(self, line):
        ticks = int(time.time() * 1000) + EPOCH_MS
        self.send(LOG, self.node, struct.pack("<QQ", self.address, ticks) + line.encode())

    def close(self): self.socket.close()

    def _octets(self, count):
        parts = [self.buffer]
        while (missing := count - sum(map(len, parts))) > 0:
            parts.append(self.socket.recv(max(missing, 65536)))
            if not parts[-1]: raise EOFError("the connection ended")
            if len(parts) > 64: parts = [b"".join(parts)]
        whole = b"".join(parts)
        self.buffer = whole[count:]
        return whole[:count]

def handshake(service):
    """What follows the signature: the object type, and of a service of one's own its identifier and its name."""
    if service in SERVICES: return struct.pack("<I", SERVICES[service])
    identifier, name = service[0].encode(), service[1].encode()
    if not (0 < len(identifier) < 256 and 0 < len(name) < 4096): raise Refused("a service needs 1 to 255 and 1 to 4095 octets")
    return struct.pack("<I", 0x02800000 | len(name) << 8 | len(identifier)) + identifier + name

def read_log(payload):
    """Author, time in ticks, line."""
    author, ticks = struct.unpack_from("<QQ", payload)
    return author, ticks, payload[16:].decode("utf-8", "replace")

# ---- Reflected objects: only what answers to an endpoint hold. ----
FORMATS = {0: "<B", 4: "<I", 6: "<Q", 11: "<?"}
STRING, STRUCTURE, NOTHING = 12, 22, 0xffffffff

def read_object(octets):
    signature, version, size = struct.unpack_from("<8sII", octets)
    if signature != b"eobject\0" or version != 0: raise ValueError("no reflected object")
    return read_structure(octets[16:16 + size], 0)

def read_structure(data, at):
    (count,) = struct.unpack_from("<I", data, at)
    value = {}
    for index in range(count):
        name, kind, volume, place = struct.unpack_from("<IIII", data, at + 4 + 16 * index)
        value[read_text(data, name)] = read_value(data, kind, volume, place)
    return value

def read_value(data, kind, volume, place):
    if volume == NOTHING: return []
    if volume == 0: return read_one(data, kind, place)
    if kind in (STRING, STRUCTURE):
        return [read_one(data, kind, offset) for offset in struct.unpack_from(f"<{volume}I", data, place)]
    size = struct.calcsize(FORMATS[kind])
    return [read_one(data, kind, place + size * index) for index in range(volume)]

def read_one(data, kind, place):
    if kind == STRING: return read_text(data, place)
    if kind == STRUCTURE: return read_structure(data, place)
    return struct.unpack_from(FORMATS[kind], data, place)[0]

def read_text(data, at): return data[at:data.index(b"\0", at)].decode("utf-8", "replace")

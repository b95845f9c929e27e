#!/usr/bin/env python3
"""What clients that hold on to things cost: resident memory of the packaged gateway before and after.

  python3 bench/memory.py [--home DIR] [idle] [heads] [answers]

  idle     10 000 connections that say nothing after one request each
  heads    100 connections of HTTP/2 with 250 streams each, all with heads of 30 KiB, none answered
  answers  the same with small heads and answers of 1 MB that the client never lets come (window 0)

After each, an honest request must be answered within two seconds. DIR is a package (app/target/gatehouse by default).
"""
import argparse
import os
import re
import resource
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

IDLE, CONNECTIONS, STREAMS = 10_000, 100, 250
LIMIT_MIB = 300


class Service:
    """Answers /small at once, /large with 1 MB, and /never not at all."""

    def __init__(self):
        self.server = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            peer, _ = self.server.accept()
            threading.Thread(target=self.serve, args=(peer,), daemon=True).start()

    def serve(self, peer):
        body = b"x" * 1_000_000
        try:
            data = b""
            while chunk := peer.recv(65536):
                data += chunk
                while b"\r\n\r\n" in data:
                    head, data = data.split(b"\r\n\r\n", 1)
                    if head.startswith(b"GET /small"):
                        peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
                    elif head.startswith(b"GET /large"):
                        peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        except OSError:
            pass


def literal(text):
    if len(text) < 127:
        return bytes([len(text)]) + text
    rest, out = len(text) - 127, bytes([127])
    while rest >= 128:
        out += bytes([rest % 128 + 128])
        rest //= 128
    return out + bytes([rest]) + text


def frame(kind, flags, stream, payload):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def request(stream, path, filler):
    fields = [(b":method", b"GET"), (b":scheme", b"http"), (b":path", path), (b":authority", b"a")]
    fields += [(b"x-%d" % i, b"a" * 6000) for i in range(filler)]
    block = b"".join(b"\0" + literal(n) + literal(v) for n, v in fields)
    parts = [block[i : i + 16000] for i in range(0, len(block), 16000)]
    out = frame(1, 1 | (4 if len(parts) == 1 else 0), stream, parts[0])
    for i, part in enumerate(parts[1:], 2):
        out += frame(9, 4 if i == len(parts) else 0, stream, part)
    return out


def stalled(port, path, filler):
    """A connection with as many streams as are asked for; what comes back is read and thrown away."""
    peer = socket.create_connection(("127.0.0.1", port))
    hello = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0, struct.pack(">HI", 4, 0))

    def read():
        try:
            while peer.recv(65536):
                pass
        except OSError:
            pass

    threading.Thread(target=read, daemon=True).start()
    try:
        peer.sendall(hello)
        for i in range(STREAMS):
            peer.sendall(request(1 + 2 * i, path, filler))
    except OSError:
        pass  # The gateway has had enough of this client.
    return peer


def rss(pid):
    with open(f"/proc/{pid}/status") as status:
        return int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1)) / 1024


def settled(pid):
    """The resident memory once it no longer changes."""
    before, now, rounds = 0, rss(pid), 0
    while abs(now - before) > 1 and rounds < 30:
        time.sleep(1)
        before, now, rounds = now, rss(pid), rounds + 1
    return now


def honest(port):
    start = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=10) as peer:
        peer.sendall(b"GET /small HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        answer = peer.recv(65536)
    assert b" 200 " in answer, answer
    return time.monotonic() - start


def run(home, kind):
    service = Service()
    with tempfile.TemporaryDirectory() as folder:
        config = os.path.join(folder, "kong.yml")
        with open(config, "w") as out:
            out.write(
                f'_format_version: "3.0"\nservices: [{{name: s, url: "http://127.0.0.1:{service.port}",'
                " read_timeout: 600000, routes: [{name: r, paths: [/], strip_path: false}]}]\n"
            )
        gateway = subprocess.Popen(
            [os.path.join(home, "bin/gatehouse"), "run", "--config", config, "--proxy-listen", "127.0.0.1:0"]
            + ["--proxy-tls-listen", "off", "--admin-listen", "off"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            port = None
            for line in gateway.stdout:
                if found := re.search(r"http at [^ ]*:(\d+)", line):
                    port = int(found.group(1))
                    break
            threading.Thread(target=gateway.stdout.read, daemon=True).start()
            honest(port)
            before = settled(gateway.pid)
            peers = []
            if kind == "idle":
                for _ in range(IDLE):
                    peer = socket.create_connection(("127.0.0.1", port))
                    peer.sendall(b"GET /small HTTP/1.1\r\nHost: a\r\n\r\n")
                    assert peer.recv(65536)
                    peers.append(peer)
            else:
                path, filler = (b"/never", 5) if kind == "heads" else (b"/large", 0)
                peers = [stalled(port, path, filler) for _ in range(CONNECTIONS)]
            after = settled(gateway.pid)
            late = honest(port)
            print(
                f"{kind:8} before {before:.0f} MiB, after {after:.0f} MiB, more {after - before:.0f} MiB;"
                f" honest request {late * 1000:.0f} ms"
            )
            for peer in peers:
                peer.close()
            return after - before <= LIMIT_MIB and late < 2
        finally:
            gateway.terminate()
            gateway.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    here = os.path.dirname(os.path.abspath(__file__))
    parser.add_argument("--home", default=os.path.join(here, "../app/target/gatehouse"))
    parser.add_argument("kinds", nargs="*", default=["idle", "heads", "answers"])
    args = parser.parse_args()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65536), hard))
    results = [run(args.home, kind) for kind in args.kinds]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()

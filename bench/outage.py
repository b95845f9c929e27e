#!/usr/bin/env python3
"""Log collectors that are away while requests are served: what arrives, what is lost, what clients notice.

    bench/outage.py [--seconds 60] [--connections 20] [--pause-ms 20]

Runs the packaged gateway in front of a second one that answers, with http-log, tcp-log and opentelemetry (access logs),
and wrk as the client; each request has a path of its own. The collectors are stopped for that long, refusing connections,
then they are back. Prints the clients' latencies before, during and after, and for each collector how many records it got,
how many the gateway counted as dropped, and whether they add up. Exit 1 if they do not, or if the queue that is long enough
for all of it has lost one. Needs wrk.
"""

import argparse
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

HOME = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
URI = re.compile(rb'"uri":"(/n/[0-9-]+)"')
SCRIPT = """
local threads = 0
function setup(thread) thread:set("id", ROUND * 100 + threads); threads = threads + 1 end
local n = 0
request = function() n = n + 1; return wrk.format("GET", "/n/" .. id .. "-" .. n) end
delay = function() return PAUSE end
"""


class Collector:
    """Keeps the paths of the records that come, over HTTP or as lines."""

    def __init__(self, http):
        self.http = http
        self.paths = set()
        self.twice = 0
        self.lock = threading.Lock()
        self.port = None
        self.server = None
        self.open = set()

    def start(self):
        self.server = socket.socket()
        self.server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.server.bind(("127.0.0.1", self.port or 0))
        self.port = self.server.getsockname()[1]
        self.server.listen(50)
        threading.Thread(target=self.accept, args=(self.server,), daemon=True).start()

    def stop(self):
        self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()
        for connection in list(self.open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def accept(self, server):
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        self.open.add(connection)
        try:
            with connection:
                reader = connection.makefile("rb")
                while self.message(reader, connection):
                    pass
        except OSError:
            pass
        finally:
            self.open.discard(connection)

    def message(self, reader, connection):
        line = reader.readline()
        if not line.endswith(b"\n"):
            return False
        if not self.http:
            self.keep(line)
            return True
        length = 0
        while True:
            field = reader.readline()
            if field in (b"\r\n", b""):
                break
            if field.lower().startswith(b"content-length:"):
                length = int(field.split(b":")[1])
        body = reader.read(length)
        if len(body) < length:
            return False
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        self.keep(body)
        return True

    def keep(self, data):
        with self.lock:
            for path in URI.findall(data):
                if path in self.paths:
                    self.twice += 1
                self.paths.add(path)


def gateway(folder, name, config):
    path = os.path.join(folder, name + ".yml")
    with open(path, "w") as file:
        file.write(config)
    log = open(os.path.join(folder, name + ".log"), "w+")
    process = subprocess.Popen(
        [os.path.join(HOME, "bin/gatehouse"), "run", "--config", path, "--proxy-listen", "127.0.0.1:0",
         "--proxy-tls-listen", "off", "--admin-listen", "127.0.0.1:0"],
        stdout=log, stderr=log)
    while True:
        with open(log.name) as text:
            found = re.search(r"http at \S*:(\d+), .*admin at \S*:(\d+);", text.read())
        if found:
            return process, int(found.group(1)), int(found.group(2)), log.name
        if process.poll() is not None:
            sys.exit("the gateway did not start: " + open(log.name).read())
        time.sleep(0.1)


def wrk(folder, port, seconds, round_number, args):
    path = os.path.join(folder, "wrk.lua")
    with open(path, "w") as file:
        file.write(SCRIPT.replace("ROUND", str(round_number)).replace("PAUSE", str(args.pause_ms)))
    out = subprocess.run(
        ["wrk", "-t2", "-c%d" % args.connections, "-d%ds" % seconds, "--latency", "-s", path, "http://127.0.0.1:%d" % port],
        capture_output=True, text=True, check=True).stdout
    wanted = {"50%": "", "99%": "", "requests": "", "errors": "none"}
    for line in out.splitlines():
        words = line.split()
        if words and words[0] in wanted:
            wanted[words[0]] = words[1]
        if "requests in" in line:
            wanted["requests"] = words[0]
        if "Non-2xx" in line or "Socket errors" in line:
            wanted["errors"] = line.strip()
    return wanted


def number(admin, name):
    text = urllib.request.urlopen("http://127.0.0.1:%d/metrics" % admin).read().decode()
    return sum(float(m) for m in re.findall(r"^%s.* (\S+)$" % re.escape(name), text, re.M))


def memory(pid):
    with open("/proc/%d/status" % pid) as status:
        return int(re.search(r"VmHWM:\s+(\d+)", status.read()).group(1)) // 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--connections", type=int, default=20)
    parser.add_argument("--pause-ms", type=int, default=20)
    args = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="outage")
    collectors = {"http-log": Collector(True), "tcp-log": Collector(False), "opentelemetry": Collector(True)}
    for collector in collectors.values():
        collector.start()
    service, upstream, _, _ = gateway(folder, "service", json.dumps({
        "_format_version": "3.0", "routes": [{"name": "all", "paths": ["/"]}],
        "plugins": [{"name": "request-termination", "config": {"status_code": 200, "message": "ok"}}]}))
    ports = {name: collector.port for name, collector in collectors.items()}
    queue = {"max_batch_size": 200, "max_coalescing_delay": 0.2, "max_retry_time": 300, "max_retry_delay": 1}
    process, port, admin, log = gateway(folder, "gateway", json.dumps({
        "_format_version": "3.0",
        "services": [{"name": "s", "url": "http://127.0.0.1:%d" % upstream,
                      "routes": [{"name": "r", "paths": ["/"], "strip_path": False}]}],
        "plugins": [
            {"name": "http-log", "config": {"http_endpoint": "http://127.0.0.1:%d/" % ports["http-log"],
                                            "queue": dict(queue, max_entries=200000, max_bytes=256 << 20)}},
            {"name": "tcp-log", "config": {"host": "127.0.0.1", "port": ports["tcp-log"]}},
            {"name": "opentelemetry", "config": {
                "access_logs": {"endpoint": "http://127.0.0.1:%d/" % ports["opentelemetry"]},
                "queue": dict(queue, max_entries=20000)}}]}))
    try:
        wrk(folder, port, 10, 9, args)  # until it is warm
        phases = [("before", wrk(folder, port, 20, 1, args))]
        for collector in collectors.values():
            collector.stop()
        phases.append(("away %d s" % args.seconds, wrk(folder, port, args.seconds, 2, args)))
        waiting = memory(process.pid)
        for collector in collectors.values():
            collector.start()
        phases.append(("back", wrk(folder, port, 20, 3, args)))
        served = number(admin, "kong_http_requests_total") or number(admin, "gatehouse_http_requests_total")
        settle(collectors)
        lost = {name: number(admin, 'gatehouse_log_dropped_total{sink="%s' % name) for name in collectors}
        process.send_signal(signal.SIGTERM)
        process.wait(60)
    finally:
        process.kill()
        service.kill()
    sound = report(phases, collectors, lost, waiting, served, log)
    sys.exit(0 if sound else 1)


def settle(collectors):
    """Until nothing has come for five seconds."""
    quiet, last = 0, None
    while quiet < 5:
        now = [len(c.paths) for c in collectors.values()]
        quiet = quiet + 1 if now == last else 0
        last = now
        time.sleep(1)


def report(phases, collectors, lost, waiting, served, log):
    print("%-12s %9s %9s %9s  %s" % ("collectors", "requests", "p50", "p99", "errors"))
    for name, found in phases:
        print("%-12s %9s %9s %9s  %s" % (name, found["requests"], found["50%"], found["99%"], found["errors"]))
    print("\nresident memory at most, while they were away: %d MiB" % waiting)
    sound = True
    for name, collector in collectors.items():
        total = len(collector.paths) + int(lost[name])
        print("%-14s %d records, %d of them twice; %d dropped; together %d of %s requests"
              % (name, len(collector.paths), collector.twice, lost[name], total, int(served) or "?"))
        sound &= total == served or not served
    sound &= lost["http-log"] == 0
    with open(log) as text:
        lines = [line for line in text if "log entries" in line]
    print("\nthe gateway's log, %d lines:" % len(lines))
    for line in lines[:8]:
        print("  " + line.rstrip())
    return sound


if __name__ == "__main__":
    main()

"""The systems under test: how each is configured, started, checked and stopped."""
import http.client
import os
import shutil
import signal
import socket
import string
import subprocess
import time
from pathlib import Path

TEMPLATES = Path(__file__).parent / "conf"
BODY = '{"items":[' + ",".join(f'{{"id":{i},"name":"item number {i}"}}' for i in range(100, 131)) + "]}"
PATIENCE = 30
"""Seconds until a system must answer."""

FILES = {"nginx": "nginx-{}.conf", "haproxy": "haproxy-{}.cfg", "gatehouse": "gatehouse-{}.yml"}
COMMANDS = {
    "nginx": ["nginx", "-e", "stderr", "-p", "{folder}", "-c", "{conf}"],
    "haproxy": ["haproxy", "-db", "-q", "-f", "{conf}"],
    "gatehouse": ["{launcher}", "run", "--config", "{conf}", "--proxy-listen", "127.0.0.1:{port}",
                  "--proxy-tls-listen", "off", "--admin-listen", "127.0.0.1:{admin}"],
}


def missing(names, launcher):
    programs = ["nginx", "wrk", "taskset"] + [name for name in names if name == "haproxy"]
    lost = [program for program in programs if not shutil.which(program)]
    if "gatehouse" in names and not os.access(launcher, os.X_OK):
        lost.append(launcher)
    return lost + [name for name in names if name not in COMMANDS]


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Running:
    """A started program, with its output in a file beside its configuration."""

    def __init__(self, name, command, core, port, log):
        self.name, self.port, self.log = name, port, log
        self.is_jvm = name == "gatehouse"
        self.url = f"http://127.0.0.1:{port}/api/items?page=1"
        with open(log, "wb") as out:
            self.process = subprocess.Popen(["taskset", "-c", str(core)] + command, stdout=out, stderr=out)
        self.pid = self.process.pid

    def await_answer(self):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                return get(self.port)
            except OSError:
                time.sleep(0.05)
        self.stop()
        raise SystemExit(f"{self.name} does not answer:\n{Path(self.log).read_text(errors='replace')[-3000:]}")

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


class Upstream(Running):
    """What all of them proxy to: nginx with one small JSON body."""

    def __init__(self, folder, core):
        port = free_port()
        conf = write("upstream.conf", folder, port=port, body=BODY)
        command = fill(COMMANDS["nginx"], folder=folder, conf=conf)
        super().__init__("upstream", command, core, port, folder / "upstream.log")

    def __enter__(self):
        self.await_answer()
        return self

    def __exit__(self, *_):
        self.stop()


def start(name, scenario, folder, upstream, options, **more):
    port, admin = free_port(), free_port()
    conf = write(FILES[name].format(scenario), folder, port=port, upstream=upstream, **more)
    command = fill(COMMANDS[name], folder=folder, conf=conf, port=port, admin=admin, launcher=options.gatehouse)
    system = Running(name, command, options.gateway_core, port, folder / f"{name}.log")
    system.await_answer()
    return system


def fill(command, **values):
    return [part.format(**values) for part in command]


def write(template, folder, **values):
    """Fills a template's ${NAMES} and writes it where the program can read it."""
    user = "user root;" if os.geteuid() == 0 else ""
    text = string.Template((TEMPLATES / template).read_text())
    path = folder / template
    path.write_text(text.safe_substitute({key.upper(): str(value) for key, value in values.items()}, USER=user))
    return path


def get(port, headers=None, source="127.0.0.1"):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10, source_address=(source, 0))
    try:
        connection.request("GET", "/api/items?page=1", headers=headers or {})
        response = connection.getresponse()
        return response.status, {k.lower(): v for k, v in response.getheaders()}, response.read().decode()
    finally:
        connection.close()


def check(system, scenario):
    """Nobody wins by not working: every duty of the scenario is seen to be done first."""
    keyed = {"apikey": "bench-key", "Origin": "https://app.example.com"}
    answers = [("an honest request", 200, get(system.port, keyed))]
    if scenario == "five":
        answers += [
            ("no key", 401, get(system.port)),
            ("a wrong key", 401, get(system.port, {"apikey": "bench-kez"})),
            ("a foreign address", 403, get(system.port, keyed, source="127.0.0.2")),
        ]
        answers += [("within a small limit", 200, get(system.port, {"apikey": "small-key"})) for _ in range(2)]
        answers += [("over a small limit", 429, get(system.port, {"apikey": "small-key"}))]
    for what, wanted, (status, headers, body) in answers:
        if status != wanted or status == 200 and body != BODY:
            raise SystemExit(f"{system.name}, {scenario}: {what} gave {status}, not {wanted}: {body[:200]}")
    if scenario == "five":
        headers = answers[0][2][1]
        if headers.get("access-control-allow-origin") != "https://app.example.com" or not headers.get("x-request-id"):
            raise SystemExit(f"{system.name}: CORS or request id is missing: {headers}")

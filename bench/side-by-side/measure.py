"""Bursts of load and what they cost: CPU time from /proc, requests and p99 from wrk."""
import os
import re
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TICKS = os.sysconf("SC_CLK_TCK")
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}
HEADERS = {"plain": [], "five": ["apikey: bench-key", "Origin: https://app.example.com"]}
ENOUGH_REQUESTS = 60_000
"""A JVM that has served fewer is not warm, however level its figures are."""


@dataclass
class Load:
    """What wrk is told: options, arguments of its script, and whether every request is to be refused."""
    options: list
    script: list = field(default_factory=list)
    refused: bool = False


def options(parser, rounds, warmup):
    """What all runs are told alike."""
    parser.add_argument("--gatehouse", default=str(ROOT / "bin" / "gatehouse"), help="the launcher")
    parser.add_argument("--rounds", type=int, default=rounds)
    parser.add_argument("--seconds", type=int, default=3, help="length of one burst")
    parser.add_argument("--warmup", type=int, default=warmup, help="most seconds of load before a JVM is measured")
    parser.add_argument("--gateway-core", type=int, default=1)
    parser.add_argument("--load-core", type=int, default=0)
    parser.add_argument("--json", type=Path, help="also write every round's figures here")
    return parser.parse_args()


def plain_load(scenario, options):
    fields = [part for header in HEADERS[scenario] for part in ("-H", header)]
    return Load([f"-c{options.connections}", *fields])


def median(values):
    return statistics.median(values)


def spread(values):
    """Half the interquartile range."""
    if len(values) < 4:
        return (max(values) - min(values)) / 2
    low, _, high = statistics.quantiles(values, n=4)
    return (high - low) / 2


def burst(system, load, options, seconds=None):
    """One burst: CPU µs per request, requests per second, p99 in ms, and the core's speed meanwhile."""
    command = ["taskset", "-c", str(options.load_core), "wrk", "-t1", f"-d{seconds or options.seconds}s", "--latency",
               "--timeout", "30s", *load.options, system.url]
    command += ["--", *load.script] if load.script else []
    with Sampler(options.gateway_core) as sampler:
        before = cpu_seconds(system.pid)
        began = time.monotonic()
        out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        lasted = time.monotonic() - began
        spent = cpu_seconds(system.pid) - before
    requests = int(re.search(r"(\d+) requests in", out).group(1))
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", out)
    if int(refused.group(1) if refused else 0) != (requests if load.refused else 0) or errors or not requests:
        raise SystemExit(f"{system.name}: requests failed, so the figures say nothing\n{out}")
    p99 = re.search(r"99%\s+([\d.]+)(us|ms|s)", out)
    return {"cpu": spent / requests * 1e6, "rate": requests / lasted, "requests": requests,
            "p99": float(p99.group(1)) * UNITS[p99.group(2)], "loop": sampler.median}


def warm_up(system, load, options, enough=ENOUGH_REQUESTS):
    """Loads a JVM until three bursts in a row bring no gain; others need one short burst."""
    if not system.is_jvm:
        burst(system, load, options, 1)
        return
    began, served, best, level = time.monotonic(), 0, float("inf"), 0
    while time.monotonic() - began < options.warmup and (level < 3 or served < enough):
        result = burst(system, load, options)
        served += result["requests"]
        # Compared at the core's speed, or a busy neighbour would look like a cold JVM.
        cost = result["cpu"] / result["loop"]
        level = level + 1 if cost > best * 0.98 else 0
        best = min(best, cost)
    print(f"{system.name}: {served} requests in {time.monotonic() - began:.0f} s of warm-up"
          + ("" if level >= 3 else ", not level yet: raise --warmup"), file=sys.stderr)


def add_steady(rounds):
    """Scales each burst's CPU time to the fastest tenth of the run, by the sampler's fixed loop."""
    loops = sorted(burst["loop"] for bursts in rounds.values() for burst in bursts)
    fastest = median(loops[:max(1, len(loops) // 10)])
    for bursts in rounds.values():
        for each in bursts:
            each["steady"] = each["cpu"] * fastest / each["loop"]


def cpu_seconds(root):
    """User and system time of a process and all below it."""
    stats = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                text = (entry / "stat").read_text()
            except OSError:
                continue
            fields = text[text.rindex(")") + 2:].split()
            # After the name: state, ppid, … utime and stime are fields 14 and 15 of the line.
            stats[int(entry.name)] = (int(fields[1]), int(fields[11]) + int(fields[12]))
    tree = {root}
    grown = True
    while grown:
        below = {pid for pid, (parent, _) in stats.items() if parent in tree} - tree
        tree |= below
        grown = bool(below)
    return sum(stats[pid][1] for pid in tree if pid in stats) / TICKS


class Sampler:
    """Times a fixed loop on the gateway's core every 50 ms: how fast the core was during a burst."""

    def __init__(self, core):
        self.command = ["taskset", "-c", str(core), sys.executable, __file__]
        self.median = 0.0

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        return self

    def __exit__(self, *_):
        out, _ = self.process.communicate()
        self.median = float(out)


def sample():
    """The sampler's process: runs until its input closes, then prints the median."""
    import select
    times = []
    while not times or not select.select([sys.stdin], [], [], 0.05)[0]:
        began = time.thread_time_ns()
        for _ in range(15_000):
            pass
        times.append(time.thread_time_ns() - began)
    print(statistics.median(times))


if __name__ == "__main__":
    sample()

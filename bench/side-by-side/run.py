#!/usr/bin/env python3
"""Gatehouse beside nginx and HAProxy: CPU time per request, throughput and p99, in one interleaved run.

    python3 bench/side-by-side/run.py [--systems nginx,haproxy,gatehouse] [--scenarios plain,five]

Needs nginx, haproxy, wrk and taskset (Debian's packages) and at least two cores. The gateway under
test has one core to itself; wrk and the upstream share another. See bench/README.md for the method.
"""
import argparse
import json
import sys
import tempfile
from pathlib import Path

import measure
import systems



def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--systems", default="nginx,haproxy,gatehouse", help="the first one is the baseline")
    parser.add_argument("--scenarios", default="plain,five")
    parser.add_argument("--connections", type=int, default=64)
    return measure.options(parser, rounds=7, warmup=90)


def main():
    options = arguments()
    names = options.systems.split(",")
    missing = systems.missing(names, options.gatehouse)
    if missing:
        sys.exit("side-by-side: not found: " + ", ".join(missing))
    results = {}
    with tempfile.TemporaryDirectory(prefix="side-by-side-") as folder:
        for scenario in options.scenarios.split(","):
            results[scenario] = run(scenario, names, options, Path(folder) / scenario)
            print(report(scenario, results[scenario]), flush=True)
    if options.json:
        options.json.write_text(json.dumps(results, indent=1))


def run(scenario, names, options, folder):
    """All rounds of one scenario: {system: [round, ...]}."""
    folder.mkdir(parents=True)
    rounds = {name: [] for name in names}
    load = measure.plain_load(scenario, options)
    with systems.Upstream(folder, options.load_core) as upstream:
        running = []
        try:
            for name in names:
                system = systems.start(name, scenario, folder, upstream.port, options)
                running.append(system)
                systems.check(system, scenario)
                measure.warm_up(system, load, options)
            for number in range(options.rounds):
                # Each round begins with another system, so that none always follows the same one.
                for system in running[number % len(running):] + running[:number % len(running)]:
                    rounds[system.name].append(measure.burst(system, load, options))
        finally:
            for system in running:
                system.stop()
    measure.add_steady(rounds)
    return rounds


def report(scenario, rounds):
    baseline = next(iter(rounds))
    lines = [
        f"\n{scenario}: median of {len(rounds[baseline])} rounds, ratio to {baseline} (± half the interquartile range)\n",
        "| system | CPU µs/request | steady | ratio | requests/s | p99 ms |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for name, bursts in rounds.items():
        pairs = [a["steady"] / b["steady"] for a, b in zip(bursts, rounds[baseline])]
        middle = {key: measure.median([b[key] for b in bursts]) for key in ("cpu", "steady", "rate", "p99")}
        lines.append(
            f"| {name} | {middle['cpu']:.1f} | {middle['steady']:.1f} | {measure.median(pairs):.2f}"
            f" ± {measure.spread(pairs):.2f} | {middle['rate']:.0f} | {middle['p99']:.1f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()

"""Gatehouse's firewall beside nginx with ModSecurity, on the same rules: CPU time per request, in one interleaved run.

Needs a packaged gateway, nginx, wrk, taskset and libnginx-mod-http-modsecurity, and at least two cores. Rule sets: a folder of the
OWASP Core Rule Set's release (--crs), and Debian's modsecurity-crs. See bench/README.md for the method.
"""
import argparse
import json
import shutil
import socket
import sys
import tempfile
import time
from pathlib import Path

import measure
import systems
from traffic import Traffic

MODULE = Path("/usr/lib/nginx/modules/ngx_http_modsecurity_module.so")
DEBIAN = (Path("/etc/modsecurity/crs"), Path("/usr/share/modsecurity-crs"))
VARIED = 128
SYSTEMS = {"nginx-modsecurity": ("nginx", "firewall"), "gatehouse-waf": ("gatehouse", "firewall"),
           "nginx": ("nginx", "plain"), "gatehouse": ("gatehouse", "plain")}
FIREWALLS = ("nginx-modsecurity", "gatehouse-waf")
CASES = {
    # kind: connections, required and hoped for share of ModSecurity's CPU time
    "get": (16, 0.10, 0.03),
    "form": (16, 0.10, 0.03),
    "json1k": (8, 0.06, 0.015),
    "json10k": (2, 0.04, 0.008),
    "upload": (2, None, None),
    "attack": (16, 0.12, 0.05),
}
EVIL = [name for name in vars(Traffic) if name.startswith("evil_")]
EVIL_SECONDS = 20
"""So long at most one system works on one kind of evil request."""


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--crs", type=Path, default=measure.ROOT.parent / "shared" / "data" / "crs", help="folder of a release")
    parser.add_argument("--rules", default="crs,debian", help="which rule sets: the release's, Debian's")
    parser.add_argument("--cases", default=",".join([*CASES, "evil"]))
    return measure.options(parser, rounds=5, warmup=60)


def main():
    options = arguments()
    missing = systems.missing(["nginx", "gatehouse"], options.gatehouse)
    missing += [] if MODULE.exists() else [f"{MODULE} (Debian's libnginx-mod-http-modsecurity)"]
    sets = {name: rule_set(name, options) for name in options.rules.split(",")}
    missing += [f"the rule set {name}" for name, found in sets.items() if found is None]
    if missing:
        sys.exit("firewall: not found: " + ", ".join(missing))
    results = {}
    with tempfile.TemporaryDirectory(prefix="firewall-") as folder:
        for name, (setup, rules) in sets.items():
            results[name] = run(name, setup, rules, options, Path(folder) / name)
    if options.json:
        options.json.write_text(json.dumps(results, indent=1))


def rule_set(name, options):
    """Setup file and folder of the rules; null if there are none."""
    setup, rules = (DEBIAN[0] / "crs-setup.conf", DEBIAN[1] / "rules") if name == "debian" else (
        options.crs / "crs-setup.conf.example", options.crs / "rules")
    return (setup, rules) if setup.exists() and rules.exists() else None


def run(name, setup, rules, options, folder):
    """All cases with one rule set: {case: {system: [round, ...]}}."""
    folder.mkdir(parents=True)
    results = {}
    with systems.Upstream(folder, options.load_core) as upstream:
        running = []
        try:
            for title in SYSTEMS:
                running.append(start(title, setup, rules, folder, upstream.port, options))
            enforced(running, options)
            for case in options.cases.split(","):
                if case == "evil":
                    evil(running, name)
                    continue
                results[case] = rounds(case, running, folder, options)
                print(report(name, case, results[case]), flush=True)
            audited(folder)
        finally:
            for system in running:
                system.stop()
    return results


def start(title, setup, rules, folder, upstream, options):
    """One system, with its own copy of settings and rules: each reads the very same text, but for the file of its audit log."""
    program, scenario = SYSTEMS[title]
    own = folder / title
    own.mkdir()
    shutil.copytree(rules, own / "crs" / "rules")
    shutil.copy(setup, own / "crs" / "crs-setup.conf")
    settings = systems.write("firewall-settings.conf", own, audit=own / "audit.log")
    (own / "crs" / "all.conf").write_text(f"Include {settings}\nInclude {own}/crs/crs-setup.conf\nInclude {own}/crs/rules/*.conf\n")
    system = systems.start(program, scenario, own, upstream, options, rules=own / "crs", settings=settings, module=MODULE)
    system.name = title
    return system


def enforced(running, options):
    """Nobody wins by not working: every attack is refused by both firewalls, in the query and in a body; every benign request passes."""
    for system in running:
        guarded = system.name in FIREWALLS
        for case in [*CASES, "json_attack"]:
            wanted = 403 if guarded and "attack" in case else 200
            count = 4 if case == "upload" else VARIED
            for request in Traffic().make(case, count):
                status = exchange(system.port, request)
                if status != wanted:
                    raise SystemExit(f"{system.name}: {case} gave {status}, not {wanted}: {request[:3000]!r}")


def audited(folder):
    for title in FIREWALLS:
        log = folder / title / "audit.log"
        if not log.exists() or '"ruleId"' not in log.read_text(errors="replace")[:100_000]:
            raise SystemExit(f"{title} wrote no audit log")


def rounds(case, running, folder, options):
    connections = CASES[case][0]
    script = folder / f"{case}.requests"
    requests = Traffic().make(case, 4 if case == "upload" else VARIED)
    script.write_bytes(b"".join(b"%d\n%s" % (len(request), request) for request in requests))
    loads = {}
    for system in running:
        refused = case == "attack" and system.name in FIREWALLS
        loads[system.name] = measure.Load(
            [f"-c{connections}", "-s", str(Path(__file__).parent / "replay.lua")], [str(script)], refused)
        measure.warm_up(system, loads[system.name], options, enough=20_000)
    results = {system.name: [] for system in running}
    for number in range(options.rounds):
        for system in running[number % len(running):] + running[:number % len(running)]:
            results[system.name].append(measure.burst(system, loads[system.name], options))
    measure.add_steady(results)
    return results


def report(rules, case, results):
    middle = {title: measure.median([b["steady"] for b in bursts]) for title, bursts in results.items()}
    pairs = [ours["steady"] / theirs["steady"] for theirs, ours in zip(*(results[title] for title in FIREWALLS))]
    _, must, goal = CASES[case]
    lines = [f"\n{rules}, {case}: median of {len(pairs)} rounds\n", "| system | CPU µs/request | steady | requests/s |", "| --- | --- | --- | --- |"]
    for title, bursts in results.items():
        raw, rate = (measure.median([b[key] for b in bursts]) for key in ("cpu", "rate"))
        lines.append(f"| {title} | {raw:.1f} | {middle[title]:.1f} | {rate:.0f} |")
    alone = {title: middle[title] - middle[title.split("-")[0]] for title in FIREWALLS}
    lines.append(f"\nshare of nginx-modsecurity: {measure.median(pairs):.4f} ± {measure.spread(pairs):.4f}"
                 + (f" (at most {must}, goal {goal})" if must else "")
                 + f"; the firewalls alone: {alone[FIREWALLS[1]]:.0f} of {alone[FIREWALLS[0]]:.0f} µs")
    return "\n".join(lines)


def evil(running, rules):
    """What the dearest inputs cost: one request after the other, each another one, for some seconds."""
    print(f"\n{rules}, inputs made to cost much, CPU ms a request: first, median; and what they were answered\n")
    print("| input | bytes | " + " | ".join(FIREWALLS) + " |\n| --- | --- | --- | --- |")
    for kind in EVIL:
        requests = Traffic().make(kind, 12)
        cells = []
        for system in (s for s in running if s.name in FIREWALLS):
            costs, statuses, began = [], set(), time.monotonic()
            for request in requests:
                before = measure.cpu_seconds(system.pid)
                statuses.add(exchange(system.port, request))
                costs.append((measure.cpu_seconds(system.pid) - before) * 1e3)
                if time.monotonic() - began > EVIL_SECONDS:
                    break
            cells.append(f"{costs[0]:.0f}, {measure.median(costs):.0f} ({', '.join(map(str, sorted(statuses)))})")
        print(f"| {kind[5:].replace('_', ' ')} | {len(requests[0])} | {cells[0]} | {cells[1]} |", flush=True)


def exchange(port, request):
    """The status of the answer to one raw request."""
    with socket.create_connection(("127.0.0.1", port), timeout=120) as connection:
        try:
            connection.sendall(request)
        except ConnectionError:
            pass  # Refused before its end: the answer says why.
        head = b""
        while b"\r\n" not in head:
            some = connection.recv(4096)
            if not some:
                return 0
            head += some
        return int(head.split(b" ", 2)[1])


if __name__ == "__main__":
    main()

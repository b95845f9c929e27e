#!/usr/bin/env python3
"""Gatehouse beside Spring Cloud Gateway: CPU time per request of proxying alone, and behind a resource server.

    (cd bench/spring && mvn -q package)        # once; no part of the build
    python3 bench/side-by-side/tokens.py [--cases plain,cached,cold]

Needs a packaged gateway, nginx, wrk, taskset, openssl and at least two cores. See bench/README.md for the method.
"""
import argparse
import atexit
import base64
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import measure
import systems

JAR = measure.ROOT / "bench" / "spring" / "target" / "spring-gateway.jar"
ISSUER = "https://login.example.com"
NAMES = ("spring", "gatehouse")
CASES = {
    # which of the two instances of each system, how many different tokens, and whether each burst has its own
    "plain": ("open", 0, False),
    "cached": ("guarded", 16, False),
    "cold": ("guarded", 8_000, True),
}
COLD_SECONDS = 1
"""So long that no token of a burst comes twice; a burst that sends more ends the run."""


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", default=",".join(CASES))
    parser.add_argument("--connections", type=int, default=32)
    return measure.options(parser, rounds=5, warmup=60)


def main():
    options = arguments()
    missing = systems.missing(["gatehouse"], options.gatehouse) + ([] if JAR.exists() else [str(JAR)])
    if missing:
        sys.exit("tokens: not found: " + ", ".join(missing))
    systems.PATIENCE = 180  # Boot takes most of a minute on a busy core.
    with tempfile.TemporaryDirectory(prefix="tokens-") as folder:
        results = run(options, Path(folder))
    if options.json:
        options.json.write_text(json.dumps(results, indent=1))


def run(options, folder):
    key = Key(folder)
    results = {}
    with systems.Upstream(folder, options.load_core) as upstream:
        for case in options.cases.split(","):
            scripts = requests(case, key, folder, options.rounds + 1)
            running = []
            try:
                for name in NAMES:
                    system = START[name](CASES[case][0], folder, upstream.port, key, options)
                    running.append(system)
                    check(system, CASES[case][0], key)
                results[case] = rounds(case, running, scripts, options)
                print(report(case, results[case]), flush=True)
            finally:
                for system in running:
                    system.stop()
    return results


class Key:
    """An RSA key, its JWK set on a real address, and tokens signed by it."""

    def __init__(self, folder):
        self.file = folder / "key.pem"
        subprocess.run(["openssl", "genrsa", "-out", self.file, "2048"], check=True, capture_output=True)
        text = subprocess.run(["openssl", "rsa", "-in", self.file, "-noout", "-text"], check=True, capture_output=True,
                              text=True).stdout
        names = ["modulus", "publicExponent", "privateExponent", "prime1", "prime2", "exponent1", "exponent2", "coefficient"]
        ends = [text.index(name + ":") for name in names] + [len(text)]
        values = {name: text[ends[i] + len(name) + 1:ends[i + 1]] for i, name in enumerate(names)}
        self.numbers = {name: int("".join(value.split()).replace(":", ""), 16) for name, value in values.items()
                        if name != "publicExponent"}
        self.now = int(time.time())

    def jwks(self):
        n = b64(self.numbers["modulus"].to_bytes(256, "big"))
        return json.dumps({"keys": [{"kty": "RSA", "kid": "k1", "use": "sig", "alg": "RS256", "n": n, "e": "AQAB"}]})

    def token(self, number, **changed):
        head = b64(json.dumps({"alg": "RS256", "typ": "JWT", "kid": "k1"}).encode())
        claims = {"iss": ISSUER, "sub": f"user-{number}", "aud": ["orders"], "iat": self.now, "exp": self.now + 36_000,
                  "jti": f"{number:032x}", "azp": "web", "scope": "openid profile email orders.read",
                  "realm_access": {"roles": ["buyer", "offline_access"]}, "email": f"user-{number}@shop.test"} | changed
        signed = head + "." + b64(json.dumps(claims).encode())
        return signed + "." + b64(self.sign(signed.encode()))

    def sign(self, message):
        """RFC 8017, sections 8.2.1 and 5.1.2: a process of openssl for each token would take an hour."""
        prefix = bytes.fromhex("3031300d060960864801650304020105000420")
        digest = prefix + hashlib.sha256(message).digest()
        padded = b"\0\1" + b"\xff" * (256 - 3 - len(digest)) + b"\0" + digest
        m, of = int.from_bytes(padded, "big"), self.numbers
        one, two = pow(m, of["exponent1"], of["prime1"]), pow(m, of["exponent2"], of["prime2"])
        whole = two + (one - two) * of["coefficient"] % of["prime1"] * of["prime2"]
        return whole.to_bytes(256, "big")


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def requests(case, key, folder, bursts):
    """Files of requests, one for the warm-up and each round; the same file where tokens may come again."""
    _, count, fresh = CASES[case]
    scripts = []
    for burst in range(bursts if fresh else 1):
        script = folder / f"{case}-{burst}.requests"
        with open(script, "wb") as out:
            for number in range(max(1, count)):
                field = f"Authorization: Bearer {key.token(burst * count + number)}\r\n" if count else ""
                text = f"GET /api/items?page=1 HTTP/1.1\r\nHost: gate.test\r\n{field}\r\n".encode()
                out.write(b"%d\n%s" % (len(text), text))
        scripts.append(script)
    return scripts if fresh else scripts * bursts


def start_spring(kind, folder, upstream, key, options):
    port = systems.free_port()
    command = [java(options), "-XX:+UseSerialGC", "-Xms32m", "-Xmn16m", "-Xmx512m", "-jar", str(JAR),
               f"--server.port={port}", "--server.address=127.0.0.1", f"--bench.upstream=http://127.0.0.1:{upstream}"]
    if kind == "guarded":
        command.append(f"--spring.security.oauth2.resourceserver.jwt.jwk-set-uri={keys(folder, key, options)}")
    system = systems.Running("spring", command, options.gateway_core, port, folder / f"spring-{kind}.log")
    system.is_jvm = True
    system.await_answer()
    return system


def start_gatehouse(kind, folder, upstream, key, options):
    more = {} if kind == "open" else {"jwks": keys(folder, key, options), "issuer": ISSUER}
    return systems.start("gatehouse", "plain" if kind == "open" else "tokens", folder, upstream, options, **more)


START = {"spring": start_spring, "gatehouse": start_gatehouse}


def keys(folder, key, options):
    """Serves the key set, once for both systems."""
    if not hasattr(keys, "server"):
        (folder / "keys").mkdir()
        (folder / "keys" / "jwks.json").write_text(key.jwks())
        port = systems.free_port()
        keys.server = systems.Running(
            "keys", [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1", "--directory",
                     str(folder / "keys")], options.load_core, port, folder / "keys.log")
        keys.server.await_answer()
        atexit.register(keys.server.stop)
        keys.address = f"http://127.0.0.1:{port}/jwks.json"
    return keys.address


def java(options):
    found = subprocess.run([options.gatehouse, "--which-jdk"], capture_output=True, text=True, check=True).stdout.strip()
    return os.path.join(found, "bin", "java")


def check(system, kind, key):
    """Nobody wins by not working: forged, expired and absent tokens are refused before anything is measured."""
    answers = [("a good token", 200, key.token(1))]
    if kind == "guarded":
        good = key.token(2)
        answers += [("no token", 401, None), ("another signature", 401, good[:-8] + "AAAAAAAA"),
                    ("an expired token", 401, key.token(3, exp=key.now - 3600)),
                    ("no signature", 401, b64(b'{"alg":"none"}') + "." + good.split(".")[1] + ".")]
    for what, wanted, token in answers:
        status, _, body = systems.get(system.port, {"Authorization": f"Bearer {token}"} if token else {})
        if status != wanted or status == 200 and body != systems.BODY:
            raise SystemExit(f"{system.name}, {kind}: {what} gave {status}, not {wanted}: {body[:200]}")


def rounds(case, running, scripts, options):
    _, count, fresh = CASES[case]
    lua = str(Path(__file__).parent / "replay.lua")
    loads = [measure.Load([f"-c{options.connections}", "-s", lua], [str(script)]) for script in scripts]
    for system in running:
        measure.warm_up(system, loads[0], options, enough=30_000)
    results = {system.name: [] for system in running}
    for number in range(options.rounds):
        for system in running[number % len(running):] + running[:number % len(running)]:
            burst = measure.burst(system, loads[number + 1], options, COLD_SECONDS if fresh else None)
            if fresh and burst["requests"] > count:
                raise SystemExit(f"{system.name}: {burst['requests']} requests with {count} tokens: some came twice")
            results[system.name].append(burst)
    measure.add_steady(results)
    return results


def report(case, results):
    lines = [f"\n{case}: median of {len(results['spring'])} rounds\n", "| system | CPU µs/request | steady | requests/s | p99 ms |",
             "| --- | --- | --- | --- | --- |"]
    for name, bursts in results.items():
        raw, steady, rate, p99 = (measure.median([b[key] for b in bursts]) for key in ("cpu", "steady", "rate", "p99"))
        lines.append(f"| {name} | {raw:.1f} | {steady:.1f} | {rate:.0f} | {p99:.1f} |")
    pairs = [ours["steady"] / theirs["steady"] for theirs, ours in zip(results["spring"], results["gatehouse"])]
    lines.append(f"\nshare of Spring Cloud Gateway: {measure.median(pairs):.2f} ± {measure.spread(pairs):.2f}")
    return "\n".join(lines)


if __name__ == "__main__":
    main()

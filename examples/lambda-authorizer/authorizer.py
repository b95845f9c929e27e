#!/usr/bin/env python3
"""A Lambda authorizer outside of Lambda.

`lambda_handler` is written as for AWS: it gets the event of a TOKEN authorizer and answers with a policy. The rest
of this file is a server that hands it what Gatehouse posts. Python's standard library is all it needs.

    python3 authorizer.py --keys jwks.json [--port 9100]

`jwks.json` is a JSON Web Key Set; RSA keys in it verify RS256 tokens, found by their `kid`.
"""
import argparse
import base64
import hashlib
import hmac
import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEYS = {}
LARGEST_EVENT = 64 * 1024

# RFC 8017, section 9.2: how a SHA-256 digest is framed before it is signed.
SHA256_FRAME = bytes.fromhex("3031300d060960864801650304020105000420")


def lambda_handler(event, context):
    try:
        claims = verified(event["authorizationToken"])
        return generate_policy(claims["sub"], "Allow", event["methodArn"])
    except (KeyError, TypeError, ValueError):
        return generate_policy("nobody", "Deny", event["methodArn"])


def generate_policy(principal, effect, resource):
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": resource}
    return {"principalId": principal, "policyDocument": {"Version": "2012-10-17", "Statement": [statement]}}


def verified(authorization):
    """The claims of a bearer token; ValueError if it proves nothing."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer":
        raise ValueError("no bearer token")
    header, payload, signature = token.split(".")
    head = json.loads(decode(header))
    if head["alg"] != "RS256":  # never what the token says, but what we want
        raise ValueError("another algorithm")
    if not signed_by(KEYS[head["kid"]], f"{header}.{payload}".encode(), decode(signature)):
        raise ValueError("bad signature")
    claims = json.loads(decode(payload))
    if not isinstance(claims["sub"], str) or claims["exp"] <= time.time():
        raise ValueError("no subject, or expired")
    return claims


def signed_by(key, message, signature):
    """RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, section 8.2.2)."""
    modulus, exponent = (int.from_bytes(decode(key[part]), "big") for part in ("n", "e"))
    size = (modulus.bit_length() + 7) // 8
    if len(signature) != size:
        return False
    digest = SHA256_FRAME + hashlib.sha256(message).digest()
    expected = b"\x00\x01" + b"\xff" * (size - len(digest) - 3) + b"\x00" + digest
    actual = pow(int.from_bytes(signature, "big"), exponent, modulus).to_bytes(size, "big")
    return hmac.compare_digest(expected, actual)


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Invocation(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60

    def do_POST(self):
        length = int(self.headers.get("Content-Length", -1))
        if not 0 <= length <= LARGEST_EVENT:
            self.send_error(413)
            return
        answer = json.dumps(lambda_handler(json.loads(self.rfile.read(length)), None)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass  # the request line says nothing, and a token must not be logged


def main():
    arguments = argparse.ArgumentParser(description="A Lambda authorizer outside of Lambda.")
    arguments.add_argument("--keys", required=True, help="a JSON Web Key Set")
    arguments.add_argument("--port", type=int, default=9100, help="0 takes a free one")
    chosen = arguments.parse_args()
    with open(chosen.keys, encoding="utf-8") as file:
        KEYS.update({key["kid"]: key for key in json.load(file)["keys"] if key["kty"] == "RSA"})
    server = ThreadingHTTPServer(("127.0.0.1", chosen.port), Invocation)
    print(f"listening on 127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()

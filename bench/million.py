#!/usr/bin/env python3
"""Writes a configuration with many consumers, each with a custom_id and an API key: million.py yaml|json COUNT"""
import random
import sys

SERVICE = (
    '{"name": "s", "url": "http://127.0.0.1:9999", "routes": [{"name": "r", "paths": ["/"],'
    ' "plugins": [{"name": "key-auth"}, {"name": "request-termination", "config": {"status_code": 200}}]}]}'
)


def consumers(count, form):
    numbers = random.Random(1)
    for i in range(count):
        yield form.format(i=i, key=f"key-{i:07}-{numbers.getrandbits(64):016x}")


def main():
    kind, count = sys.argv[1], int(sys.argv[2])
    if kind == "yaml":
        print(f'_format_version: "3.0"\nservices:\n- {SERVICE}\nconsumers:')
        form = "- username: user-{i:07}\n  custom_id: c-{i:07}\n  keyauth_credentials:\n  - key: {key}"
        for one in consumers(count, form):
            print(one)
    else:
        print(f'{{"_format_version": "3.0", "services": [{SERVICE}],\n"consumers": [')
        form = '{{"username":"user-{i:07}","custom_id":"c-{i:07}","keyauth_credentials":[{{"key":"{key}"}}]}}'
        print(",\n".join(consumers(count, form)))
        print("]}")


if __name__ == "__main__":
    main()

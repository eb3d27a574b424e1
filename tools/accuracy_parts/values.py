"""Values by recipe: {kind:length} pieces in a text, drawn from a seeded generator.  No value is kept anywhere."""
import base64
import json
import re
import string
import zlib

import keys
from words import ADJECTIVES, HOSTS, NAMES, NOUNS

DIGITS, LOWER, UPPER = string.digits, string.ascii_lowercase, string.ascii_uppercase
BASE62 = DIGITS + UPPER + LOWER
CHARSETS = {
    "digits": DIGITS, "hex": DIGITS + "abcdef", "HEX": DIGITS + "ABCDEF", "lower": LOWER, "upper": UPPER, "letters": UPPER + LOWER,
    "base62": BASE62, "lnum": DIGITS + LOWER, "unum": DIGITS + UPPER, "base32": UPPER + "234567", "b64u": BASE62 + "-_",
    "b64": BASE62 + "+/", "b58": "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", "bech32": "qpzry9x8gf2tvdw0s3jn54khce6mua7l",
    "pass": BASE62 + "!@#%^*-_+=.?",     # what password generators use, less what most quoting styles must escape
    "safe": BASE62 + "-_.",              # may stand bare in a shell, a URL or a YAML file
}


def chars(rng, charset, n):
    return "".join(rng.choice(CHARSETS[charset]) for _ in range(n))


def base62_number(n, width):
    alphabet, out = DIGITS + UPPER + LOWER, ""
    while n:
        n, digit = divmod(n, 62)
        out = alphabet[digit] + out
    return out.rjust(width, "0")


def uuid(rng):
    h = chars(rng, "hex", 32)
    return f"{h[:8]}-{h[8:12]}-4{h[13:16]}-{rng.choice('89ab')}{h[17:20]}-{h[20:]}"


def jwt(rng, header=None, claims=None):
    part = lambda obj: base64.urlsafe_b64encode(json.dumps(obj, separators=(",", ":")).encode()).decode().rstrip("=")
    header = header or {"alg": "HS256", "typ": "JWT"}
    claims = claims or {"sub": chars(rng, "digits", 8), "name": rng.choice(NAMES), "role": rng.choice(["admin", "editor", "service"]),
                        "iat": rng.randint(1500000000, 1750000000), "jti": uuid(rng)}
    return f"{part(header)}.{part(claims)}.{chars(rng, 'b64u', 43)}"


def checksummed(kind, n, done, rng):
    """Body and checksum as the provider builds them; done is what stands before it."""
    if kind == "crc62":                  # GitHub, npm, Vercel: CRC-32 of the body in base 62
        body = chars(rng, "base62", n)
        return body + base62_number(zlib.crc32(body.encode()), 6)
    if kind == "crchex":                 # Cloudflare: CRC-32 of the body in hex
        body = chars(rng, "base62", n)
        return body + f"{zlib.crc32(body.encode()):08x}"
    if kind == "crcall":                 # Grafana: of prefix and body
        body = chars(rng, "base62", n)
        return body + "_" + f"{zlib.crc32((done + body).encode()):08x}"
    if kind == "crcALL":                 # Atlassian: of all before it, after an equals sign
        body = chars(rng, "b64u", n) + "="
        return body + f"{zlib.crc32((done + body).encode()):08X}"
    body = chars(rng, "base62", n)       # crcBB, Bitbucket: of all before it, with nothing between
    return body + f"{zlib.crc32((done + body).encode()):08X}"


MADE = {
    "uuid": lambda rng, n: uuid(rng),
    "jwt": lambda rng, n: jwt(rng),
    "b64of": lambda rng, n: base64.b64encode(rng.randbytes(n)).decode(),
    "b64uof": lambda rng, n: base64.urlsafe_b64encode(rng.randbytes(n)).decode().rstrip("="),
    "name": lambda rng, n: rng.choice(NAMES),
    "noun": lambda rng, n: rng.choice(NOUNS),
    "adjective": lambda rng, n: rng.choice(ADJECTIVES),
    "host": lambda rng, n: rng.choice(HOSTS),
    "human": lambda rng, n: human(rng),
    "weak": lambda rng, n: weak(rng),
    "int": lambda rng, n: str(rng.randint(1, 10 ** n)),
    "rsa": lambda rng, n: keys.rsa_pem(rng),
    "pkcs8": lambda rng, n: keys.pkcs8_pem(rng),
    "ec": lambda rng, n: keys.ec_pem(rng),
    "openssh": lambda rng, n: keys.openssh_pem(rng),
    "pgp": lambda rng, n: keys.pgp_block(rng),
    "ppk": lambda rng, n: keys.putty(rng),
    "age": lambda rng, n: keys.age(rng),
    "nkey": lambda rng, n: keys.nkey(rng),
    "jwkoct": lambda rng, n: base64.urlsafe_b64encode(rng.randbytes(32)).decode().rstrip("="),
    "azure-ad": lambda rng, n: chars(rng, "base62", 3) + "8Q~" + chars(rng, "b64u", 34).replace("-", "a").replace("_", "."),
    "discord": lambda rng, n: base64.b64encode(str(rng.randint(10 ** 17, 10 ** 18)).encode()).decode().rstrip("=") + "."
               + chars(rng, "b64u", 6) + "." + chars(rng, "b64u", 38),
    "grafana-cloud": lambda rng, n: base64.b64encode(json.dumps({"o": chars(rng, "digits", 6), "n": "stack-" + rng.choice(NOUNS), "k": chars(rng, "base62", 24),
                                                                 "m": {"r": "eu"}}, separators=(",", ":")).encode()).decode(),
    "cloudflare-tunnel": lambda rng, n: base64.b64encode(json.dumps({"a": chars(rng, "hex", 32), "t": uuid(rng), "s": base64.b64encode(rng.randbytes(32)).decode()},
                                                                    separators=(",", ":")).encode()).decode(),
    "servicejwt": lambda rng, n: jwt(rng, {"alg": "RS256", "kid": chars(rng, "b64u", 43)},
                                     {"iss": "kubernetes/serviceaccount", "kubernetes.io/serviceaccount/namespace": "default",
                                      "kubernetes.io/serviceaccount/service-account.name": rng.choice(NOUNS), "sub": "system:serviceaccount:default:" + rng.choice(NOUNS)}),
    "basic": lambda rng, n: base64.b64encode(f"{rng.choice(NAMES)}:{human(rng) if rng.random() < .5 else chars(rng, 'pass', 16)}".encode()).decode(),
}
PIECE = re.compile(r"\{([a-zA-Z0-9-]+)(?::(\d+))?(?:-(\d+))?\}")


def expand(recipe, rng):
    """{charset:n} or {charset:least-most}, {made} or {made:n}; anything else stands for itself."""
    out, at = "", 0
    for piece in PIECE.finditer(recipe):
        out += recipe[at:piece.start()]
        at = piece.end()
        kind, low, high = piece.group(1), int(piece.group(2) or 1), piece.group(3)
        n = rng.randint(low, int(high)) if high else low
        if kind in CHARSETS:
            out += chars(rng, kind, n)
        elif kind.startswith("crc"):
            out += checksummed(kind, n, out, rng)
        else:
            out += MADE[kind](rng, n)
    return out + recipe[at:]


WEAK = ("admin", "test", "user", "pass", "password", "root", "guest", "login", "welcome", "secret", "default", "hello")


def weak(rng):
    """As people choose them who do not care: the words that stand for nothing, and digits."""
    word = rng.choice(WEAK)
    style = rng.randrange(7)
    if style == 0:
        return word.capitalize() + "@" + rng.choice(("1", "12", "123", "1234", "2024"))
    if style == 1:
        return word + rng.choice(("123", "1234", "12345", "2023", "99"))
    if style == 2:
        return word.capitalize() + rng.choice(("1!", "123!", "#1", "2025!"))
    if style == 3:
        return rng.choice(("p@ssw0rd", "P@ssw0rd", "passw0rd", "Passw0rd!", "s3cr3t", "S3cret!", "p4ssw0rd", "Adm1n!"))
    if style == 4:
        return "123456789"[:rng.randint(6, 9)]
    if style == 5:
        return word.capitalize() + "_" + rng.choice(("123", "456", "2022"))
    return rng.choice(("My", "New", "Test", "Strong")) + rng.choice(("Password", "Secret", "Pass")) + rng.choice(("@123", "123!", "#2024", "1!"))


LEET = str.maketrans({"a": "4", "e": "3", "i": "1", "o": "0", "s": "5"})


def human(rng):
    """As people choose them: a word or two, a year, a sign, now and then letters swapped for digits."""
    word = rng.choice(NOUNS + NAMES + ADJECTIVES)
    style = rng.randrange(10)
    if style == 0:
        return word + rng.choice(NOUNS) + chars(rng, "digits", rng.randint(0, 2))
    if style == 1:
        return word.capitalize() + str(rng.randint(1960, 2026))
    if style == 2:
        return word.capitalize() + str(rng.randint(1, 999)) + rng.choice("!!!?#*.")
    if style == 3:
        return word.capitalize() + "@" + str(rng.randint(1, 2026))
    if style == 4:
        return word.translate(LEET).capitalize() + rng.choice("!#*") + chars(rng, "digits", 2)
    if style == 5:
        return "-".join(rng.choice(NOUNS) for _ in range(rng.randint(3, 4)))
    if style == 6:
        return rng.choice(ADJECTIVES).capitalize() + rng.choice(NOUNS).capitalize() + chars(rng, "digits", 2)
    if style == 7:
        return word + chars(rng, "digits", rng.randint(2, 4))
    if style == 8:
        return "".join(rng.choice("bcdfgklmnprstvz") + rng.choice("aeiou") for _ in range(3)) + chars(rng, "digits", rng.randint(1, 3))
    return rng.choice(ADJECTIVES).capitalize() + "." + word + "." + chars(rng, "digits", rng.randint(1, 3))

"""A private key and its certificate of numbers that are no key: what says whom they are for is what is wanted.

usage: make_certificate.py SEED KEY.pem CERT.pem [NAME...]
NAME is the subject's common name, then DNS names of the subject (subjectAltName); "O=..." an organization, "IP=..." an address.
"""
import base64
import random
import sys


def der(tag, *parts):
    body = b"".join(parts)
    n = len(body)
    head = bytes([n]) if n < 128 else bytes([0x81, n]) if n < 256 else bytes([0x82, n >> 8, n & 255])
    return bytes([tag]) + head + body


def number(n):
    return der(0x02, n.to_bytes(n.bit_length() // 8 + 1, "big"))


def oid(text):
    return der(0x06, bytes.fromhex(text))


def attribute(kind, value):
    return der(0x31, der(0x30, oid("5504%02x" % kind), der(0x0C, value.encode())))


def name(names):
    out = b""
    for n in names:
        out += attribute(10, n[2:]) if n.startswith("O=") else attribute(3, n)
    return der(0x30, out)


def alternative(n):
    return der(0x87, bytes(int(x) for x in n[3:].split("."))) if n.startswith("IP=") else der(0x82, n.encode())


RSA = der(0x30, oid("2a864886f70d010101"), der(0x05))
SHA256 = der(0x30, oid("2a864886f70d01010b"), der(0x05))


def numbers(seed):
    r = random.Random(int(seed))

    def odd(bits):
        return r.getrandbits(bits) | 1 << (bits - 1) | 1
    return [odd(2048), 65537, odd(2047)] + [odd(1024) for _ in range(5)]


def key(seed):
    return der(0x30, number(0), *[number(n) for n in numbers(seed)])


def certificate(seed, subject, alternatives=()):
    n = numbers(seed)
    public = der(0x30, RSA, der(0x03, b"\0", der(0x30, number(n[0]), number(n[1]))))
    validity = der(0x30, der(0x17, b"240101000000Z"), der(0x17, b"340101000000Z"))
    extensions = b""
    if alternatives:
        names = der(0x30, *[alternative(a) for a in alternatives])
        extensions = der(0xA3, der(0x30, der(0x30, oid("551d11"), der(0x04, names))))
    who = name(subject)
    body = der(0x30, der(0xA0, number(2)), number(4711), SHA256, who, validity, who, public, extensions)
    return der(0x30, body, SHA256, der(0x03, b"\0" + random.Random(1).randbytes(256)))


def pem(label, body):
    code = base64.b64encode(body).decode()
    lines = [code[i:i + 64] for i in range(0, len(code), 64)]
    return "-----%s %s-----\n%s\n-----END %s-----\n" % ("BEGIN", label, "\n".join(lines), label)


if __name__ == "__main__":
    seed, key_path, certificate_path, *names = sys.argv[1:]
    first = 0
    while first < len(names) and (first == 0 or names[first].startswith("O=")):
        first += 1
    with open(key_path, "w") as f:
        f.write(pem("RSA PRIVATE KEY", key(seed)))
    with open(certificate_path, "w") as f:
        f.write(pem("CERTIFICATE", certificate(seed, names[:first], names[first:])))

"""Private keys that parse: the numbers are random, the structure is right."""
import base64
import binascii
import functools
import random
import struct


def _length(n):
    return bytes([n]) if n < 128 else bytes([0x80 | len(b := n.to_bytes((n.bit_length() + 7) // 8, "big"))]) + b


def _tlv(tag, body):
    return bytes([tag]) + _length(len(body)) + body


def _int(n):
    return _tlv(2, n.to_bytes(n.bit_length() // 8 + 1, "big"))


def _oid(text):
    first, second, *rest = map(int, text.split("."))
    body = bytes([first * 40 + second])
    for arc in rest:
        part = [arc & 127]
        while arc := arc >> 7:
            part.insert(0, arc & 127 | 128)
        body += bytes(part)
    return _tlv(6, body)


def pem(label, der):
    text = base64.b64encode(der).decode()
    return f"-----BEGIN {label}-----\n" + "\n".join(text[i:i + 64] for i in range(0, len(text), 64)) + f"\n-----END {label}-----"


def _is_prime(n, rng):
    if any(n % p == 0 for p in (3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53)):
        return False
    s = (n - 1 & 1 - n).bit_length() - 1
    d = n - 1 >> s
    for _ in range(4):
        x = pow(rng.randrange(2, n - 1), d, n)
        if x in (1, n - 1):
            continue
        for _ in range(s - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


POOL = 32


@functools.cache
def _pooled(bits, number):
    rng = random.Random(f"prime:{bits}:{number}")
    while True:
        n = rng.getrandbits(bits) | 3 << bits - 2 | 1
        if n % 65537 != 1 and _is_prime(n, rng):
            return n


def _primes(bits, rng):
    """Two of a few: to find others for every key would take longer than all the rest."""
    return [_pooled(bits, number) for number in rng.sample(range(POOL), 2)]


def _rsa_der(rng, bits=1024):
    (p, q), e = _primes(bits // 2, rng), 65537
    d = pow(e, -1, (p - 1) * (q - 1))
    return _tlv(0x30, b"".join(map(_int, (0, p * q, e, d, p, q, d % (p - 1), d % (q - 1), pow(q, -1, p)))))


def rsa_pem(rng):
    return pem("RSA PRIVATE KEY", _rsa_der(rng))


def pkcs8_pem(rng):
    algorithm = _tlv(0x30, _oid("1.2.840.113549.1.1.1") + _tlv(5, b""))
    return pem("PRIVATE KEY", _tlv(0x30, _int(0) + algorithm + _tlv(4, _rsa_der(rng))))


P, A, G = 2 ** 256 - 2 ** 224 + 2 ** 192 + 2 ** 96 - 1, -3, (0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296,
                                                             0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5)


def _add(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0] and (a[1] + b[1]) % P == 0:
        return None
    slope = (3 * a[0] * a[0] + A) * pow(2 * a[1], -1, P) if a == b else (b[1] - a[1]) * pow(b[0] - a[0], -1, P)
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def _p256(d):
    point, out = G, None
    while d:
        if d & 1:
            out = _add(out, point)
        point, d = _add(point, point), d >> 1
    return out


def ec_pem(rng):
    d = rng.getrandbits(255) | 1
    x, y = _p256(d)
    public = b"\x04" + x.to_bytes(32, "big") + y.to_bytes(32, "big")
    return pem("EC PRIVATE KEY", _tlv(0x30, _int(1) + _tlv(4, d.to_bytes(32, "big")) + _tlv(0xa0, _oid("1.2.840.10045.3.1.7")) + _tlv(0xa1, _tlv(3, b"\0" + public))))


def jwk_ec(rng):
    d = rng.getrandbits(255) | 1
    return [base64.urlsafe_b64encode(n.to_bytes(32, "big")).decode().rstrip("=") for n in (*_p256(d), d)]


def _field(data):
    return struct.pack(">I", len(data)) + data


def openssh_pem(rng):
    # The public half is random, too: to compute it takes a curve for which nothing here is planted.
    public, seed, check = rng.randbytes(32), rng.randbytes(32), rng.randbytes(4)
    blob = _field(b"ssh-ed25519") + _field(public)
    private = check + check + _field(b"ssh-ed25519") + _field(public) + _field(seed + public) + _field(b"deploy@build")
    private += bytes(range(1, 8))[: -len(private) % 8]
    text = base64.b64encode(b"openssh-key-v1\0" + _field(b"none") + _field(b"none") + _field(b"") + struct.pack(">I", 1) + _field(blob) + _field(private)).decode()
    return "-----BEGIN OPENSSH PRIVATE KEY-----\n" + "\n".join(text[i:i + 70] for i in range(0, len(text), 70)) + "\n-----END OPENSSH PRIVATE KEY-----"


def pgp_block(rng):
    # A version 4 secret key packet, RSA, not encrypted.
    numbers = _primes(512, rng)
    n, d = numbers[0] * numbers[1], pow(65537, -1, (numbers[0] - 1) * (numbers[1] - 1))
    mpi = lambda i: struct.pack(">H", i.bit_length()) + i.to_bytes((i.bit_length() + 7) // 8, "big")
    secret = mpi(d) + mpi(numbers[0]) + mpi(numbers[1]) + mpi(pow(numbers[0], -1, numbers[1]))
    body = b"\x04" + struct.pack(">I", rng.randint(1400000000, 1700000000)) + b"\x01" + mpi(n) + mpi(65537) + b"\0" + secret + struct.pack(">H", sum(secret) & 0xffff)
    data = b"\x95" + struct.pack(">H", len(body)) + body
    crc = 0xb704ce
    for byte in data:
        crc ^= byte << 16
        for _ in range(8):
            crc = crc << 1 ^ (0x1864cfb if crc & 0x800000 else 0)
    text = base64.b64encode(data).decode()
    lines = "\n".join(text[i:i + 64] for i in range(0, len(text), 64))
    return f"-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n{lines}\n={base64.b64encode((crc & 0xffffff).to_bytes(3, 'big')).decode()}\n-----END PGP PRIVATE KEY BLOCK-----"


def putty(rng):
    public = _field(b"ssh-ed25519") + _field(rng.randbytes(32))
    private = _field(rng.randbytes(32))
    wrap = lambda b: (t := base64.b64encode(b).decode()) and [t[i:i + 64] for i in range(0, len(t), 64)]
    a, b = wrap(public), wrap(private)
    return "\n".join(["PuTTY-User-Key-File-3: ssh-ed25519", "Encryption: none", "Comment: deploy-key", f"Public-Lines: {len(a)}", *a,
                      f"Private-Lines: {len(b)}", *b, "Private-MAC: " + rng.randbytes(32).hex()])


def age(rng):
    """Bech32 of 32 bytes, upper case."""
    alphabet, hrp = "qpzry9x8gf2tvdw0s3jn54khce6mua7l", "age-secret-key-"
    bits = int.from_bytes(rng.randbytes(32), "big") << 4
    data = [bits >> 5 * (51 - i) & 31 for i in range(52)]
    polymod = 1
    for value in [ord(c) >> 5 for c in hrp] + [0] + [ord(c) & 31 for c in hrp] + data + [0] * 6:
        top, polymod = polymod >> 25, (polymod & 0x1ffffff) << 5 ^ value
        for i, generator in enumerate((0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3)):
            polymod ^= generator if top >> i & 1 else 0
    polymod ^= 1
    return (hrp + "1" + "".join(alphabet[d] for d in data + [polymod >> 5 * (5 - i) & 31 for i in range(6)])).upper()


def nkey(rng):
    """A NATS seed: S and the kind of identity, 32 bytes, CRC-16, in base 32."""
    kind = rng.choice([20 << 3, 0, 13 << 3])   # user, account, server, each as 5 bits
    prefix = 18 << 3
    raw = bytes([prefix | kind >> 5, (kind & 31) << 3]) + rng.randbytes(32)
    return base64.b32encode(raw + struct.pack("<H", binascii.crc_hqx(raw, 0))).decode().rstrip("=")

"""What is planted where: every context with every kind of value it takes, drawn from a fixed seed; and what only looks like one."""
import os
import random
import re

import contexts
import values
from words import HOSTS, SERVICES

HERE = os.path.dirname(os.path.abspath(__file__))
SAFE = re.compile(r"^[A-Za-z0-9_./+=~-]+$")
SAFE_TOKEN = re.compile(r"^[A-Za-z0-9_./+=~:-]+$")
URL_SAFE = re.compile(r"^[A-Za-z0-9_.~-]+$")

# Kinds that only certain contexts take: group, recipes.
SPECIAL = {
    "bearer": ("generic", ["{base62:40}", "{hex:40}", "{b64u:43}", "{hex:64}", "{base62:64}"]),
    "jwtval": ("structured", ["{jwt}", "{servicejwt}"]),
    "basic": ("generic", ["{basic}"]),
    "basicval": ("generic", ["{basic}"]),
    "urlpass": ("generic", ["{base62:16}", "{lnum:12}", "{human}", "{hex:32}", "{base62:24}", "{human}"]),
    "urlhuman": ("generic", ["{human}", "{pass:14}"]),
    "azkey": ("generic", ["{b64of:64}"]),
    "azkey32": ("generic", ["{b64of:32}"]),
    "b64key": ("generic", ["{b64of:32}"]),
    "ethkey": ("generic", ["{hex:64}"]),
    "jwkoct": ("generic", ["{jwkoct}"]),
    "jwkd": ("generic", [None]),
    "otp": ("generic", ["{base32:32}", "{base32:16}", "{base32:26}"]),
    "nkey": ("generic", ["{nkey}"]),
    "pem": ("structured", ["{rsa}", "{pkcs8}", "{ec}", "{openssh}"]),
    "pemesc": ("structured", ["{rsa}", "{pkcs8}", "{ec}", "{openssh}"]),
    "pemconcat": ("structured", ["{rsa}", "{ec}"]),
    "pgp": ("structured", ["{pgp}"]),
    "ppk": ("structured", ["{ppk}"]),
    "agefile": ("structured", ["{age}"]),
}
SHOWN = {"pemesc": "pem", "pemconcat": "pem", "pgp": "pem", "ppk": "pem", "agefile": "pem", "basicval": "basic", "urlhuman": "urlpass", "azkey": "connection",
         "azkey32": "connection", "jwkoct": "jwk", "jwkd": "jwk", "jwtval": "jwt", "b64key": "key", "ethkey": "key"}
TIMES = {"structured": 4, "named": 5, "special": 3, "generic": 2, "decoy": 3, "value": 2}


def table(name):
    return [line.rstrip("\n").split("\t") for line in open(os.path.join(HERE, name), encoding="utf-8") if line.strip() and not line.startswith("#")]


class Item:
    """One planted file."""

    def __init__(self, context, kind, group, detail):
        self.context, self.kind, self.group, self.detail = context, kind, group, detail
        self.decoy = group == "decoy"


class Planner:
    def __init__(self, seed):
        self.seed = seed
        self.formats = {row[1]: row for row in table("formats.tsv")}
        self.by_kind = {kind: [row for row in self.formats.values() if row[0] == kind] for kind in ("structured", "named")}
        self.kinds = {row[0]: (row[1].split(" "), row[2].split(" ")) for row in table("kinds.tsv")}
        self.decoys = table("decoy_values.tsv")

    def rng(self, *words):
        return random.Random(":".join(map(str, (self.seed, *words))))

    def name(self, kind, rng):
        name = rng.choice(self.kinds[kind][0])
        return f"{rng.choice(SERVICES)}_{name}" if rng.random() < .3 else name

    def fitting(self, context, recipe, rng, safe=SAFE):
        """A value that may stand there unquoted, if the context asks for it."""
        for _ in range(500):
            value = values.expand(recipe, rng)
            if "safe" not in context.options or safe.match(value):
                return value
        raise ValueError(f"{context.name}: no value of {recipe} can stand there")

    def formats_for(self, context, kind):
        kind, _, chosen = kind.partition(":")
        if chosen:
            return [self.formats[chosen]]
        # A webhook's whole address is no value of a header or of an argument.
        return [row for row in self.by_kind[kind] if context.names_it or not row[3].startswith("http")]

    def items_of(self, context):
        for kind in context.kinds:
            base = kind.partition(":")[0]
            if base in ("structured", "named"):
                rows = self.formats_for(context, kind)
                times = min(TIMES[base], 2) if ":" in kind else TIMES[base]
                first = self.rng(context.name, kind).randrange(len(rows))
                for i in range(times):
                    # Steps through the table, so that every format comes up about equally often.
                    row = rows[(first + i * 7) % len(rows)]
                    rng = self.rng(context.name, kind, i)
                    yield Item(context, base, base, row[1]), self.fitting(context, row[3], rng, SAFE_TOKEN), row[2], rng, {}
            elif base in SPECIAL:
                group, recipes = SPECIAL[base]
                for i in range(TIMES["special"]):
                    rng, state = self.rng(context.name, kind, i), {}
                    recipe = recipes[i % len(recipes)]
                    if recipe is None:
                        state["jwk"] = contexts.keys.jwk_ec(rng)
                        value = state["jwk"][2]
                    else:
                        value = self.fitting(context, recipe, rng)
                        while base == "urlpass" and not URL_SAFE.match(value):
                            value = self.fitting(context, recipe, rng)
                    yield Item(context, SHOWN.get(base, base), group, recipe), value, self.name("key", rng), rng, state
            else:
                for i in range(TIMES["generic"]):
                    rng = self.rng(context.name, kind, i)
                    recipe = rng.choice(self.kinds[base][1])
                    yield Item(context, base, "generic", recipe), self.fitting(context, recipe, rng), self.name(base, rng), rng, {}
        if any(kind in self.kinds for kind in context.kinds) and context.place != "encoding" and "nodecoy" not in context.options:
            yield from self.values_of(context)

    def weak_of(self, context):
        """Where a password of a person may stand, one that is weak; a group of its own, so that the others stay what they were."""
        if "human" not in context.kinds:
            return
        for i in range(TIMES["generic"]):
            rng = self.rng(context.name, "weak", i)
            yield Item(context, "weak", "weak", "{weak}"), self.fitting(context, "{weak}", rng), self.name("weak", rng), rng, {}

    def values_of(self, context):
        """Values that are none, where a credential would stand."""
        # Where the context itself says what the variable is called, only a placeholder can be told from a credential.
        rows = [row for row in self.decoys if context.names_it or row[1] == "*"]
        for i in range(TIMES["value"]):
            rng = self.rng(context.name, "decoy", i)
            category, name, recipe = rng.choice(rows)
            if name == "*":
                name = self.name(next(kind for kind in context.kinds if kind in self.kinds), rng)
            value = values.expand(recipe.replace("{host}", rng.choice(HOSTS)).replace("{service}", rng.choice(SERVICES)), rng)
            value = re.sub(r"@(k_snake|kCamel|K_UPPER|k-kebab)@", lambda m: contexts.styled(name, m.group(1)), value)
            yield Item(context, category, "decoy", name), value, name, rng, {}

    def decoys_of(self, context):
        for i in range(TIMES["decoy"]):
            yield Item(context, context.kinds[0], "decoy", context.name), "", "", self.rng(context.name, i), {}


def plant(folder, seed, sample=0):
    """Write the files; items with path, lines, columns. With sample, about that many."""
    planner, found = Planner(seed), []
    known = contexts.read_contexts()
    for context in known[::max(1, 5000 // sample)] if sample else known:
        found += planner.decoys_of(context) if context.decoy else planner.items_of(context)
    for context in known[::max(1, 5000 // sample)] if sample else known:
        found += () if context.decoy else planner.weak_of(context)
    items = []
    for number, (item, value, name, rng, state) in enumerate(found):
        data, item.lines, item.columns, item.unjudged = contexts.fill(item.context, value, name, rng, state)
        item.path = f"{number:05d}/{item.context.path}"
        path = os.path.join(folder, item.path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as out:
            out.write(data)
        items.append(item)
    return items

"""Checks JSON files against a schema.  usage: validate.py SCHEMA FILE...   Exit 77 when python3-jsonschema is not installed."""
import json
import sys

try:
    import jsonschema
except ImportError:
    print("skipped: python3-jsonschema is not installed (tools/setup test installs it)")
    sys.exit(77)
schema = json.load(open(sys.argv[1]))
failed = 0
for name in sys.argv[2:]:
    errors = sorted(jsonschema.Draft7Validator(schema).iter_errors(json.load(open(name))), key=lambda e: list(map(str, e.path)))
    for e in errors[:10]:
        # the path and the rule, not the instance: it may hold what must not be printed
        print("%s: at %s: %s" % (name, "/".join(map(str, e.path)), e.validator))
    failed += len(errors)
sys.exit(1 if failed else 0)

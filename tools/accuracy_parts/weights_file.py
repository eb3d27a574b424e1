"""scanner/judge/weights.def: the reasons with their points, read and written again."""
import re

LINE = re.compile(r'^UMB_WEIGHT\((\w+), (-?\d+), "((?:[^"\\]|\\.)*)"\)$')
FITTED = re.compile(r"^ \* Fitted .*(?:\n \*   .*)*\n", re.M)


class Reason:
    def __init__(self, name, points, text):
        self.name, self.points, self.text = name, points, text


def read(path):
    """The reasons in their order. A line that is none of the known forms is an error: it would be lost."""
    found, seen = [], set()
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        match = LINE.match(line.rstrip("\n"))
        if match:
            reason = Reason(match[1], int(match[2]), match[3])
            if reason.text in seen:
                raise ValueError(f"{path}:{number}: two reasons with one text cannot be told apart")
            seen.add(reason.text)
            found.append(reason)
        elif line.startswith("UMB_WEIGHT"):
            raise ValueError(f"{path}:{number}: not as UMB_WEIGHT(NAME, points, \"text\")")
    if not found:
        raise ValueError(f"{path}: no reasons")
    return found


def write(path, points, provenance):
    """New points by name; provenance: lines, the first of which begins with 'Fitted '."""
    text = FITTED.sub("", open(path, encoding="utf-8").read())
    out = []
    for line in text.splitlines():
        match = LINE.match(line)
        out.append(f'UMB_WEIGHT({match[1]}, {points[match[1]]}, "{match[3]}")' if match else line)
    end = out.index(" */")
    out[end:end] = [" * " + provenance[0], *(" *   " + line for line in provenance[1:])]
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(out) + "\n")

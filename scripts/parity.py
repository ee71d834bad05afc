#!/usr/bin/env python3
"""Writes docs/parity.md from the catalogue, server/entra/errors.def: what is faithful to a capture, and what is not.

parity.py          rewrites docs/parity.md
parity.py --check  says whether it is what the catalogue gives, exit status 1 when not
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "server/entra/errors.def"
TABLE = ROOT / "docs/parity.md"

ROW = re.compile(
    r'^REFUSAL\((\w+), (\d+), "([\d-]+)", (\d+), "(\w*)", (\w+), (\w+), "([^"]*)",\s*"((?:[^"\\]|\\.)*)"\)',
    re.MULTILINE,
)

HEAD = """# What is faithful, and how far

Made from `server/entra/errors.def` by `scripts/parity.py`; a test holds the two together.

* **captured**: a whole answer of the real service was captured; a golden case compares ours with it byte for byte at its own date, once the
  ids, times and hosts are put in.
* **documented**: the sentence stands in Microsoft's documentation, or was pasted in public without its envelope. The envelope follows the
  rule that fits every capture.
* **inferred**: no text was ever seen. The sentence, or its being sent in this place, is our choice; `server/DESIGN.md` has the reasons.

A row is used from its month on; `wireAs` in a world picks the month.

"""


def rows():
    found = [match.groups() for match in ROW.finditer(CATALOGUE.read_text())]
    if len(found) != CATALOGUE.read_text().count("\nREFUSAL("):
        sys.exit("parity.py: a row of errors.def could not be read")
    return found


def table():
    lines = ["| code | since | status | error | error_uri | evidence | source | sentence |", "|---|---|---|---|---|---|---|---|"]
    for _, code, since, status, error, uri, evidence, source, sentence in rows():
        shown = sentence if len(sentence) <= 90 else sentence[:87] + "..."
        lines.append(
            f"| {code if code != '0' else '–'} | {since} | {status} | {f'`{error}`' if error else 'plain text'} | {'yes' if uri == 'WITH_URI' else 'no'} "
            f"| {evidence.lower()} | {source} | {shown.replace('|', '¦')} |"
        )
    return lines


def counts():
    kinds = [row[6].lower() for row in rows()]
    return ", ".join(f"{kinds.count(kind)} {kind}" for kind in ("captured", "documented", "inferred"))


def main():
    text = HEAD + f"{len(rows())} rows: {counts()}.\n\n" + "\n".join(table()) + "\n"
    if sys.argv[1:] == ["--check"]:
        if not TABLE.exists() or TABLE.read_text() != text:
            sys.exit("docs/parity.md is not what errors.def gives; run scripts/parity.py")
    elif sys.argv[1:]:
        sys.exit(__doc__)
    else:
        TABLE.write_text(text)


main()

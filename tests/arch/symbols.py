#!/usr/bin/env python3
"""What the pure archives need from outside, against tests/arch/allowed_symbols.txt.

usage: symbols.py NM ARCHIVE...

An undefined symbol is allowed when the archive itself or one that its folder SEES defines it, or when the list names it. What is
on no list is refused; what is on the list of never (the clock, files, sockets, randomness, printing) is refused even if somebody
adds it to a section.
"""

import fnmatch
import pathlib
import re
import subprocess
import sys

from folders import ROOT, finish, folders

PURE = "base http trace keys fixtures world entra issuer admin app".split()
LIST = ROOT / "tests/arch/allowed_symbols.txt"

# What compilers add on their own: sanitizers, stack protector, coverage, position independence, and the checked twins of
# _FORTIFY_SOURCE, which are judged by the name they stand for.
ADDED = re.compile(
    r"__(asan|ubsan|sanitizer|tsan|msan|lsan|sancov|gcov|llvm|odr_asan|start___sancov|stop___sancov)\w*"
    r"|__stack_chk_fail|_GLOBAL_OFFSET_TABLE_|__tls_get_addr"
)
CHECKED = re.compile(r"__(\w+)_chk$")
# glibc and the compiler's library under the names that they use for the C standard's functions.
ALIASES = {"__isoc99_sscanf": "sscanf", "__isoc23_strtol": "strtol", "__errno_location": "errno"}


def read_list():
    sections, name = {}, None
    for number, line in enumerate(LIST.read_text().splitlines(), 1):
        line = line.split("#")[0].strip()
        if line.startswith("["):
            name = line.strip("[]")
            sections[name] = set()
        elif line and name is None:
            sys.exit(f"{LIST}:{number}: a symbol before the first section")
        elif line:
            sections[name].update(line.split())
    return sections


def symbols(nm, archive, option):
    """(object, symbol) for each; the last word of a line is the name."""
    run = subprocess.run([nm, option, archive], capture_output=True, text=True)
    if run.returncode:
        sys.exit(f"{archive} cannot be read; is it built? {run.stderr}")
    member = "?"
    for line in run.stdout.splitlines():
        if line.endswith(":"):
            member = line[:-1]
        elif line.strip():
            yield member, line.split()[-1].split("@")[0]


def plain(symbol):
    match = CHECKED.match(symbol)
    symbol = match.group(1) if match else symbol
    return ALIASES.get(symbol, symbol)


def matches(symbol, patterns):
    return any(fnmatch.fnmatchcase(symbol, pattern) for pattern in patterns)


nm, *archives = sys.argv[1:]
lists = read_list()
known = folders()
archives = {re.sub(r"^lib|\.a$", "", pathlib.Path(path).name): path for path in archives}
defined = {name: {s for _, s in symbols(nm, path, "--defined-only")} for name, path in archives.items()}
complaints = [f"no archive of {name} was given" for name in PURE if name not in archives]
looked_at = 0

for name in [name for name in PURE if name in archives]:
    ours = defined[name].union(*(defined.get(seen, set()) for seen in known[name].sees))
    for member, symbol in symbols(nm, archives[name], "--undefined-only"):
        if ADDED.fullmatch(symbol):
            continue
        looked_at += 1
        wanted = plain(symbol)
        owner = next((other for other in defined if symbol in defined[other]), None)
        of_file = f"{name}/{member.removesuffix('.o').removesuffix('.c')}"
        sections = [s for s in ("all", name, of_file) if s in lists and matches(wanted, lists[s])]
        if symbol in ours:
            continue
        if owner:
            complaints.append(f"{name}, {member}: {symbol} is of {owner}, which {name} does not SEE")
        elif matches(wanted, lists["never"]):
            complaints.append(
                f"{name}, {member}: {symbol} meets the outside; let the shell do it and pass the value in"
            )
        elif not sections:
            complaints.append(
                f"{name}, {member}: {symbol} is on no list; if it is pure, name it in "
                f"tests/arch/allowed_symbols.txt under [{name}] with the reason"
            )

for section in lists:
    if section != "never" and section.split("/")[0] not in ["all", *PURE]:
        complaints.append(f"allowed_symbols.txt: [{section}] is no pure archive")
    for pattern in lists[section]:
        if section != "never" and "*" not in pattern and pattern in lists["never"]:
            complaints.append(f"allowed_symbols.txt: {pattern} of [{section}] is also under [never]")

finish(complaints, looked_at)

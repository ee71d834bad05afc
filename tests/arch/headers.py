#!/usr/bin/env python3
"""Every header compiles alone, with what its folder sees and nothing else.

usage: headers.py BUILD-DIRECTORY
"""

import concurrent.futures
import json
import os
import pathlib
import shlex
import subprocess
import sys

from folders import finish, folders


def flags_of(build):
    """How the build compiles each folder: the arguments that matter to a header."""
    by_directory = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        words = entry.get("arguments") or shlex.split(entry["command"])
        source = pathlib.Path(entry["directory"], entry["file"]).resolve()
        kept = []
        for at, word in enumerate(words):
            if word == "-isystem":
                kept += words[at : at + 2]
            elif word.startswith(("-I", "-D", "-std=", "-W")) and word not in ("-Werror",):
                kept.append(word)
        by_directory.setdefault(source.parent, (words[0], kept))
    return by_directory


def check(path, name, compiler, flags):
    command = [compiler, *flags, "-Werror", "-fsyntax-only", "-x", "c", "-"]
    unit = f'#include "{name}"\n#include "{name}"\ntypedef int badged_not_empty;\n'
    run = subprocess.run(command, input=unit, capture_output=True, text=True)
    return f"{name} does not compile alone:\n{run.stderr}" if run.returncode else None


build = pathlib.Path(sys.argv[1])
flags = flags_of(build)
work = []
complaints = []
for folder in folders().values():
    if folder.directory not in flags:
        complaints.append(f"compile_commands.json has nothing of {folder.name}")
        continue
    for path in folder.files(".h"):
        work.append((path, f"{folder.name}/{path.name}", *flags[folder.directory]))

with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
    complaints += [said for said in pool.map(lambda one: check(*one), work) if said]
finish(complaints, len(work))

"""The folders and the arrows between them, as CMakeLists.txt says them. For the tests beside it."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Folder:
    def __init__(self, name, directory, sees):
        self.name, self.directory, self.sees = name, directory, sees

    def files(self, suffix):
        return sorted(self.directory.glob("*" + suffix))


def folders():
    text = re.sub(r"#[^\n]*", "", (ROOT / "CMakeLists.txt").read_text())
    found = {}
    for arguments in re.findall(r"badged_folder\(([^)]*)\)", text):
        words = arguments.split()
        sees = words[words.index("SEES") + 1 :] if "SEES" in words else []
        sees = sees[: sees.index("LINKS")] if "LINKS" in sees else sees
        found[words[0]] = Folder(words[0], ROOT / words[1], sees)
    if not found:
        sys.exit("CMakeLists.txt has no badged_folder line")
    return found


def own_files(*suffixes):
    """All of our C, tests included."""
    for top in ("server", "keys", "fixtures", "tests"):
        for path in sorted((ROOT / top).rglob("*")):
            if path.suffix in suffixes:
                yield path


def without_comments_and_strings(text):
    """The same number of lines, with comments, strings and characters blanked."""

    def blank(match):
        return re.sub(r"[^\n]", " ", match.group())

    pattern = r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\''
    return re.sub(pattern, blank, text, flags=re.S)


def place(path, line):
    return f"{path.relative_to(ROOT)}:{line}"


def finish(complaints, looked_at):
    """Prints what broke and where; nothing to look at is broken too."""
    for complaint in complaints:
        print(complaint)
    if complaints or not looked_at:
        sys.exit(f"{len(complaints)} complaints about {looked_at} looked at")
    print(f"{looked_at} looked at, none broken")

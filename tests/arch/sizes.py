#!/usr/bin/env python3
"""No source over 400 lines, no header over 150, no function body over 60."""

from folders import ROOT, finish, own_files, place, without_comments_and_strings

SOURCE_LINES_MAX = 400
HEADER_LINES_MAX = 150
FUNCTION_LINES_MAX = 60
# A test file is a list of cases, and so is its main: only the functions that are cases are measured.
TESTS = ROOT / "tests"

complaints = []
looked_at = 0


def functions(text):
    """(first line, lines) of each body: the house style puts its braces alone in the first column."""
    start = None
    for number, line in enumerate(without_comments_and_strings(text).splitlines(), 1):
        if line.rstrip() == "{":
            start = number
        elif line.startswith("}") and start:
            if line.rstrip() == "}":
                yield start, number - start - 1
            start = None


for path in own_files(".c", ".h"):
    text = path.read_text()
    lines = text.splitlines()
    is_test = TESTS in path.parents
    limit = HEADER_LINES_MAX if path.suffix == ".h" else SOURCE_LINES_MAX
    looked_at += 1
    if len(lines) > limit and not is_test:
        complaints.append(f"{place(path, limit + 1)}: {len(lines)} lines, and {limit} are allowed")
    for start, length in functions(text):
        is_list = is_test and lines[start - 2].startswith("int main")
        looked_at += 1
        if length > FUNCTION_LINES_MAX and not is_list:
            complaints.append(
                f"{place(path, start)}: a body of {length} lines, and {FUNCTION_LINES_MAX} are allowed"
            )

finish(complaints, looked_at)

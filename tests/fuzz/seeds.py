#!/usr/bin/env python3
"""Makes seeds of the golden wire cases: tests/wire/NNN-…/request.http, as it goes over the wire, becomes golden-NNN in the
corpora of app and http_reader. Cases whose assertion is signed when they run are left out; app has signed seeds of its own."""
import pathlib

TESTS = pathlib.Path(__file__).resolve().parent.parent


def wire_bytes(text):
    head, _, body = text.partition("\n\n")
    head = head.replace("{content-length}", str(len(body.encode())))
    return (head.replace("\n", "\r\n") + "\r\n\r\n" + body).encode()


for case in sorted((TESTS / "wire").glob("[0-9][0-9][0-9]-*")):
    text = (case / "request.http").read_text()
    if "{" in text.replace("{content-length}", ""):
        continue
    for target in ("app", "http_reader"):
        (TESTS / "fuzz/corpus" / target / f"golden-{case.name[:3]}").write_bytes(wire_bytes(text))

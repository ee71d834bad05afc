#!/usr/bin/env python3
"""Includes follow the arrows of CMakeLists.txt, no arrow points back, and what meets the outside is
included by the shell alone."""

import re

from folders import ROOT, finish, folders, place

# Headers through which a program meets the outside. The shell is that program; the rest is pure.
OUTSIDE = re.compile(
    r"(sys|event2|netinet|arpa|net)/|"
    r"(unistd|fcntl|time|stdio|signal|pthread|threads|poll|netdb|syslog|dirent|termios|pwd|spawn|"
    r"ifaddrs|glob|ftw|locale|setjmp|dlfcn|semaphore|utime|wait)\.h$|"
    r"openssl/(rand|ssl|bio|conf|engine)\.h$"
)
MEETS_THE_OUTSIDE = {"shell", "cli"}
EXCEPTIONS = {
    # vsnprintf, which fills memory and meets nobody: the one way to a format (base/text.h).
    "server/base/text.c": {"stdio.h"},
    "server/base/fail.c": {"stdio.h"},
    # time_t, in which OpenSSL takes a certificate's times; symbols.py sees that no clock is asked.
    "keys/certificate.c": {"time.h"},
}
# libjwt is heard as a second opinion and nowhere else (design.md, Keys and tokens).
ONLY_IN = {
    "jwt.h": {"keys/second_opinion.c"},
}
# Generated keys and certificates may ask OpenSSL for its own randomness and for memory streams.
KEYS_MAY = {"openssl/bio.h"}

complaints = []
looked_at = 0
known = folders()
before = []

for folder in known.values():
    for seen in folder.sees:
        if seen not in before:
            complaints.append(
                f"CMakeLists.txt: {folder.name} SEES {seen}, which does not stand before it: "
                "the arrow points back or sideways"
            )
    before.append(folder.name)

places = [(folder, path) for folder in known.values() for path in folder.files(".[chd]*")]
for folder, path in places:
    relative = str(path.relative_to(ROOT))
    for number, line in enumerate(path.read_text().splitlines(), 1):
        match = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
        if not match:
            continue
        looked_at += 1
        kind, header = match.groups()
        if kind == '"':
            target = header.split("/")[0]
            if target != folder.name and target not in folder.sees:
                complaints.append(
                    f"{place(path, number)}: {folder.name} does not SEE {target} ({header})"
                )
            elif not (known[target].directory / header.split("/", 1)[-1]).exists():
                complaints.append(f"{place(path, number)}: there is no {header}")
            continue
        if header in ONLY_IN and relative not in ONLY_IN[header]:
            complaints.append(
                f"{place(path, number)}: <{header}> is for {', '.join(ONLY_IN[header])} alone"
            )
        if (
            OUTSIDE.match(header)
            and folder.name not in MEETS_THE_OUTSIDE
            and header not in EXCEPTIONS.get(relative, ())
            and not (folder.name == "keys" and header in KEYS_MAY)
        ):
            complaints.append(
                f"{place(path, number)}: <{header}> meets the outside, and {folder.name} is pure: "
                "let the shell do it and pass the value in"
            )

finish(complaints, looked_at)

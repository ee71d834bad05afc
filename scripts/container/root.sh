#!/bin/sh
# Lays out all that the image holds: root.sh BINARY FOLDER
#
# FOLDER/system gets what belongs to root: badged, the libraries that ldd names, the loader,
# the trusted authorities. FOLDER/user gets what the image's user owns: /state and /tmp.
set -eu

binary=$1
system=$2/system
user=$2/user

# The paths in what ldd writes: "libc.so.6 => /lib/…/libc.so.6 (0x…)" and "/lib64/ld-…so.2 (0x…)".
library_paths() {
    ldd "$1" | sed -n -e 's/.*=> \(\/[^ ]*\) (.*/\1/p' -e 's/^[[:space:]]*\(\/[^ ]*\) (.*/\1/p'
}

install -D -m 755 -s "$binary" "$system/usr/bin/badged"
if ldd "$binary" | grep 'not found' >&2; then
    echo "root.sh: $binary needs libraries that are not installed" >&2
    exit 3
fi
for library in $(library_paths "$binary"); do
    install -D -m 755 "$library" "$system$library"
done
install -D -m 644 /etc/ssl/certs/ca-certificates.crt "$system/etc/ssl/certs/ca-certificates.crt"
echo 'badged:x:65532:65532:badged:/state:/usr/sbin/nologin' >"$system/etc/passwd"
echo 'badged:x:65532:' >"$system/etc/group"
install -d -m 700 "$user/state"
install -d -m 1777 "$user/tmp"

# What lacks a library fails here and not in the image.
chroot "$system" /usr/bin/badged --help >/dev/null

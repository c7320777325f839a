#!/bin/sh
# Makes a small Debian with libreswan in a folder, unless it is there already, and prints the folder's path.
#
#   libreswan-root.sh [FOLDER]
#
# libreswan's package conflicts with strongSwan's, so it cannot be installed beside it. The folder is made once for a machine, which takes
# about 20 s, and every later run and every other checkout finds it again. Two runs at once are no harm: the second waits for the first.
# On failure the last line of the output says why.
set -eu

suite=bookworm # libreswan 4.10
root=${1:-${ISAKMP_LIBRESWAN_ROOT:-/var/cache/isakmp-peers/libreswan-$suite}}

ready() { [ -x "$root/usr/libexec/ipsec/pluto" ]; }

if ! ready; then
  [ "$(id -u)" -eq 0 ] || { echo "a folder with libreswan can be made by root only"; exit 1; }
  for program in mmdebstrap flock apt-get; do
    command -v $program >/dev/null || { echo "$program is not installed, so there is no folder with libreswan"; exit 1; }
  done
  mkdir -p "$(dirname "$root")"
  exec 9>"$root.lock"
  flock 9
fi

if ! ready; then
  rm -rf --one-file-system "$root".new.* # what a run left that was ended
  uri=$(apt-get indextargets --format '$(CODENAME) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null | awk '$1 !~ /-/ { print $2; exit }')
  [ -n "$uri" ] || { echo "apt knows no archive to take libreswan from"; exit 1; }
  new=$root.new.$$
  # It inherits the lock: if this script is ended alone, the next run waits for it before it clears away.
  if ! timeout 300 mmdebstrap --quiet --variant=minbase --mode=root --include=libreswan $suite "$new" "$uri" </dev/null >"$root.log" 2>&1; then
    rm -rf --one-file-system "$new"
    echo "mmdebstrap failed (see $root.log): $(grep -v '^I: ' "$root.log" | tail -n 1)"
    exit 1
  fi
  mkdir "$new/lab" # where each daemon has its own files
  mv "$new" "$root"
fi
echo "$root"

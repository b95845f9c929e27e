#!/bin/sh
# Completes the package after Maven has put the libraries into lib/: the launcher, the examples, the start-up cache.
set -eu
package=$1
root=$(cd "$(dirname "$0")/../../../.." && pwd -P)

mkdir -p "$package/bin"
cp "$root/bin/gatehouse" "$package/bin/gatehouse"
chmod 755 "$package/bin/gatehouse"
cp -R "$root/examples" "$root/LICENSE" "$package/"

"$package/bin/gatehouse" --make-start-cache ||
  echo "[WARNING] no start-up cache: starting will take about twice as long" >&2

# What the launcher of a source checkout compares the sources with.
touch "$package/built"

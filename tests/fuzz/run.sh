#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Runs the fuzz targets one after another, on one core:
#
#   bash tests/fuzz/run.sh [seconds [target]...]
#
# Each target runs for 60 seconds if nothing else is said, and begins with the
# corpus of the repository and what earlier runs have found. Inputs that reach
# more code are kept in build/fuzz/corpus/, those that end the program, or take
# longer than 5 seconds, in build/fuzz/findings/. Ends with status 0 if there
# are none of these. Needs Clang (on Debian: clang and libclang-rt-dev).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

seconds=${1:-60}
targets=("${@:2}")
if [ ${#targets[@]} -eq 0 ]; then
  for source in tests/fuzz/*_fuzz.cpp; do
    target=${source##*/}
    targets+=("${target%_fuzz.cpp}")
  done
fi

cmake --preset fuzz
cmake --build --preset fuzz

# What GDAL keeps as long as the process lives is no leak of an input.
export ASAN_OPTIONS=leak_check_at_exit=0:${ASAN_OPTIONS-}
build=build/fuzz
findings=$build/findings
status=0
for target in "${targets[@]}"; do
  printf '\n== %s\n' "$target"
  mkdir -p "$build/corpus/$target" "$findings/$target"
  "$build/tests/${target}_fuzz" -max_total_time="$seconds" -timeout=5 \
    -rss_limit_mb=2048 -print_final_stats=1 -verbosity=0 \
    -artifact_prefix="$findings/$target/" \
    "$build/corpus/$target" "tests/fuzz/corpus/$target" || status=1
done
if [ $status -ne 0 ]; then
  printf '\nFindings:\n'
  find "$findings" -type f
fi
exit $status

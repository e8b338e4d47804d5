#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# What can be found without running anything:
#
#   bash tests/check_code.sh [--no-install]
#
#   includes       go downward only (tests/check_includes.py)
#   format         that of .clang-format
#   thread safety  what a mutex guards is used only while it is held: Clang's
#                  -Wthread-safety, with all warnings as errors
#   clang-tidy     the checks of .clang-tidy, which says why each is there
#
# Ends with status 0 if nothing was found.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [ "${1-}" != --no-install ]; then
  bash docs/install-dependencies.sh checks
fi

status=0
check() {
  printf '\n== %s\n' "$1"
  shift
  "$@" || status=1
}

# Other versions break some lines elsewhere.
check_format() {
  if clang-format --version | grep -q 'version 14\.'; then
    git ls-files '*.cpp' '*.h' | xargs clang-format --dry-run -Werror
  else
    echo "Left out: it takes clang-format 14, that of Debian 12."
  fi
}

check_thread_safety() {
  cmake --preset clang -DBUILD_TESTING=OFF && cmake --build --preset clang
}

check_tidy() {
  git ls-files 'driver/*.cpp' 'vsi/*.cpp' |
    xargs -P "$(nproc)" -n 8 clang-tidy -p build/clang --quiet
}

check "Includes" python3 tests/check_includes.py
check "Format" check_format
check "Thread safety" check_thread_safety
check "clang-tidy" check_tidy
[ $status -eq 0 ] && echo "Nothing was found."
exit $status

#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Installs, builds and runs all tests: GoogleTest (tests/) and pytest (autotest/).
#
#   bash tests/run.sh [--asan | --tsan | --debug] [--no-install] [pytest arguments]
#
#   --asan, --tsan  with address and undefined behaviour, or thread sanitizer
#   --debug         without optimisation
#   --no-install    leave apt alone
#   arguments       for pytest, relative to autotest/, for example: -k rotation
#
# For Debian 12 or later and Ubuntu 24.04 or later. Ends with a line of totals,
# and with status 0 if all is well.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
preset=release
install=yes
while [ $# -gt 0 ]; do
  case $1 in
    --asan | --tsan) preset=${1#--} ;;
    --debug) preset=dev ;;
    --no-install) install=no ;;
    -h | --help)
      sed -n '3,/^set/s/^# \{0,1\}//p' tests/run.sh
      exit 0
      ;;
    *) break ;;
  esac
  shift
done
build=$PWD/build/$preset
results=$build/results
# The distribution's Python, with its GDAL: any other one has none, or its own.
python=/usr/bin/python3

step() { printf '\n== %s\n' "$*"; }

step "Packages"
if [ $install = yes ]; then
  bash docs/install-dependencies.sh tests
fi

step "Build ($preset)"
cmake --preset "$preset" -DBUILD_TESTING=ON -DCMAKE_COMPILE_WARNING_AS_ERROR=ON
cmake --build --preset "$preset"
rm -rf "$results"
mkdir -p "$results"

# Programs of the distribution load an instrumented plugin only with its runtime.
runner=()
case $preset in
  asan)
    # Python and GDAL's programs don't free all they have at exit.
    export ASAN_OPTIONS=detect_leaks=0:${ASAN_OPTIONS-}
    export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1:${UBSAN_OPTIONS-}
    runtime=$(g++ -print-file-name=libasan.so):$(g++ -print-file-name=libubsan.so)
    ;;
  tsan)
    export TSAN_OPTIONS=halt_on_error=0:exitcode=66:suppressions=$PWD/tests/tsan.supp:${TSAN_OPTIONS-}
    runtime=$(g++ -print-file-name=libtsan.so)
    # Its memory layout doesn't fit all that kernels randomise.
    runner=(setarch "$(uname -m)" --addr-no-randomize)
    ;;
esac

# Real NASA files, where they lie beside the checkout.
if [ -z "${HLSTS_SHARED_DIR-}" ] && [ -d ../shared ]; then
  HLSTS_SHARED_DIR=$(cd ../shared && pwd)
  export HLSTS_SHARED_DIR
fi

step "GoogleTest"
status=0
"${runner[@]}" ctest --test-dir "$build" --parallel "$(nproc)" --timeout 300 \
  --output-on-failure --no-tests=error --output-junit "$results/ctest.xml" ||
  status=1

step "pytest"
unset PYTHONPATH PYTHONHOME
export HLSTS_PLUGIN_DIR=$build PYTHONDONTWRITEBYTECODE=1
export HLSTS_TEST_DATA=${HLSTS_TEST_DATA-$PWD/build/test-data}
(
  cd autotest
  if [ -n "${runtime-}" ]; then
    export LD_PRELOAD=$runtime
  fi
  exec "${runner[@]}" "$python" -m pytest -p no:cacheprovider --timeout=600 \
    --durations=10 --junitxml="$results/pytest.xml" "$@"
) || status=1

reports=("$results/ctest.xml" "$results/pytest.xml")
# Not with sanitizers, which have nothing to add to this, nor when only some
# tests were asked for.
if [ $preset = release ] && [ $# -eq 0 ]; then
  step "/vsiearthdata/ without driver/"
  alone=$build/vsi-alone
  rm -rf "$alone/source"
  mkdir -p "$alone/source"
  ln -s "$PWD/CMakeLists.txt" "$PWD/tests" "$PWD/vsi" "$alone/source"
  cmake -S "$alone/source" -B "$alone/build" -G Ninja \
    -DCMAKE_BUILD_TYPE=Release -DCMAKE_COMPILE_WARNING_AS_ERROR=ON
  cmake --build "$alone/build" --target gdal_EARTHDATA
  (
    cd autotest
    export HLSTS_PLUGIN_DIR=$alone/build
    exec "$python" -m pytest -p no:cacheprovider --timeout=600 \
      --junitxml="$results/pytest-vsi-alone.xml" \
      vsiearthdata/test_environment.py vsiearthdata/test_https.py \
      vsiearthdata/test_listing.py vsiearthdata/test_options.py \
      vsiearthdata/test_read.py vsiearthdata/test_trust.py
  ) || status=1
  reports+=("$results/pytest-vsi-alone.xml")
fi

step "Total"
"$python" tests/total.py "${reports[@]}" || status=1
exit $status

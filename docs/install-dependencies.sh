#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Installs by apt what is still missing:
#
#   bash docs/install-dependencies.sh build        to build the plugin
#   bash docs/install-dependencies.sh quickstart   and to run docs/quickstart.sh
#   bash docs/install-dependencies.sh tests        and to run tests/run.sh
#   bash docs/install-dependencies.sh checks       to run tests/check_code.sh
#
# For Debian 12 or later and Ubuntu 24.04 or later, as root or with sudo.
# a|b: one of them is enough.
set -euo pipefail

build=(cmake g++ ninja-build libgdal-dev nlohmann-json3-dev
  'libcurl4-openssl-dev|libcurl4-gnutls-dev')
quickstart=("${build[@]}" gdal-bin python3-gdal python3-numpy python3-rasterio
  python3-rioxarray python3-dask python3-matplotlib python3-aiohttp
  python3-botocore python3-cryptography)
tests=("${quickstart[@]}" libgtest-dev libgmock-dev python3-pytest
  python3-pytest-timeout python3-qgis qgis-providers)

checks=("${build[@]}" clang clang-format clang-tidy)

case "${1-}" in
  build) packages=("${build[@]}") ;;
  quickstart) packages=("${quickstart[@]}") ;;
  tests) packages=("${tests[@]}") ;;
  checks) packages=("${checks[@]}") ;;
  *)
    echo "usage: bash docs/install-dependencies.sh build|quickstart|tests|checks" >&2
    exit 2
    ;;
esac

if ! command -v apt-get dpkg-query >/dev/null; then
  echo "This system has no apt. Install what these Debian packages hold:" >&2
  printf '  %s\n' "${packages[@]//|/ or }" >&2
  echo "Then run the command again with --no-install." >&2
  exit 1
fi

is_installed() {
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

missing=()
for package in "${packages[@]}"; do
  IFS='|' read -r -a choices <<<"$package"
  for choice in "${choices[@]}"; do
    is_installed "$choice" && continue 2
  done
  missing+=("${choices[0]}")
done

if [ ${#missing[@]} -eq 0 ]; then
  echo "All ${#packages[@]} packages are installed."
  exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "Some packages are missing, and there is no sudo. As root, run:" >&2
    echo "  apt-get install ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi

echo "Installing ${missing[*]}"
apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q)
"${apt[@]}" update
"${apt[@]}" install -y --no-install-recommends "${missing[@]}"

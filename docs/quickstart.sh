#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Builds the plugin and shows all of it on this machine, without an account:
#
#   bash docs/quickstart.sh [--no-install]
#
# For Debian 12 or later and Ubuntu 24.04 or later, as root or with sudo (only
# for apt). Writes to build/ and to a temporary folder, which it removes.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
top=$PWD
build=$top/build/release
output=$top/build/quickstart
list=docs/examples/links-13TGF-B04.txt
token_life=5 # seconds; NASA's live an hour
# The distribution's Python, with its rasterio: the one of pip has its own GDAL.
python=/usr/bin/python3

step() { printf '\n\033[1m== %s\033[0m\n\n' "$*"; }
show() {
  printf '\033[1m$ %s\033[0m\n' "$*"
  "$@"
}

step "1/7  Packages"
[ "${1-}" = --no-install ] || bash docs/install-dependencies.sh quickstart

step "2/7  Build the plugin"
cmake --preset release -DBUILD_TESTING=OFF >/dev/null
cmake --build --preset release
echo "$build/gdal_HLSTS.so for $(gdalinfo --version | cut -d, -f1)"

# From here on neither the user's logins nor settings are within reach.
scratch=$(mktemp -d)
server=
cleanup() {
  if [ -n "$server" ]; then
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$scratch"
}
trap cleanup EXIT
for name in $(compgen -e); do
  case $name in
    EARTHDATA_* | VSIEARTHDATA_* | AWS_* | GDAL_* | OGR_* | CPL_* | VSI* | PROJ_*) unset "$name" ;;
    NETRC | PYTHON* | XDG_* | CURL_* | SSL_CERT_* | *_proxy | *_PROXY) unset "$name" ;;
  esac
done
mkdir -p "$scratch/home" "$output"
export HOME=$scratch/home GDAL_DRIVER_PATH=$build
export PYTHONDONTWRITEBYTECODE=1 PYTHONWARNINGS=ignore

step "3/7  Invent the tutorial's 32 files (once; 180 MB in build/quickstart)"
# Painted anew when the painter has changed.
drawn=$output/objects-$(cksum <docs/examples/landscape.py | cut -d' ' -f1)
[ -d "$drawn" ] || rm -rf "$output"/objects-*
PYTHONPATH=autotest $python docs/examples/landscape.py "$list" "$drawn"
echo "$(find "$drawn" -name '*.tif' | wc -l) files"

step "4/7  Start a local Earthdata: login, temporary S3 keys, S3"
log=$scratch/requests.jsonl
PYTHONPATH=autotest $python -m earthdata serve --root "$drawn" \
  --token-life $token_life --env-file "$scratch/env" --log-file "$log" \
  >"$scratch/server.log" 2>&1 &
server=$!
for _ in $(seq 300); do
  [ -e "$scratch/env" ] && break
  kill -0 "$server" 2>/dev/null || { cat "$scratch/server.log" && exit 1; }
  sleep 0.1
done
# shellcheck disable=SC1091 # written by the server: EARTHDATA_TOKEN and where to go instead of NASA
. "$scratch/env"
echo "on 127.0.0.1; its S3 keys live $token_life seconds, a user's token is in EARTHDATA_TOKEN"

step "5/7  One raster with a time dimension"
printf '\033[1m$ gdalinfo %s\033[0m\n' "$list"
gdalinfo "$list" >"$output/gdalinfo.txt"
awk '/^    BASEGEOGCRS/ { print "    ..."; skip = 1 }  # the long parts
     /^Data axis/ { skip = 0 }
     /^Band 3 / { print "..."; skip = 1 }
     /^Band 32 / { skip = 0 }
     !skip { print substr($0, 1, 110) }' "$output/gdalinfo.txt"
echo
gdalmdiminfo "$list" >"$output/gdalmdiminfo.json"
printf '\033[1m$ gdalmdiminfo %s\033[0m\n' "$list"
$python - "$output/gdalmdiminfo.json" <<'PYTHON'
import json, sys

with open(sys.argv[1]) as file:
    group = json.load(file)
for dimension in group["dimensions"]:
    print(f"dimension {dimension['name']:4} {dimension['size']:5}  {dimension.get('type', '')}")
for name, array in group["arrays"].items():
    type_name = array["datatype"] if isinstance(array["datatype"], str) else "compound"
    print(f"array {name:8} {type_name:8} ({', '.join(d.rpartition('/')[2] for d in array.get('dimensions', []))})")
PYTHON
echo
echo "Requests to the servers so far: $(wc -l <"$log")"

step "6/7  Pixels: a time series through rioxarray, and pictures"
show $python docs/examples/time_series.py "$list" 746535 4555065 "$output"

step "7/7  All 32 files, while the keys expire every $token_life seconds"
show $python docs/examples/read_everything.py "$list" "$drawn" 15
$python - "$log" <<'PYTHON'
import json, sys

with open(sys.argv[1]) as file:
    requests = [json.loads(line) for line in file]
fetches = [request for request in requests if request["path"] == "/s3credentials"]
reads = [request for request in requests if request["service"] == "s3"]
print(f"""
  requests to S3                {len(reads):6}
  refused as expired, repeated  {sum(request["status"] >= 400 for request in reads):6}
  sets of keys fetched          {sum(request["status"] == 200 for request in fetches):6}
  fetches at once, at most      {max(request["in_flight"] for request in fetches):6}
  secrets in the wrong place    {sum(bool(request["violations"]) for request in requests):6}""")
PYTHON

step "Done"
cat <<END
The pictures: $output/date.png
              $output/series.png

With an account (free: https://urs.earthdata.nasa.gov/users/new), from anywhere;
in AWS us-west-2 directly from S3, elsewhere over HTTPS:

  export GDAL_DRIVER_PATH=$build
  export EARTHDATA_TOKEN=<token from https://urs.earthdata.nasa.gov/profile>
  gdalinfo $list
  gdal_translate -oo START=2021-05-13 -oo END=2021-05-13 -outsize 10% 10% $list first.tif

Instead of the token a netrc file will do:
  machine urs.earthdata.nasa.gov login <user> password <password>

To have it in every program: sudo cmake --install $build
END

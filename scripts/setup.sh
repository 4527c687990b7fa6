#!/bin/sh
# Installs what the tests need and this machine lacks. Does nothing on a machine that has it all.
set -eu
missing=""
need() { command -v "$1" >/dev/null 2>&1 || missing="$missing $2"; }
need chromium chromium
need pdftotext poppler-utils
[ -e /usr/share/poppler/cMap/Adobe-Japan1 ] || missing="$missing poppler-data"
need ogrinfo gdal-bin
need gpsdecode gpsd-clients
need pkg-config pkg-config
ls /usr/lib/*/faketime/libfaketime.so.1 >/dev/null 2>&1 || missing="$missing libfaketime"
need cc build-essential
[ -e /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc ] || missing="$missing fonts-noto-cjk"
[ -e /usr/lib/x86_64-linux-gnu/libEGL.so.1 ] || [ -e /usr/lib/aarch64-linux-gnu/libEGL.so.1 ] || missing="$missing libegl1"
ls /usr/lib/*/dri/swrast_dri.so >/dev/null 2>&1 || missing="$missing libgl1-mesa-dri"
# The wheel's tests want an environment of their own; without Python they skip and say so.
if command -v python3 >/dev/null 2>&1; then python3 -c 'import ensurepip' >/dev/null 2>&1 || missing="$missing python3-venv"; fi
[ -z "$missing" ] && exit 0
as_root=""
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null 2>&1 || { echo "please install as root: apt-get install$missing" >&2; exit 1; }
  as_root=sudo
fi
echo "installing:$missing"
$as_root apt-get update -qq
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null

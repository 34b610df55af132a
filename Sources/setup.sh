#!/usr/bin/env bash
# Installs the Debian packages that earsight builds and runs on; does nothing when all are there.
set -euo pipefail

packages=(
  libncurses-dev ncurses-term   # the screen
  libopenblas-dev               # matrix products
  libdnnl-dev                   # convolutions
  libfftw3-dev                  # Fourier transforms
  libavformat-dev libavcodec-dev libavutil-dev libswscale-dev libswresample-dev  # media
  libsqlite3-dev                # sessions
  libzip-dev                    # .npz files
  libcairo2-dev fonts-dejavu-core  # figures and the letters on them
  libchafa-dev                  # photographs in glyphs
  pkg-config
)

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$status" = installed ] || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
  echo "setup: all ${#packages[@]} Debian packages are installed"
  exit 0
fi

echo "setup: installing ${missing[*]}"
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || {
    echo "setup: not root and no sudo; as root run: apt-get install ${missing[*]}" >&2
    exit 1
  }
  as_root=(sudo)
fi
"${as_root[@]}" apt-get update -q
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q \
  --no-install-recommends "${missing[@]}"

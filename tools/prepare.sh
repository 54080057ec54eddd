# Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
#
# What tools/quickstart, tools/test and .ci/run share: the list of Debian
# packages, and how the Release tree is built. Sourced, from the root of the
# project.
# shellcheck shell=bash disable=SC2034

# Everything that a build of the library, the command, the tests and the
# benchmarks needs on Debian 12.
readonly build_packages=(
  ccache
  cmake
  curl
  g++
  libabsl-dev
  libbenchmark-dev
  libcurl4-openssl-dev
  libgmock-dev
  libgtest-dev
  libisal-dev
  libmicrohttpd-dev
  libphonenumber-dev
  libprotobuf-dev
  libre2-dev
  librocksdb-dev
  libsimdjson-dev
  libssl-dev
  libutf8proc-dev
  libxxhash-dev
  ninja-build
  openssh-client
  openssh-server
  openssl
  pkg-config
  zip
  zlib1g-dev
)

# Installs those of the named packages that are missing; needs root only then.
install_packages() {
  if ! command -v dpkg-query > /dev/null; then
    echo "This is not Debian. Please see to it that these are here: $*"
    return
  fi
  local missing=() package
  for package in "$@"; do
    if [[ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2> /dev/null)" \
      != installed ]]; then
      missing+=("$package")
    fi
  done
  if ((${#missing[@]} == 0)); then return; fi

  local as_root=()
  if ((EUID != 0)); then
    if ! command -v sudo > /dev/null; then
      echo "Missing packages; please install them as root and run this again:"
      echo "  apt-get install --no-install-recommends ${missing[*]}"
      exit 1
    fi
    as_root=(sudo)
  fi
  echo "Installing missing packages: ${missing[*]}"
  "${as_root[@]}" apt-get update -q
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -q -y --no-install-recommends "${missing[@]}"
}

# Configures and builds build/release: all of it, or the given targets.
# MILLRACE_WERROR=ON in the environment makes warnings errors.
build_release() {
  local targets=()
  if (($# > 0)); then targets=(--target "$@"); fi
  cmake --preset release -DMILLRACE_WERROR="${MILLRACE_WERROR:-OFF}"
  cmake --build --preset release -j "$(nproc)" "${targets[@]}"
}

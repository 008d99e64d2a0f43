#!/bin/sh
# Installs the programs that the tests check against, where this machine lacks them: Debian packages
# (valgrind records the fixtures anew, binutils and gcc are oracles for ELF symbols, the cross compiler
# builds the guest images anew, GXemul is a second DECstation, makefs, The Sleuth Kit and GRUB make and
# read file systems), and Deno from npm, which imports the sources without a build. Without root, says
# what is missing and goes on: tests that need a missing program are skipped, and say so.
set -eu
cd "$(dirname "$0")/.."

missing=""
for pair in valgrind:valgrind nm:binutils gcc:gcc python3:python3 \
  makefs:makefs fls:sleuthkit grub-fstest:grub-common \
  mipsel-linux-gnu-gcc:gcc-mipsel-linux-gnu mipsel-linux-gnu-ld:binutils-mipsel-linux-gnu \
  gxemul:gxemul script:bsdutils; do
  command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair##*:}"
done
if [ -n "$missing" ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing libc6-dev
  else
    echo "test-tools: please install:$missing" >&2
  fi
fi

if [ ! -x .tools/node_modules/.bin/deno ]; then
  npm install --no-save --no-package-lock --silent --prefix .tools deno@2.9.6 ||
    echo "test-tools: Deno could not be installed; its test is skipped" >&2
fi

#!/bin/sh
# Boots the guest image bench on the emulated DECstation 5000/200 with its memory system. Prints MCPI by
# cause, misses by class and the functions that wait most; writes CSV and JSON to results/.
set -eu
cd "$(dirname "$0")/.."
mkdir -p results
node packages/report/bin/mcpi.js boot bench --by total,function \
  --csv results/bench.csv --json results/bench.json --table
echo "results/bench.csv and results/bench.json: columns are explained in docs/results.md"

#!/bin/sh
# The main job: every real fixture under every preset. Writes CSV and JSON to results/, prints the table.
set -eu
cd "$(dirname "$0")/.."
mkdir -p results
node packages/report/bin/mcpi.js sim fixtures/traces/sed.mct fixtures/traces/gzip.mct fixtures/traces/perl.mct \
  --machine all --csv results/fixtures.csv --json results/fixtures.json --table
echo "results/fixtures.csv and results/fixtures.json: columns are explained in docs/results.md"

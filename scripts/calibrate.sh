#!/bin/sh
# The tables of calibration: the workload's work beside Chen and Bershad's, under three rates of the
# clock; path lengths and footprints beside 4.4BSD's. Writes CSV to results/.
set -eu
cd "$(dirname "$0")/.."
for hz in 256 64 1024; do
  echo "clock at $hz Hz"
  node packages/report/bin/mcpi.js run ultrix sed --hz "$hz" --functions --output "results/hz-$hz" --table
done
node packages/report/bin/mcpi.js paths ultrix --output results --table
npx tsx scripts/method-tables.ts
echo "docs/method.md has them, too"

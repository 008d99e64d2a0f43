#!/bin/sh
# The tables of calibration: the workload's work beside Chen and Bershad's, under three rates of the
# clock; path lengths and footprints beside 4.4BSD's; both of the Mach-style system, its kernel's paths
# beside Mach 3.0's. Writes CSV to results/.
set -eu
cd "$(dirname "$0")/.."
for hz in 256 64 1024; do
  echo "clock at $hz Hz"
  node packages/report/bin/mcpi.js run ultrix sed --hz "$hz" --functions --output "results/hz-$hz" --table
done
node packages/report/bin/mcpi.js paths ultrix --output results --table
node packages/report/bin/mcpi.js run mach sed --functions --output results --table
node packages/report/bin/mcpi.js paths mach --output results --table
npx tsx scripts/method-tables.ts
echo "docs/method.md has them, too"

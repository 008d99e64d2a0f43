#!/bin/sh
# sed on the Ultrix-style system, as Chen and Bershad ran it: MCPI by cause, component and class of
# misses, beside what they published. Writes CSV to results/.
set -eu
cd "$(dirname "$0")/.."
node packages/report/bin/mcpi.js run ultrix sed --functions --output results --table
echo "results/ultrix-sed.csv, results/ultrix-sed-comparison.csv: columns are explained in docs/results.md and docs/run.md"

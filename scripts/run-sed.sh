#!/bin/sh
# sed on the Ultrix-style and on the Mach-style system, as Chen and Bershad ran it: MCPI by cause,
# component and class of misses of each, beside what they published, and beside each other. Writes CSV
# to results/.
set -eu
cd "$(dirname "$0")/.."
node packages/report/bin/mcpi.js compare ultrix mach sed --functions --output results --table
echo "results/ultrix-sed.csv, mach-sed.csv, ultrix-sed-comparison.csv, mach-sed-comparison.csv, ultrix-mach-sed.csv: columns are explained in docs/results.md and docs/run.md"

/**
 * Writes the tables of columns into docs/results.md: npx tsx --conditions source scripts/results-columns.ts
 */
import { readFileSync, writeFileSync } from "node:fs";
import { withColumnTables } from "../packages/report/src/results/column-table.ts";

const path = new URL("../docs/results.md", import.meta.url);
writeFileSync(path, withColumnTables(readFileSync(path, "utf8")));

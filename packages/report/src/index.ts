/**
 * What the command does, for programs and notebooks: simulate, sweep, compare, explain, attribute,
 * and the results as rows with a schema. The command line itself is main.ts.
 */
export * from "./attribution.ts";
export * from "./conflicts.ts";
export * from "./curve.ts";
export * from "./explain/explainer.ts";
export { type Single, singleReferences } from "./explain/single-references.ts";
export type { Column, Value } from "./results/column.ts";
export { COLUMNS } from "./results/columns.ts";
export { CONFLICT_COLUMNS, type ConflictRow, conflictRows } from "./results/conflict-columns.ts";
export { INTERVAL_COLUMNS, type IntervalRow, intervalRow } from "./results/interval-columns.ts";
export { dineroClasses } from "./results/level-columns.ts";
export * from "./results/provenance.ts";
export * from "./results/row.ts";
export { SENSITIVITY_COLUMNS, type SensitivityRow } from "./results/sensitivity-columns.ts";
export { SWEEP_COLUMNS, type SweepRow } from "./results/sweep-columns.ts";
export { toCsv, toJson, toObjects } from "./results/write.ts";
export * from "./sensitivity.ts";
export * from "./simulate.ts";
export * from "./station.ts";
export { CLOCK_REFERENCES, type Interval, type IntervalLength } from "./stream/intervals.ts";
export { type Counter, type ReplayOptions, replay } from "./stream/replay.ts";
export { CountingWindow, type WindowBounds } from "./stream/window.ts";
export * from "./sweep.ts";
export { programVersion } from "./version.ts";

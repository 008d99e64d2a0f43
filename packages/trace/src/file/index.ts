export { type BlockCounts, referencesOf } from "./block-counts.ts";
export { type ByteSink, openSink, streamSink } from "./byte-sink.ts";
export { MCT } from "./layout.ts";
export { readMctFrom } from "./mct-index.ts";
export { checkMct, type MctInfo, mctInfo } from "./mct-info.ts";
export { type MctReadOptions, readMct, type SalvageReport } from "./mct-reader.ts";
export { MctWriter, type MctWriterOptions } from "./mct-writer.ts";
export { TraceDamage } from "./trace-damage.ts";
export type { IndexEntry } from "./trace-index.ts";

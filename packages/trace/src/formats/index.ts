export { type ChampsimOptions, readChampsim } from "./champsim.ts";
export { readCsv } from "./csv.ts";
export { readDin } from "./din.ts";
export { type ExeclogOptions, readExeclog } from "./execlog.ts";
export {
  type ForeignFormat,
  type ForeignOptions,
  foreignFormats,
  formatNames,
  formatOfFirstLine,
  readForeign,
  sniffFormat,
} from "./formats.ts";
export { readGxemul } from "./gxemul.ts";
export { type Input, inputFrom, openInput } from "./input.ts";
export { readLackey } from "./lackey.ts";
export type { ReadOptions } from "./text-source.ts";
export type { Dropped, TextSink, TextWriter } from "./text-writer.ts";
export { type CsvOptions, writeCsv } from "./write-csv.ts";
export { writeDin } from "./write-din.ts";
export { writeXdin } from "./write-xdin.ts";
export { readXdin } from "./xdin.ts";

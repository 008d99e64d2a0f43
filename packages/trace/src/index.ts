export * from "./batch.ts";
export * from "./contracts.ts";
export * from "./page-dictionary.ts";
export * from "./reference.ts";
export * from "./references.ts";
export * from "./stream-builder.ts";
export * from "./trace-error.ts";

export * from "./expression.ts";
export * from "./module-builder.ts";
export * from "./simd.ts";
export * from "./simd-lanes.ts";

export * from "./expression.ts";
export * from "./module-builder.ts";

export * from "./counts.ts";
export * from "./machine.ts";

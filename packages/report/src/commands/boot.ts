/**
 * `mcpi boot`: a program on the emulated DECstation, and memory cycles per instruction of its run.
 */
import { defineCommand } from "../context.ts";
import { bootBuilder } from "./boot-options.ts";

export const bootCommand = defineCommand(
  "boot <image>",
  "boot a program on the emulated DECstation 5000/200, and count",
  bootBuilder,
  async (given, context) => {
    // The machines take a while to load, which the other commands need not wait for.
    const { boot } = await import("../boot/boot.ts");
    await boot(given, context);
  },
);

/**
 * `mcpi trace convert`: the same references in another format.
 */
import { extname } from "node:path";
import { type Consumer, MctWriter, section, type TraceSource } from "@mcpi/trace";
import type { Argv } from "yargs";
import { UsageError } from "../console/errors.ts";
import { type Output, openOutput } from "../console/output.ts";
import { type CommandContext, defineCommand } from "../context.ts";
import { type ArgumentsOf, text } from "../options/common.ts";
import { openSource, traceOptions } from "../options/trace.ts";
import { windowOf, windowOptions } from "../options/window.ts";
import { replay } from "../stream/replay.ts";
import { programVersion } from "../version.ts";

const TARGETS = ["mct", "din", "xdin", "csv"] as const;
type Target = (typeof TARGETS)[number];

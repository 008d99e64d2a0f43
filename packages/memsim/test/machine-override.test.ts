/** `--set key=value`: single values of a machine changed, and what is refused. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { withOverride, withOverrides, withValue } from "../src/machine-override.ts";
import { preset } from "../src/presets.ts";
import { refusal } from "./refusal.ts";

describe("--set", () => {
  const machine = preset("ds5000-200");

  test("changes one value and leaves the preset alone", () => {
    const smaller = withOverride(machine, "caches.data.size=32768");
    expect(smaller.caches.data?.size).toBe(32768);
    expect(machine.caches.data?.size).toBe(65536);
    const { caches: one, sources: _notes, ...rest } = smaller;
    const { caches: other, sources: _others, ...same } = machine;
    expect(rest).toEqual(same);
    expect(one.instruction).toEqual(other.instruction);
  });

  test("takes texts, JSON, hexadecimal numbers, and null to remove", () => {
    expect(withOverride(machine, "time=base").time).toBe("base");
    expect(withOverride(machine, 'time="base"').time).toBe("base");
    expect(
      withOverride(machine, "tlb.unified.user.table=0xc8000000").tlb?.unified?.user?.table,
    ).toBe(0xc800_0000);
    expect(withOverride(machine, "writeBuffer=null")).not.toHaveProperty("writeBuffer");
    expect(
      withOverride(machine, ' caches.data.write = {"hit":"back","miss":"write-around"}').caches.data
        ?.write,
    ).toEqual({ hit: "back", miss: "write-around" });
    expect(withOverride(machine, "title=a=b").title).toBe("a=b");
  });

  test("removing a key brings its default back", () => {
    const closing = withOverride(machine, "writeBuffer.readClosesPage=true");
    expect(
      withOverride(closing, "writeBuffer.readClosesPage=null").writeBuffer?.readClosesPage,
    ).toBe(false);
  });

  test("makes all settings before it checks", () => {
    const settings = ["mapping.kind=frames", "mapping.policy=random"];
    expect(withOverrides(machine, settings).mapping).toEqual({
      kind: "frames",
      policy: "random",
      seed: 0,
    });
    expect(() => withOverride(machine, settings[0])).toThrow(/mapping\.policy/);
    expect(withOverrides(machine, [])).toBe(machine);
  });

  test("a part that was not there can be made", () => {
    const second = {
      size: 262144,
      line: 16,
      ways: 1,
      missCycles: 9,
      write: { hit: "back", miss: "write-around" },
    };
    expect(withValue(machine, "caches.second", second).caches.second).toMatchObject(second);
  });

  test("no note calls a changed value sourced", () => {
    const noted = (key: string, setting: string) =>
      withOverride(machine, setting).sources.filter((note) => note.key === key);
    expect(noted("caches.data.size", "caches.data.size=32768")).toMatchObject([
      { status: "assumed" },
    ]);
    expect(noted("writeBuffer.cycles", "writeBuffer=null")).toEqual([]);
    expect(noted("caches.data.line", "caches.data.size=32768")).toMatchObject([
      { status: "sourced" },
    ]);
  });

  test.each([
    [
      "caches.data.sise=4",
      "machine ds5000-200: caches.data.sise: there is no such key; perhaps size was meant",
    ],
    [
      "cashes.data.size=4",
      "machine ds5000-200: cashes: there is no such key; perhaps caches was meant",
    ],
    [
      "caches.data.size=64K",
      'machine ds5000-200: caches.data.size: "64K" is given; a power of two from 16 to 1073741824 was expected',
    ],
    ["caches.data.size.x=4", "machine ds5000-200: caches.data.size.x: size has no keys of its own"],
    ["caches.data.seed=null", "machine ds5000-200: caches.data.seed: is not there to be removed"],
    [
      "caches.data.size=null",
      "machine ds5000-200: caches.data.size: is missing; a power of two from 16 to 1073741824 was expected",
    ],
    [
      "constructor.name=x",
      "machine ds5000-200: constructor: there is no such key; $schema, name, title, clockMHz, time, caches, writeBuffer, uncached, tlb, mapping or sources would be one",
    ],
    ["__proto__.name=x", "machine ds5000-200: __proto__.name: cannot be set"],
    ["sources.0.status=sourced", "machine ds5000-200: sources.0.status: cannot be set"],
    [
      "caches.data.size",
      'setting "caches.data.size": key=value was expected, as caches.data.size=32768',
    ],
    ["=4", 'setting "=4": key=value was expected, as caches.data.size=32768'],
    [
      "caches.data.write.miss=write-around",
      "machine ds5000-200: caches.data.write.partial: goes with write-validate, and only with it",
    ],
  ])("%s is refused", (setting, message) => {
    expect(refusal(() => withOverride(machine, setting))).toBe(message);
  });

  test("whatever is set, the result is a description or an InputError", () => {
    const path = fc
      .array(
        fc.constantFrom(
          "caches",
          "data",
          "size",
          "tlb",
          "unified",
          "user",
          "x",
          "",
          "__proto__",
          "toString",
          "sources",
          "0",
        ),
        { maxLength: 4 },
      )
      .map((parts) => parts.join("."));
    fc.assert(
      fc.property(path, fc.oneof(fc.string(), fc.json()), (key, value) => {
        const message = refusal(() => withOverride(machine, `${key}=${value}`));
        expect(message.length).toBeGreaterThan(5);
        expect(machine.caches.data?.size).toBe(65536);
      }),
      { numRuns: 500 },
    );
    expect(({} as Record<string, unknown>).name).toBeUndefined();
  });
});

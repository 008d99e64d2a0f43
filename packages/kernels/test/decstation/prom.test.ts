/** The firmware: its ROM, the state in which programs begin, and its functions. */
import { describe, expect, test } from "vitest";
import { programEntry } from "../../src/decstation/prom-rom.ts";
import { parseLong } from "../../src/decstation/prom-strings.ts";
import { DISK, HERTZ, RAM_BYTES, Rig } from "./fixture.ts";

/** Function of the vector at an offset. */
const at = (offset: number) => offset / 4;
const JUMP_TABLE = 64;
const TEXT = 0x80100000;
const BUFFER = 0xa0200000;

describe("ROM", () => {
  const rig = new Rig();
  const word = (address: number) => rig.read(address & 0x1fffffff);

  /** The function whose code is at an address. */
  function functionAt(address: number): number {
    expect(word(address) >>> 26).toBe(0x3f);
    expect(word(address + 4)).toBe(0x03e00008);
    expect(word(address + 8)).toBe(0);
    return word(address) & 0x03ffffff;
  }

  test("every entry of the vector is code in kseg1", () => {
    for (let offset = 0; offset < 256; offset += 4) {
      const address = word(rig.board.entry.a3 + offset);
      expect(address >>> 16).toBe(0xbfc0);
      expect(functionAt(address)).toBe(offset / 4);
    }
  });

  test("the jump table jumps to its functions, and has the exception vectors in it", () => {
    for (let entry = 0; entry < 64; entry++) {
      const jump = word(0xbfc00000 + 8 * entry);
      expect(jump >>> 26).toBe(2);
      expect(word(0xbfc00004 + 8 * entry)).toBe(0);
      const number = functionAt((0xb0000000 | ((jump & 0x03ffffff) << 2)) >>> 0);
      expect(number).toBe(entry === 32 ? 128 : entry === 48 ? 129 : JUMP_TABLE + entry);
    }
  });
});

test("a program begins with its arguments", () => {
  const entry = programEntry(["boot", "5/rz0/vmunix", "-a"]);
  expect(entry).toMatchObject({ a0: 3, a2: 0x30464354, a3: 0xbfc02000 });
  const { address, bytes } = entry.memory;
  expect(entry.a1).toBe(address);
  expect(address + bytes.length).toBeLessThan(0x80020000);
  const rig = new Rig();
  bytes.forEach((byte, index) => {
    rig.processor.storeByte(address + index, byte);
  });
  const argv = [0, 1, 2].map((index) =>
    rig.processor.text(rig.processor.word(entry.a1 + 4 * index)),
  );
  expect(argv).toEqual(["boot", "5/rz0/vmunix", "-a"]);
  expect(rig.processor.word(entry.a1 + 12)).toBe(0);
  expect(() => programEntry(["x".repeat(5000)])).toThrow(RangeError);
});

describe("console", () => {
  const print = (template: string, ...args: (number | string)[]): string => {
    const rig = new Rig();
    rig.processor.setRegister(29, 0x80180000);
    let next = TEXT + 0x1000;
    const values = args.map((value) => {
      if (typeof value === "number") return value;
      rig.processor.put(next, value);
      next += 256;
      return next - 256;
    });
    expect(rig.call(at(0x30), rig.processor.put(TEXT, template), ...values)).toBe("done");
    expect(rig.result).toBe(rig.terminal.text.length);
    return rig.terminal.text;
  };

  test.each([
    ["plain\n", [], "plain\n"],
    ["%d %i %u", [-5 >>> 0, 7, 0xffffffff], "-5 7 4294967295"],
    ["%x %X %o %#x %#o", [255, 255, 8, 255, 8], "ff FF 10 0xff 010"],
    ["%c%c|%s|%%", [65, 66, "text"], "AB|text|%"],
    ["[%5d][%-5d][%05d][%+d]", [42, 42, -42 >>> 0, 42], "[   42][42   ][-0042][+42]"],
    ["[%8s][%-8s][%.2s]", ["abc", "abc", "abc"], "[     abc][abc     ][ab]"],
    ["[%*d][%-*d]", [5, 42, 5, 42], "[   42][42   ]"],
    ["[%.4d][%08x][%#010x]", [42, 0xbeef, 0xbeef], "[0042][0000beef][0x0000beef]"],
    ["%ld %hx %p", [1, 2, 0x80001234], "1 2 0x80001234"],
    ["%q %", [], "%q %"],
  ])("printf %j", (template, args, text) => {
    expect(print(template, ...args)).toBe(text);
  });

  test("sprintf, puts, putchar", () => {
    const rig = new Rig();
    rig.call(at(0x34), BUFFER, rig.processor.put(TEXT, "%x"), 0x1234);
    expect(rig.processor.text(BUFFER)).toBe("1234");
    expect(rig.result).toBe(4);
    rig.call(at(0x2c), BUFFER);
    rig.call(JUMP_TABLE + 13, 0x21);
    expect(rig.terminal.text).toBe("1234!");
  });

  test("getchar waits", () => {
    const rig = new Rig();
    expect(rig.call(at(0x24))).toBe("wait");
    rig.terminal.type("q");
    expect(rig.call(at(0x24))).toBe("done");
    expect(rig.result).toBe(0x71);
  });

  test("gets waits for its line, through a saved state, with echo and rubout", () => {
    const rig = new Rig();
    rig.terminal.type("vmux\x7fn");
    expect(rig.call(at(0x28), BUFFER)).toBe("wait");
    const state = rig.save();
    const other = new Rig();
    other.restore(state);
    other.terminal.type("ix\r");
    expect(other.call(at(0x28), BUFFER)).toBe("done");
    expect(other.result).toBe(BUFFER);
    expect(other.processor.text(BUFFER)).toBe("vmunix");
    expect(rig.terminal.text).toBe("vmux\b \bn");
    expect(other.terminal.text).toBe("ix\r\n");
  });
});

describe("strings", () => {
  const rig = new Rig();
  const { processor } = rig;
  const put = (text: string, where = TEXT) => processor.put(where, text);

  test("copy, append, fill, compare", () => {
    rig.call(at(0x10), BUFFER, put("hello"));
    rig.call(at(0x08), BUFFER, put(" world"));
    expect(processor.text(BUFFER)).toBe("hello world");
    rig.call(at(0x18), BUFFER, put("!?"), 1);
    expect(processor.text(BUFFER)).toBe("hello world!");
    rig.call(at(0x14), BUFFER);
    expect(rig.result).toBe(12);
    rig.call(at(0x1c), BUFFER, put("ab"), 5);
    expect([0, 1, 2, 3, 4, 5].map((i) => processor.loadByte(BUFFER + i))).toEqual([
      97, 98, 0, 0, 0, 32,
    ]);
    rig.call(at(0x04), BUFFER, 0x7a, 3);
    rig.call(at(0x00), BUFFER + 8, BUFFER, 3);
    expect(processor.loadByte(BUFFER + 10)).toBe(0x7a);
    expect(rig.result).toBe(BUFFER + 8);
    const compare = (offset: number, a: string, b: string, n = 0) => {
      rig.call(at(offset), put(a), put(b, TEXT + 256), n);
      return rig.result | 0;
    };
    expect([compare(0x0c, "a", "b"), compare(0x0c, "b", "a"), compare(0x0c, "a", "a")]).toEqual([
      -1, 1, 0,
    ]);
    expect([compare(0x20, "abx", "aby", 2), compare(0x20, "abx", "aby", 3)]).toEqual([0, -1]);
  });

  test.each([
    ["42", 10, 42, 2],
    ["  -0x1fz", 0, -31, 7],
    ["0x1f", 16, 31, 4],
    ["017", 0, 15, 3],
    ["0", 0, 0, 1],
    ["+9", 8, 0, 0],
    ["zz", 36, 1295, 2],
    ["0xg", 0, 0, 1],
    ["99999999999", 10, 2147483647, 11],
    ["-99999999999", 10, -2147483648, 12],
    ["x", 10, 0, 0],
    ["1", 1, 0, 0],
  ])("strtol %j in base %d", (text, base, value, used) => {
    const parsed = parseLong(text, base);
    expect([parsed.value + 0, parsed.used]).toEqual([value, used]);
    rig.call(at(0x3c), put(text), BUFFER, base);
    expect(rig.result | 0).toBe(value);
    expect(processor.word(BUFFER)).toBe(TEXT + used);
  });
});

describe("machine", () => {
  test("system, slots, TURBOchannel", () => {
    const rig = new Rig();
    rig.call(at(0x80));
    expect(rig.result).toBe(0x82020300);
    rig.call(at(0x6c), 5);
    expect(rig.result).toBe(0xbf400000);
    rig.call(at(0xa4));
    expect(rig.read(rig.result & 0x1fffffff)).toBe(1);
    expect(rig.read((rig.result & 0x1fffffff) + 4)).toBe(40);
  });

  test.each([
    RAM_BYTES,
    4096 * 33,
    4096 * 32,
  ])("bitmap of %d bytes, ended by a word 0", (ramBytes) => {
    const rig = new Rig({ ramBytes });
    const buffer = 0x80020000;
    rig.processor.memory.fill(0xee, 0x20000, 0x21000);
    rig.call(at(0x84), buffer);
    expect(rig.processor.word(buffer)).toBe(4096);
    const words = Math.ceil(ramBytes / 4096 / 32);
    expect(rig.result).toBe(4 * words);
    let pages = 0;
    for (let word = 1; word <= words; word++) {
      let bits = rig.processor.word(buffer + 4 * word);
      for (; bits !== 0; bits >>>= 1) pages += bits & 1;
    }
    expect(pages).toBe(ramBytes / 4096);
    expect(rig.processor.word(buffer + 4 * (words + 1))).toBe(0);
    expect(rig.processor.word(buffer + 4 * (words + 2))).toBe(0xeeeeeeee);
  });

  test("environment", () => {
    const rig = new Rig({ environment: { extra: "1" } });
    const get = (name: string, number = at(0x64)) => {
      rig.call(number, rig.processor.put(TEXT, name));
      return rig.result === 0 ? undefined : rig.processor.text(rig.result);
    };
    expect(get("osconsole")).toBe("2");
    expect(get("extra", JUMP_TABLE + 33)).toBe("1");
    expect(get("missing")).toBeUndefined();
    rig.call(at(0x60), rig.processor.put(TEXT, "extra"), rig.processor.put(TEXT + 99, "two"));
    expect(get("extra")).toBe("two");
    rig.call(at(0x68), rig.processor.put(TEXT, "extra"));
    expect(get("extra")).toBeUndefined();
    for (let index = 0; index < 5000; index++) expect(get("boot")).toBe("5/rz0/vmunix -a");
  });

  test("msdelay takes its time, and wakes the machine", () => {
    const rig = new Rig();
    expect(rig.call(at(0x74), 3)).toBe("wait");
    rig.time.pass(1000);
    expect(rig.call(at(0x74), 3)).toBe("wait");
    expect(rig.time.queue.save()["prom.delay"]).toBe(75000);
    rig.time.until(75000);
    expect(rig.call(at(0x74), 3)).toBe("done");
    expect(rig.call(at(0x74), 0)).toBe("done");
  });

  test("time, LEDs, interrupts of a slot", () => {
    const rig = new Rig({ startDate: 1000 });
    rig.time.pass(2 * HERTZ);
    rig.call(at(0x48), BUFFER);
    expect([rig.result, rig.processor.word(BUFFER)]).toEqual([1002, 1002]);
    rig.call(at(0x78), 0x0f);
    expect(rig.board.leds).toBe(0xf0);
    rig.call(at(0x8c), 5);
    expect(rig.read(0x1ff00000)).toBe(0x01200000);
    rig.call(at(0x90), 5);
    expect(rig.result).toBe(1);
    rig.call(at(0x88), 5);
    expect(rig.read(0x1ff00000)).toBe(0x01000000);
  });

  test("disks by name: bootinit, bootread, bootwrite", () => {
    const rig = new Rig();
    const { processor } = rig;
    rig.call(at(0x58), 2, BUFFER, 700);
    expect(rig.result).toBe(700);
    expect(processor.memory.slice(0x200000, 0x200000 + 700)).toEqual(DISK.slice(1024, 1724));
    rig.call(at(0x54), processor.put(TEXT, "5/rz3/vmunix"));
    expect(rig.result).toBe(0);
    rig.call(at(0x5c), 4, processor.put(BUFFER, "block"), 5);
    rig.call(at(0x58), 4, TEXT, 512);
    expect(processor.text(TEXT).slice(0, 5)).toBe("block");
    expect(processor.loadByte(TEXT + 5)).toBe(DISK[2053]);
    rig.call(at(0x54), processor.put(TEXT, "5/rz5/vmunix"));
    expect(rig.result | 0).toBe(-1);
    rig.call(at(0x58), 0xffffff, BUFFER, 512);
    expect(rig.result).toBe(0);
  });

  test("the jump table's files", () => {
    const rig = new Rig();
    rig.call(JUMP_TABLE + 6, rig.processor.put(TEXT, "rz(0,3,0)vmunix"), 0);
    expect(rig.result).toBe(3);
    rig.call(JUMP_TABLE + 11, 3, 1000, 0);
    expect(rig.result).toBe(1000);
    rig.call(JUMP_TABLE + 7, 3, BUFFER, 600);
    expect(rig.processor.memory.slice(0x200000, 0x200000 + 600)).toEqual(DISK.slice(1000, 1600));
    rig.call(JUMP_TABLE + 11, 3, 0, 1);
    expect(rig.result).toBe(1600);
    rig.call(JUMP_TABLE + 10, 3);
    rig.call(JUMP_TABLE + 6, rig.processor.put(TEXT, "tz(0,3)"), 0);
    expect(rig.result | 0).toBe(-1);
  });

  test.each([
    [at(0x9c), "halt"],
    [JUMP_TABLE + 0, "reset"],
    [JUMP_TABLE + 2, "restart"],
    [128, "TLB miss with the vectors in the ROM"],
    [129, "exception with the vectors in the ROM"],
  ])("function %i halts", (number, text) => {
    const rig = new Rig();
    expect(rig.call(number)).toBe("halt");
    expect(rig.terminal.text).toContain(`firmware: ${text}`);
  });

  test("rex and commands", () => {
    const rig = new Rig();
    expect(rig.call(at(0xac), 0x68)).toBe("halt");
    expect(rig.terminal.text).toContain("rex h");
    expect(rig.call(at(0xa8), rig.processor.put(TEXT, "boot 5/rz0/vmunix"))).toBe("halt");
    expect(rig.call(at(0xa8), rig.processor.put(TEXT, "cnfg"))).toBe("done");
    expect(rig.terminal.text).toContain('command "cnfg" is not provided');
  });

  test("what is not there is told", () => {
    const rig = new Rig();
    for (const [number, text] of [
      [at(0x40), "signal"],
      [at(0x94), "call-back vector entry 0x94"],
      [at(0xfc), "call-back vector entry 0xfc"],
      [JUMP_TABLE + 1, "jump table entry 1"],
    ] as const) {
      expect(rig.call(number, 1, 2)).toBe("done");
      expect(rig.result).toBe(0);
      expect(rig.terminal.text).toContain(`firmware: ${text} is not provided`);
    }
  });
});

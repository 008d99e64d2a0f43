/**
 * A machine: a processor, a board, time, and whoever takes its references.
 *
 * `run` goes on until a stop that was asked for. In between it lets events happen at the first
 * instruction boundary at or after their cycle, settles with a memory that is coupled by batches,
 * hands batches to consumers (and waits for them), and lets the host breathe, so that its console is
 * heard.
 */
import {
  type Batch,
  type Consumer,
  type CoupledMemory,
  IDLE_BEGIN,
  IDLE_END,
  InputError,
  KERNEL_MODE,
  MODE,
  PageDictionary,
  SPACE,
  USER_MODE,
} from "@mcpi/trace";
import { Engine, type EngineName, type Pause } from "../r3000/engine.ts";
import { inlineReferences } from "../r3000/inline-references.ts";
import { Processor } from "../r3000/processor.ts";
import { restoreProcessor, saveProcessor } from "../r3000/processor-state.ts";
import { InlinePort, NO_PORT, type ReferencePort, StreamPort } from "../r3000/reference-port.ts";
import { NO_REFERENCES, type References } from "../r3000/references.ts";
import { MOST_EXTRA } from "../r3000/multiplier-code.ts";
import { SharedMemory } from "../r3000/shared-memory.ts";
import * as at from "../r3000/state.ts";
import { STREAM_REFERENCES } from "../r3000/stream-references.ts";
import { Timekeeper } from "../r3000/timekeeper.ts";
import type { Board, ProcessorAccess } from "./board.ts";
import { EntryTables } from "./entry-tables.ts";
import { type Clock, EventQueue } from "./event-queue.ts";
import { type Guest, UNKNOWN_GUEST } from "./guest.ts";
import { Idle } from "./idle.ts";
import { eventTimes, restorePages, savePages } from "./saved-parts.ts";
import { SavedFields } from "./saved-fields.ts";
import { decodeState, encodeState } from "./state-file.ts";

/** How references leave the machine. */
export interface Attachment {
  /** Feeds time back. */
  readonly coupled?: CoupledMemory | undefined;
  /** Take the stream. With any, a coupled memory is used by batches, else inline if it offers that. */
  readonly consumers?: readonly Consumer[];
}

export interface MachineOptions<B extends Board = Board> {
  readonly ramBytes: number;
  /** Makes the board, for the machine's clock. */
  readonly board: (clock: Clock) => B;
  readonly engine?: EngineName;
  readonly strict?: boolean;
  readonly functionalCaches?: boolean;
  /** Cycles a second. */
  readonly hertz: number;
  readonly guest?: Guest;
}

/** When `run` shall come back. */
export interface RunLimits {
  /** Not beyond this cycle by more than an instruction. */
  readonly cycles?: number;
  /** Exactly these instructions retired in all. */
  readonly instructions?: number;
  /** Exactly these steps from here: an instruction, an exception or an interrupt each. */
  readonly steps?: number;
}

/** Why `run` has come back. */
export type Stop =
  | { readonly why: "halt" }
  | { readonly why: "cycles" }
  | { readonly why: "instructions" }
  | { readonly why: "steps" }
  | { readonly why: "watch"; readonly pc: number }
  | { readonly why: "mark"; readonly code: number }
  | { readonly why: "asked" };

/** Clock cycles after which the host is looked at; and how long it may wait, in milliseconds. */
const BREATH_CYCLES = 4_000_000;
const BREATH_MILLISECONDS = 50;
/** Between looks at the host while nothing else can wake the machine. */
const SLEEP_MILLISECONDS = 10;
/** Bytes of a saved state besides main memory, at most: what a coupled memory and disks keep. */
const MOST_OTHER_BYTES = 2 ** 30;
/** Cycles of idling that one pair of events tells of. */
const MOST_IDLE = 2 ** 31;
const NEVER = Number.POSITIVE_INFINITY;

export class Machine<B extends Board = Board> {
  readonly memory: SharedMemory;
  readonly pages = new PageDictionary();
  readonly queue: EventQueue;
  readonly board: B;
  readonly #options: MachineOptions<B>;
  #time: Timekeeper;
  #processor: Processor;
  #engine!: Engine;
  #port: ReferencePort = NO_PORT;
  #stream: StreamPort | undefined;
  #inline: InlinePort | undefined;
  #coupled: CoupledMemory | undefined;
  #consumers: readonly Consumer[] = [];
  /** Address of the first record that the coupled memory has not been given. */
  #settled = at.BATCH;
  readonly #entryTables: EntryTables;
  #halted = false;
  /** Nothing is executed until an event: firmware waits, or a turn of an idle loop has changed nothing. */
  #asleep = false;
  #asked: Stop | undefined;
  /** Marks at which `run` comes back. */
  readonly stopMarks = new Set<number>();
  #announced = false;
  readonly #guest: Guest;
  /** Addresses at which `run` comes back. */
  readonly #stopAddresses = new Set<number>();
  #idle: Idle | undefined;
  /** The engine that runs while the guest idles, where the coupled memory hears nothing of it. */
  #idleEngine: Engine | undefined;
  /** Cycles at which idling began; of them, those that were skipped. */
  #idleSince = 0;
  #idleSkipped = 0;

  constructor(options: MachineOptions<B>) {
    this.#options = options;
    this.#guest = options.guest ?? UNKNOWN_GUEST;
    this.memory = new SharedMemory(options.ramBytes);
    this.#time = new Timekeeper(this.memory);
    this.queue = new EventQueue(options.hertz, () => this.now);
    this.board = options.board(this.queue);
    this.memory.bytes.set(this.board.rom.bytes, at.ROM);
    this.#entryTables = new EntryTables(this.memory);
    this.#processor = new Processor(this.memory, this.#bus(), this.pages, NO_PORT, this.#time, {
      strict: options.strict ?? false,
      functionalCaches: options.functionalCaches ?? false,
      perProcess: this.#guest.perProcess,
    });
    this.#processor.entryTable = (vpn, user, frame) => this.#entryTables.of(vpn, user, frame);
    this.#processor.onException = () => this.#endIdle();
    this.#watchGuest();
    this.attach({});
  }

  get processor(): Processor {
    return this.#processor;
  }

  get time(): Timekeeper {
    return this.#time;
  }

  get engine(): Engine {
    return this.#engine;
  }

  get halted(): boolean {
    return this.#halted;
  }

  /** Cycles since power-on. */
  get now(): number {
    return this.#time.cycles;
  }

  /**
   * Says where references go. Before the first instruction: what has been executed without is in
   * nobody's counts.
   */
  attach({ coupled, consumers = [] }: Attachment): void {
    this.memory.refresh();
    this.#coupled = coupled;
    this.#consumers = consumers;
    this.#stream = undefined;
    this.#inline = undefined;
    let references: References = NO_REFERENCES;
    this.#port = NO_PORT;
    const inline = consumers.length === 0 ? coupled?.inline : undefined;
    if (coupled !== undefined && inline !== undefined) {
      references = inlineReferences(inline, coupled.worstReference);
      this.#port = this.#inline = new InlinePort(this.memory, inline, this.#time);
      inline.revoked = (page) => this.#processor.revoke(page);
    } else if (coupled !== undefined || consumers.length > 0) {
      references = STREAM_REFERENCES;
      this.#port = this.#stream = new StreamPort(this.memory, this.pages);
      this.#settled = at.BATCH;
    }
    this.#announced = false;
    this.#time.use(this.#inline && inline);
    this.#processor.port = this.#port;
    this.#processor.maps.clearAll();
    this.#engine = new Engine(this.#processor, references, this.#options.engine ?? "translator");
  }

  /**
   * Comes back from `run` whenever an address is gone to (by a branch, a return, an exception), before
   * the instruction there; not where code before it runs on into it.
   */
  watch(address: number): void {
    this.#stopAddresses.add(address >>> 0);
    this.#entryTables.watch(address);
    this.#engine.translator?.forgetAll();
  }

  #watchGuest(): void {
    const { space, refillLeave, idle } = this.#guest;
    if (space !== undefined) this.#entryTables.watch(space.at);
    for (const address of refillLeave) this.#entryTables.watch(address);
    for (const { start, end } of idle)
      for (let address = start; address < end; address += 4) this.#entryTables.watch(address);
  }

  /** PC is where somebody wanted to know of it. @returns whether `run` comes back. */
  #watched(): boolean {
    const p = this.#processor;
    const { pc } = p;
    const { space, refillLeave, idle } = this.#guest;
    if (space?.at === pc) p.setSpace(this.#peek(space.read));
    if (refillLeave.includes(pc)) p.endRefills(0);
    const range = idle.find(({ start, end }) => pc >= start && pc < end);
    if (range !== undefined && this.#idle === undefined)
      this.#beginIdle(new Idle(this.#processor, range));
    return this.#stopAddresses.has(pc);
  }

  /** The word at an address of kseg0 or kseg1; 0 where there is no memory. */
  #peek(address: number): number {
    const host = this.#processor.hostOf(address & 0x1fffffff);
    return host < 0 ? 0 : this.memory.unsigned[host >>> 2];
  }

  #beginIdle(idle: Idle): void {
    this.#port.event(IDLE_BEGIN, 0);
    this.#idle = idle;
    this.#idleSkipped = 0;
    if (this.#inline !== undefined) {
      this.#time.stand();
      this.#processor.port = NO_PORT;
      this.#processor.maps.clearAll();
      this.#idleEngine ??= new Engine(this.#processor, NO_REFERENCES, "interpreter");
    }
    this.#idleSince = this.now;
  }

  #endIdle(): void {
    if (this.#idle === undefined) return;
    this.#idle = undefined;
    if (this.#inline === undefined) {
      this.#port.event(IDLE_END, this.#idleSkipped);
      return;
    }
    const cycles = this.now - this.#idleSince;
    this.#processor.port = this.#port;
    this.#processor.maps.clearAll();
    this.#time.goOn();
    this.#inline.endIdle(cycles);
  }

  /** One step of idling; the machine then sleeps if nothing can change before the next event. */
  #stepIdle(idle: Idle): Pause {
    idle.before();
    const pause = (this.#idleEngine ?? this.#engine).run(1);
    if (this.#idle === undefined) return pause;
    if (idle.left) this.#endIdle();
    else if (idle.after()) this.#asleep = true;
    return pause;
  }

  /** Time passes in which nothing is executed. */
  #passTime(cycles: number): void {
    const idle = this.#idle;
    if (idle === undefined) {
      // Firmware waits: idling of its own.
      this.#port.event(IDLE_BEGIN, 0);
      if (this.#inline === undefined) this.#time.skip(cycles);
      else this.#time.addSkipped(cycles);
      this.#port.event(IDLE_END, cycles);
      return;
    }
    this.#time.skip(cycles);
    this.#idleSkipped += cycles;
    // The event that ends idling has 32 bits for its cycles.
    if (this.now - this.#idleSince > MOST_IDLE) {
      this.#endIdle();
      this.#beginIdle(idle);
    }
  }

  /** Comes back from `run` as soon as may be. */
  stop(why: Stop = { why: "asked" }): void {
    this.#asked ??= why;
  }

  /** Runs until a limit, a stop, or the machine halts. */
  async run(limits: RunLimits = {}): Promise<Stop> {
    this.#announce();
    let breathed = performance.now();
    for (;;) {
      const stop = this.#runSome(limits);

      if (stop === "full") await this.#handOver();
      else if (stop !== "breathe") {
        await this.#handOver();
        this.#inline?.handOver();
        return stop;
      }
      const now = performance.now();
      if (now - breathed > BREATH_MILLISECONDS || this.#asleep) {
        breathed = now;
        // Without an event only the host can wake the machine.
        const nothing = this.#asleep && this.queue.next === Number.POSITIVE_INFINITY;
        await new Promise<void>((resolve) =>
          nothing ? setTimeout(resolve, SLEEP_MILLISECONDS) : setImmediate(resolve),
        );
        this.board.consoleInput();
        if (this.board.hasInput) this.#asleep = false;
      }
    }
  }

  /** Says who runs at the beginning of what is heard of: a stream begins in user mode, in space 0. */
  #announce(): void {
    if (this.#announced) return;
    this.#announced = true;
    const p = this.#processor;
    this.#port.event(SPACE, p.space);
    this.#port.event(MODE, p.user ? USER_MODE : KERNEL_MODE);
  }

  /** Runs until something that only `run` can do. */
  #runSome(limits: RunLimits): Stop | "full" | "breathe" {
    const breathe = this.now + BREATH_CYCLES;
    let steps = limits.steps;
    for (;;) {
      if (this.#halted) return { why: "halt" };
      if (this.#asked !== undefined) {
        const asked = this.#asked;
        this.#asked = undefined;
        return asked;
      }
      if (this.#stream !== undefined && this.#stream.almostFull) return "full";
      if (steps === 0) return { why: "steps" };
      const { cycles = NEVER, instructions = NEVER } = limits;
      const time = this.#time;
      const now = this.now;
      if (now >= Math.min(this.queue.next, cycles, breathe) && this.#settle()) continue;
      if (now >= this.queue.next) {
        this.#asleep = false;
        this.queue.run();
        continue;
      }
      if (now >= cycles) return { why: "cycles" };
      if (time.retired >= instructions) return { why: "instructions" };
      if (now >= breathe) return "breathe";
      if (this.#processor.interruptPending) {
        this.#asleep = false;
        this.#processor.takeInterrupt();
        if (steps !== undefined) steps--;
        continue;
      }
      const horizon = Math.min(this.queue.next, cycles, breathe);
      if (this.#asleep) {
        if (Math.min(this.queue.next, cycles) === NEVER) return "breathe";
        this.#passTime(horizon - now);
        continue;
      }
      this.#setDeadline(horizon, instructions);
      const idle = this.#idle;
      const pause = idle === undefined ? this.#engine.run(steps) : this.#stepIdle(idle);
      if (pause === "full") return "full";
      if (steps !== undefined)
        steps -= (idle === undefined ? steps : 1) - this.#processor.word(at.STEPS);
      if (pause === "watch" && this.#watched()) return { why: "watch", pc: this.#processor.pc };
    }
  }

  /**
   * Sets how far generated code may go. With a memory that is coupled by batches, stalls are not
   * known until it has been settled with: each instruction may have had the worst.
   */
  #setDeadline(horizon: number, instructions: number): void {
    const time = this.#time;
    const now = this.now;
    let most = horizon - now;
    if (this.#stream !== undefined && this.#coupled !== undefined) {
      const worst = 1 + MOST_EXTRA + 2 * this.#coupled.worstReference;
      most = Math.max(1, Math.floor(most / worst));
    }
    most = Math.min(most, instructions - time.retired);
    time.setDeadline(now + most);
  }

  /** Gives the coupled memory what it has not had yet. @returns whether time has passed by it. */
  #settle(): boolean {
    if (this.#stream === undefined || this.#coupled === undefined) return false;
    const batch = this.#stream.take(this.#settled);
    this.#settled = this.memory.words[at.RECORD >>> 2];
    if (batch.records === 0) return false;
    const stalls = this.#coupled.settle(batch);
    this.memory.refresh();
    if (stalls === 0) return false;
    this.#time.addStalls(stalls);
    return true;
  }

  /** Hands the batch to the consumers and begins the next. */
  async #handOver(): Promise<void> {
    if (this.#stream === undefined) return;
    this.#settle();
    const batch: Batch = this.#stream.take(at.BATCH);
    if (batch.records > 0)
      for (const consumer of this.#consumers) {
        const done = consumer.consume(batch);
        if (done !== undefined) await done;
      }
    this.#stream.clear();
    this.#settled = at.BATCH;
  }

  #bus() {
    const machine = this;
    return {
      read(address: number, size: 1 | 2 | 4): number {
        machine.#settle();
        return machine.board.read(address, size);
      },
      write(address: number, size: 1 | 2 | 4, value: number): boolean {
        machine.#settle();
        return machine.board.write(address, size, value);
      },
      get interrupts(): number {
        return machine.board.interrupts;
      },
      firmware(number: number): boolean {
        machine.#settle();
        const done = machine.board.firmware(number, machine.#access());
        if (done === "halt") machine.#halted = true;
        if (done === "wait") machine.#asleep = true;
        return done !== "wait";
      },
      get romAddress(): number {
        return machine.board.rom.address;
      },
      mark(code: number): void {
        if (machine.stopMarks.has(code)) machine.stop({ why: "mark", code });
      },
    };
  }

  /** The processor as firmware sees it. */
  #access(): ProcessorAccess {
    const p = this.#processor;
    return {
      register: (number) => p.register(number) >>> 0,
      setRegister: (number, value) => {
        if (number !== 0) p.word(at.REGISTERS + 4 * number, value | 0);
      },
      loadByte: (address) => {
        const host = p.hostOf(address & 0x1fffffff);
        return host < 0 ? 0 : this.memory.bytes[host];
      },
      storeByte: (address, value) => {
        const physical = address & 0x1fffffff;
        const host = p.hostOf(physical);
        if (host < at.RAM) return;
        this.memory.bytes[host] = value;
        p.stored(physical >>> 12, physical & 0xfff);
      },
    };
  }

  /**
   * The whole state between two runs, but for what the engines have made of the code. A machine with
   * the same image, memory, disks and coupled memory that is restored from it goes on as this one does.
   */
  save(): Uint8Array {
    this.#inline?.handOver();
    // The coupled memory must have heard of everything; idling goes on behind.
    const idle = this.#idle;
    this.#endIdle();
    const state = {
      ramBytes: this.memory.ramBytes,
      references: this.#use,
      processor: saveProcessor(this.#processor),
      time: { cycles: this.now, stalls: this.#time.stalls, extra: this.#time.extra },
      ram: this.memory.ram,
      board: this.board.save(),
      events: this.queue.save(),
      pages: savePages(this.pages),
      coupled: this.#coupled?.save() ?? null,
      halted: this.#halted,
      asleep: this.#asleep,
      idle: idle === undefined ? null : idle.save(),
    };
    const bytes = encodeState(state);
    if (idle !== undefined) this.#beginIdle(idle);
    return bytes;
  }

  /**
   * Takes over a state, before anything has run here; `attach` comes before.
   * @param name what errors call it
   * @throws InputError when the bytes are damaged, or of another machine. The machine is then unusable.
   */
  restore(bytes: Uint8Array, name = "saved state"): void {
    if (this.pages.count > 0 || this.now > 0)
      throw new Error("machine: only one that has not run can be restored");
    const most = 2 * this.memory.ramBytes + MOST_OTHER_BYTES;
    const saved = new SavedFields(decodeState(bytes, name, most), "machine");
    const { memory } = this;
    if (saved.whole("ramBytes", 0, 2 ** 31) !== memory.ramBytes)
      throw new InputError(`${name}: the machine that was saved has another size of memory`);
    restorePages(this.pages, saved.inner("pages"));
    memory.bytes.set(saved.bytes("ram", memory.ramBytes), at.RAM);
    const coupled = saved.inner("coupled");
    if ((coupled !== null) !== (this.#coupled !== undefined))
      throw new InputError(
        `${name}: was saved ${coupled === null ? "without" : "with"} a memory system; the machine has ${coupled === null ? "one" : "none"}`,
      );
    const use = saved.choice("references", ["none", "batches", "inline"]);
    if (use !== this.#use)
      throw new InputError(
        `${name}: its memory system was used ${use}, here it is ${this.#use}; consumers of the stream were expected ${use === "batches" ? "" : "not "}to be there`,
      );
    if (this.#coupled !== undefined)
      this.#coupled.restore(saved.bytes("coupled", MOST_OTHER_BYTES, false));
    memory.refresh();
    const time = new SavedFields(saved.inner("time"), "machine.time");
    this.#time.restore(time.cycle("cycles"), time.cycle("stalls"), time.cycle("extra"));
    restoreProcessor(this.#processor, saved.inner("processor"));
    this.board.restore(saved.inner("board"));
    this.queue.restore(eventTimes(saved.inner("events")));
    this.#halted = saved.flag("halted");
    this.#asleep = saved.flag("asleep");
    this.#inline?.begin();
    const idle = saved.inner("idle");
    if (idle !== null) this.#beginIdle(Idle.restore(this.#processor, idle));
  }

  /** How references leave. */
  get #use(): "none" | "batches" | "inline" {
    if (this.#coupled === undefined) return "none";
    return this.#inline === undefined ? "batches" : "inline";
  }

  /** Copies bytes into main memory at a physical address, before anything runs. */
  load(physical: number, bytes: Uint8Array): void {
    if (physical < 0 || physical + bytes.length > this.memory.ramBytes)
      throw new InputError(
        `machine: ${bytes.length} bytes at physical address 0x${physical.toString(16)} do not fit into ${this.memory.ramBytes / 2 ** 20} MB of memory`,
      );
    this.memory.bytes.set(bytes, at.RAM + physical);
  }
}

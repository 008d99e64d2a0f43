/**
 * A machine: a processor, a board, time, and whoever takes its references (outlet.ts).
 *
 * `run` goes on until a stop that was asked for. In between it lets events happen at the first
 * instruction boundary at or after their cycle, settles with a memory that is coupled by batches,
 * hands batches to consumers (and waits for them), and lets the host breathe, so that its console is
 * heard.
 */
import { InputError, KERNEL_MODE, MODE, PageDictionary, SPACE, USER_MODE } from "@mcpi/trace";
import { TLB_WIRED } from "../r3000/cp0.ts";
import { Engine, type EngineName } from "../r3000/engine.ts";
import { Processor } from "../r3000/processor.ts";
import { restoreProcessor, saveProcessor } from "../r3000/processor-state.ts";
import { NO_PORT } from "../r3000/reference-port.ts";
import { SharedMemory } from "../r3000/shared-memory.ts";
import * as at from "../r3000/state.ts";
import { Timekeeper } from "../r3000/timekeeper.ts";
import type { Board } from "./board.ts";
import { EntryTables } from "./entry-tables.ts";
import { type Clock, EventQueue } from "./event-queue.ts";
import { type Guest, UNKNOWN_GUEST } from "./guest.ts";
import { GuestWatch } from "./guest-watch.ts";
import { Idling } from "./idling.ts";
import { type Attachment, Outlet } from "./outlet.ts";
import { Pace } from "./pace.ts";
import { processorAccess } from "./processor-access.ts";
import { SavedFields } from "./saved-fields.ts";
import { eventTimes, restoreKept, restorePages, saveKept, savePages } from "./saved-parts.ts";
import type { SpacePrograms } from "./space-programs.ts";
import { decodeState, encodeState } from "./state-file.ts";

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
/** Of a page. */
const PAGE_BYTES = 4096;
/** Between looks at the host while nothing else can wake the machine, or it keeps pace with the host. */
const SLEEP_MILLISECONDS = 10;
/** Bytes of a saved state besides main memory, at most: what a coupled memory and disks keep. */
const MOST_OTHER_BYTES = 2 ** 30;
/** Why a run pauses: the batch is full, the host is to be heard, or it is early: the host's time is behind. */
type Pause = "full" | "breathe" | "early";
const NEVER = Number.POSITIVE_INFINITY;

export class Machine<B extends Board = Board> {
  readonly memory: SharedMemory;
  readonly pages = new PageDictionary();
  readonly queue: EventQueue;
  readonly board: B;
  readonly time: Timekeeper;
  readonly processor: Processor;
  /** Marks at which `run` comes back. */
  readonly stopMarks = new Set<number>();
  readonly #options: MachineOptions<B>;
  readonly #watch: GuestWatch;
  #outlet!: Outlet;
  #engine!: Engine;
  #idling!: Idling;
  #pace: Pace | undefined;
  #halted = false;
  #asked: Stop | undefined;
  #announced = false;

  constructor(options: MachineOptions<B>) {
    this.#options = options;
    const { guest = UNKNOWN_GUEST, strict = false, functionalCaches = false } = options;
    this.memory = new SharedMemory(options.ramBytes);
    this.time = new Timekeeper(this.memory);
    this.queue = new EventQueue(options.hertz, () => this.now);
    this.board = options.board(this.queue);
    this.memory.bytes.set(this.board.rom.bytes, at.ROM);
    const { perProcess } = guest;
    this.processor = new Processor(this.memory, this.#bus(), this.pages, NO_PORT, this.time, {
      strict,
      functionalCaches,
      perProcess,
    });
    const tables = new EntryTables(this.memory);
    this.processor.entryTable = (vpn, user, frame) => tables.of(vpn, user, frame);
    tables.onFull = () => {
      this.#engine.translator?.forgetAll();
      this.processor.maps.clearAll();
    };
    this.processor.onException = () => this.#idling.leave();
    this.#watch = new GuestWatch(guest, tables);
    this.attach({});
  }

  get engine(): Engine {
    return this.#engine;
  }

  get halted(): boolean {
    return this.#halted;
  }

  /** Cycles since power-on. */
  get now(): number {
    return this.time.cycles;
  }

  /**
   * Says where references go from now on: before the first instruction, or between two runs. What was
   * executed before is in nobody's counts.
   */
  attach(attachment: Attachment): void {
    const { processor, memory, pages, time } = this;
    // What the engine before has left in the memory, which may have grown.
    memory.refresh();
    this.#engine?.translator?.forgetAll();
    this.#outlet = new Outlet(attachment, memory, pages, time, (page) => processor.revoke(page));
    this.#announced = false;
    processor.port = this.#outlet.port;
    processor.maps.clearAll();
    const { references } = this.#outlet;
    this.#engine = new Engine(processor, references, this.#options.engine ?? "translator");
    this.#idling = new Idling(processor, time, this.#outlet);
  }

  /**
   * Invalidates the TLB's entries, but for the wired ones: no program that goes on finds any of its
   * pages there. Between two runs, before `attach`.
   */
  emptyTlb(): void {
    this.processor.dropTlb(TLB_WIRED);
  }

  /** From now on an idle guest's time passes as the host's does. Runs then depend on the host. */
  keepPace(): void {
    this.#pace = new Pace(this.queue.hertz);
  }

  /** Tells `programs` which code each space executes, from now on. */
  recognise(programs: SpacePrograms): void {
    const { processor, pages, memory } = this;
    processor.userCode = (page, host) =>
      programs.executed(
        pages.space[page],
        pages.vpn[page],
        memory.bytes.subarray(host, host + PAGE_BYTES),
      );
    processor.maps.clearAll();
  }

  /**
   * Comes back from `run` whenever an address is gone to (by a branch, a return, an exception), before
   * the instruction there; not where code before it runs on into it.
   */
  watch(address: number): void {
    this.#watch.stopAt(address);
    this.#engine.translator?.forgetAll();
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
      if (stop !== "breathe" && stop !== "early") await this.#outlet.handOver();
      if (stop !== "breathe" && stop !== "early" && stop !== "full") return stop;
      const now = performance.now();
      if (now - breathed > BREATH_MILLISECONDS || this.#idling.asleep) {
        breathed = now;
        await this.#breathe(stop === "early");
      }
    }
  }

  /** Lets the host do what it has to, and looks whether something was typed. */
  async #breathe(early: boolean): Promise<void> {
    // Without an event only the host can wake the machine.
    const nothing = early || (this.#idling.asleep && this.queue.next === NEVER);
    await new Promise<void>((resolve) =>
      nothing ? setTimeout(resolve, SLEEP_MILLISECONDS) : setImmediate(resolve),
    );
    this.#pace?.look(this.now);
    this.board.consoleInput();
    if (this.board.hasInput) this.#idling.asleep = false;
  }

  /** Says who runs at the beginning of what is heard of: a stream begins in user mode, in space 0. */
  #announce(): void {
    if (this.#announced) return;
    this.#announced = true;
    const { processor } = this;
    processor.port.event(SPACE, processor.space);
    processor.port.event(MODE, processor.user ? USER_MODE : KERNEL_MODE);
  }

  /** Runs until something that only `run` can do. */
  #runSome({ cycles = NEVER, instructions = NEVER, steps }: RunLimits): Stop | Pause {
    const { processor, time, queue } = this;
    const idling = this.#idling;
    const outlet = this.#outlet;
    const breathe = this.now + BREATH_CYCLES;
    let left = steps ?? NEVER;
    for (;;) {
      if (this.#halted) return { why: "halt" };
      if (this.#asked !== undefined) {
        const asked = this.#asked;
        this.#asked = undefined;
        return asked;
      }
      if (outlet.full) return "full";
      if (left === 0) return { why: "steps" };
      // How far to go is only known when all stalls so far are.
      outlet.settle();
      const now = this.now;
      if (now >= queue.next) {
        idling.asleep = false;
        queue.run();
        continue;
      }
      if (now >= cycles) return { why: "cycles" };
      if (time.retired >= instructions) return { why: "instructions" };
      if (now >= breathe) return "breathe";
      if (processor.interruptPending) {
        idling.asleep = false;
        processor.takeInterrupt();
        left--;
        continue;
      }
      const horizon = Math.min(queue.next, cycles, breathe);
      if (idling.asleep) {
        if (queue.onlyTicks && this.board.askForInput()) continue;
        if (Math.min(queue.next, cycles) === NEVER) return "breathe";
        const due = this.#pace !== undefined && queue.onlyTicks ? this.#pace.until : NEVER;
        if (due <= now) return "early";
        idling.pass(Math.min(horizon, due) - now);
        continue;
      }
      const reach = Math.min(outlet.reach(horizon - now), instructions - time.retired);
      time.setDeadline(now + reach);
      const stop = this.#execute(left);
      if (steps !== undefined) left = this.#left;
      if (stop !== undefined) return stop;
    }
  }

  /** Steps that `#execute` has left. */
  #left = 0;

  /** Executes to the deadline, at most `steps`. */
  #execute(steps: number): Stop | "full" | undefined {
    const { processor } = this;
    const idling = this.#idling;
    const most = idling.active ? 1 : steps;
    const pause = idling.active
      ? idling.step(this.#engine)
      : this.#engine.run(steps === NEVER ? undefined : steps);
    this.#left = steps - most + processor.word(at.STEPS);
    if (pause === "full") return "full";
    if (pause === "watch" && this.#watch.arrived(processor, idling))
      return { why: "watch", pc: processor.pc };
    return undefined;
  }

  #bus() {
    const machine = this;
    const access = processorAccess(() => machine.processor);
    return {
      read(address: number, size: 1 | 2 | 4): number {
        machine.#outlet.settle();
        return machine.board.read(address, size);
      },
      write(address: number, size: 1 | 2 | 4, value: number): boolean {
        machine.#outlet.settle();
        return machine.board.write(address, size, value);
      },
      get interrupts(): number {
        return machine.board.interrupts;
      },
      firmware(number: number): boolean {
        machine.#outlet.settle();
        const done = machine.board.firmware(number, access);
        if (done === "halt") machine.#halted = true;
        if (done === "wait") machine.#idling.asleep = true;
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

  /**
   * The whole state between two runs, but for what the engines have made of the code. A machine with
   * the same image, memory, disks and coupled memory that is restored from it goes on as this one does.
   */
  save(): Uint8Array {
    this.#outlet.inline?.handOver();
    // The coupled memory must have heard of everything: idling is ended, and gone on with behind.
    const idling = this.#idling.save();
    this.#outlet.settle();
    const { time } = this;
    const bytes = encodeState({
      ramBytes: this.memory.ramBytes,
      references: this.#outlet.use,
      processor: saveProcessor(this.processor),
      time: { cycles: this.now, stalls: time.stalls, extra: time.extra },
      ram: this.memory.ram,
      board: this.board.save(),
      events: this.queue.save(),
      pages: savePages(this.pages),
      coupled: this.#outlet.coupled?.save() ?? null,
      kept: saveKept(this.#outlet.kept),
      halted: this.#halted,
      ...idling,
    });
    this.#idling.restore(idling);
    return bytes;
  }

  /**
   * Takes over a state, before anything has run here; `attach` comes before.
   * @param name what errors call it
   * @throws InputError when the bytes are damaged, or of another machine. This one is then unusable.
   */
  restore(bytes: Uint8Array, name = "saved state"): void {
    if (this.pages.count > 0 || this.now > 0)
      throw new Error("machine: only one that has not run can be restored");
    const { memory } = this;
    const most = 2 * memory.ramBytes + MOST_OTHER_BYTES;
    const saved = new SavedFields(decodeState(bytes, name, most), "machine");
    if (saved.whole("ramBytes", 0, 2 ** 31) !== memory.ramBytes)
      throw new InputError(`${name}: the machine that was saved has another size of memory`);
    const use = saved.choice("references", ["none", "batches", "inline"]);
    if (use !== this.#outlet.use)
      throw new InputError(
        `${name}: its memory system was used ${USES[use]}; here it is used ${USES[this.#outlet.use]}`,
      );
    restorePages(this.pages, saved.inner("pages"));
    memory.bytes.set(saved.bytes("ram", memory.ramBytes), at.RAM);
    this.#outlet.coupled?.restore(saved.bytes("coupled", MOST_OTHER_BYTES, false));
    restoreKept(this.#outlet.kept, saved.inner("kept"), name);
    memory.refresh();
    const time = new SavedFields(saved.inner("time"), "machine.time");
    this.time.restore(time.cycle("cycles"), time.cycle("stalls"), time.cycle("extra"));
    restoreProcessor(this.processor, saved.inner("processor"));
    this.board.restore(saved.inner("board"));
    this.queue.restore(eventTimes(saved.inner("events")));
    this.#halted = saved.flag("halted");
    this.#outlet.inline?.begin();
    this.#idling.restore({ asleep: saved.flag("asleep"), turn: saved.inner("turn") });
  }

  /**
   * Copies bytes into main memory at a physical address, before anything runs.
   * @throws InputError when they do not fit.
   */
  load(physical: number, bytes: Uint8Array): void {
    if (physical < 0 || physical + bytes.length > this.memory.ramBytes)
      throw new InputError(
        `machine: ${bytes.length} bytes at physical address 0x${physical.toString(16)} do not fit into ${this.memory.ramBytes / 2 ** 20} MB of memory`,
      );
    this.memory.bytes.set(bytes, at.RAM + physical);
  }
}

const USES = { none: "not at all", batches: "by batches", inline: "inline" } as const;

/**
 * What a UNIX file system does, in a few lines: names, contents, counts and errors, all in memory.
 * Symbolic links are never followed: the tests have no paths through them.
 */
export const ERRORS = {
  ...{ EPERM: 1, ENOENT: 2, EEXIST: 17, ENOTDIR: 20, EISDIR: 21, EINVAL: 22 },
  ...{ ENOTEMPTY: 66 },
} as const;

interface Inode {
  readonly id: number;
  readonly kind: "file" | "directory" | "link";
  content: Buffer;
  readonly entries: Map<string, Inode>;
  parent: Inode | undefined;
  names: number;
  touched: number;
}

class Failed extends Error {
  readonly error: number;

  constructor(error: number) {
    super(`${error}`);
    this.error = error;
  }
}

const fail = (error: keyof typeof ERRORS): never => {
  throw new Failed(ERRORS[error]);
};

/** Commands that change nothing that the model knows of. */
const UNKNOWN = new Set(["drop", "hold", "list", "statfs", "sync", "update"]);

/** The bytes that the program writes. */
export function pattern(seed: number, bytes: number): Buffer {
  const data = Buffer.alloc(bytes);
  for (let at = 0; at < bytes; at++) {
    const value = Math.imul((seed + at) | 0, 0x9e3779b1) >>> 0;
    data[at] = (value >>> 24) ^ (value >>> 13);
  }
  return data;
}

function hash(bytes: Uint8Array): number {
  let value = 0x811c9dc5;
  for (const byte of bytes) value = Math.imul(value ^ byte, 16777619);
  return value >>> 0;
}

/** A file as it is expected on the disk. */
export interface Expected {
  readonly kind: Inode["kind"];
  readonly content: Buffer;
  readonly links: number;
}

export class UfsModel {
  #ids = 0;
  #command = 0;
  readonly #touchedNames = new Map<string, number>();
  readonly root: Inode = this.#make("directory", undefined);

  constructor() {
    this.root.entries.set("lost+found", this.#make("directory", this.root));
  }

  #make(kind: Inode["kind"], parent: Inode | undefined): Inode {
    const content = Buffer.alloc(0);
    const entries = new Map<string, Inode>();
    return { id: this.#ids++, kind, content, entries, parent, names: 1, touched: this.#command };
  }

  /** Does a command. @returns what the program says of it; undefined: anything. */
  run(line: string): string | undefined {
    this.#command++;
    const [name, ...words] = line.split(" ");
    if (UNKNOWN.has(name)) return undefined;
    try {
      return this.#do(name, words) ?? "0";
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      return name === "write" ? `${error.error} 0` : `${error.error}`;
    }
  }

  #do(command: string, words: readonly string[]): string | undefined {
    const [path, other] = words;
    const numbers = words.map(Number);
    switch (command) {
      case "create":
        return this.#create(path);
      case "write":
        return this.#write(path, numbers, words[4] === "append");
      case "truncate": {
        const file = this.#file(path);
        const content = Buffer.alloc(numbers[1]);
        file.content.copy(content);
        file.content = content;
        return;
      }
      case "read": {
        const file = this.#file(path, true);
        const part = file.content.subarray(numbers[1], numbers[1] + numbers[2]);
        return `0 ${part.length} ${hash(part)}`;
      }
      case "mkdir": {
        const { parent, name, inode } = this.#find(path);
        if (inode !== undefined) return fail("EEXIST");
        this.#enter(parent, name, this.#make("directory", parent));
        return;
      }
      case "symlink": {
        const { parent, name, inode } = this.#find(other);
        if (inode !== undefined) return fail("EEXIST");
        const link = this.#make("link", undefined);
        link.content = Buffer.from(path);
        this.#enter(parent, name, link);
        return;
      }
      case "rmdir":
        return this.#rmdir(path);
      case "unlink": {
        const { parent, name, inode } = this.#there(path);
        if (inode.kind === "directory") return fail("EPERM");
        this.#leave(parent, name, inode);
        return;
      }
      case "link": {
        const { inode } = this.#there(path);
        if (inode.kind === "directory") return fail("EPERM");
        const to = this.#find(other);
        if (to.inode !== undefined) return fail("EEXIST");
        inode.names++;
        inode.touched = this.#command;
        this.#enter(to.parent, to.name, inode);
        return;
      }
      case "rename":
        return this.#rename(path, other);
      case "stat":
        return this.#stat(path);
      case "readlink": {
        const { inode } = this.#there(path);
        return inode.kind === "link" ? `0 ${inode.content}` : fail("EINVAL");
      }
      default:
        throw new Error(`the model has no ${command}`);
    }
  }

  #find(path: string): { parent: Inode; name: string; inode: Inode | undefined } {
    const names = path.split("/").slice(1);
    const name = names.pop()!;
    let parent = this.root;
    for (const next of names) {
      const inode = parent.entries.get(next) ?? fail("ENOENT");
      if (inode.kind !== "directory") fail("ENOTDIR");
      parent = inode;
    }
    return { parent, name, inode: parent.entries.get(name) };
  }

  #there(path: string): { parent: Inode; name: string; inode: Inode } {
    const found = this.#find(path);
    return { ...found, inode: found.inode ?? fail("ENOENT") };
  }

  #file(path: string, reading = false): Inode {
    const { inode } = this.#there(path);
    if (inode.kind === "directory") fail("EISDIR");
    if (!reading) inode.touched = this.#command;
    return inode;
  }

  #touchName(parent: Inode, name: string): void {
    this.#touchedNames.set(`${parent.id}/${name}`, this.#command);
  }

  #enter(parent: Inode, name: string, inode: Inode): void {
    parent.entries.set(name, inode);
    this.#touchName(parent, name);
  }

  #leave(parent: Inode, name: string, inode: Inode): void {
    parent.entries.delete(name);
    this.#touchName(parent, name);
    inode.names--;
    inode.touched = this.#command;
  }

  #create(path: string): undefined {
    const { parent, name, inode } = this.#find(path);
    if (inode?.kind === "directory") fail("EISDIR");
    if (inode === undefined) {
      this.#enter(parent, name, this.#make("file", undefined));
    } else {
      inode.content = Buffer.alloc(0);
      inode.touched = this.#command;
    }
  }

  #write(path: string, [, at, bytes, seed]: readonly number[], append: boolean): string {
    const file = this.#file(path);
    const offset = append ? file.content.length : at;
    if (bytes > 0 && offset + bytes > file.content.length) {
      const content = Buffer.alloc(offset + bytes);
      file.content.copy(content);
      file.content = content;
    }
    pattern(seed, bytes).copy(file.content, offset);
    return `0 ${bytes}`;
  }

  #rmdir(path: string): undefined {
    const { parent, name, inode } = this.#there(path);
    if (inode.kind !== "directory") fail("ENOTDIR");
    if (inode.entries.size > 0) fail("ENOTEMPTY");
    this.#leave(parent, name, inode);
  }

  #rename(path: string, other: string): undefined {
    const from = this.#there(path);
    const to = this.#find(other);
    const isDirectory = from.inode.kind === "directory";
    if (from.inode === to.parent) fail("EINVAL");
    if (to.inode !== undefined) {
      if (isDirectory && to.inode.kind !== "directory") fail("ENOTDIR");
      if (!isDirectory && to.inode.kind === "directory") fail("EISDIR");
      if (to.inode === from.inode) return;
      if (to.inode === from.parent) fail("ENOTEMPTY");
    }
    if (isDirectory)
      for (let above: Inode | undefined = to.parent; above !== undefined; above = above.parent)
        if (above === from.inode) fail("EINVAL");
    if (to.inode !== undefined) {
      if (to.inode.entries.size > 0) fail("ENOTEMPTY");
      this.#leave(to.parent, to.name, to.inode);
    }
    from.parent.entries.delete(from.name);
    this.#touchName(from.parent, from.name);
    this.#enter(to.parent, to.name, from.inode);
    from.inode.touched = this.#command;
    if (isDirectory) from.inode.parent = to.parent;
  }

  #stat(path: string): string {
    const { inode } = this.#there(path);
    const mode = { file: "100644", directory: "40755", link: "120755" }[inode.kind];
    const links = linksOf(inode);
    return inode.kind === "directory"
      ? `0 ${mode} ${links}`
      : `0 ${mode} ${links} ${inode.content.length}`;
  }

  /** All that there is, by path. */
  tree(): Map<string, Expected> {
    return new Map([...walk(this.root)].map(({ path, inode }) => [path, expectedOf(inode)]));
  }

  /**
   * The files of `before`, which was all there was after command `synced`, that no command since has
   * had to do with.
   */
  snapshot(): Snapshot {
    const all = [...walk(this.root)].map(({ path, inode, way }) => ({
      path,
      inode,
      way,
      expected: expectedOf(inode),
    }));
    const command = this.#command;
    return {
      untouched: () =>
        new Map(
          all
            .filter(
              ({ inode, way }) =>
                inode.kind !== "directory" &&
                inode.touched <= command &&
                way.every((name) => (this.#touchedNames.get(name) ?? 0) <= command),
            )
            .map(({ path, expected }) => [path, expected]),
        ),
    };
  }
}

export interface Snapshot {
  /** What has not been touched since by any command that was begun. */
  readonly untouched: () => Map<string, Expected>;
}

function linksOf(inode: Inode): number {
  if (inode.kind !== "directory") return inode.names;
  return 2 + [...inode.entries.values()].filter(({ kind }) => kind === "directory").length;
}

const expectedOf = (inode: Inode): Expected => ({
  kind: inode.kind,
  content: inode.content,
  links: linksOf(inode),
});

function* walk(
  directory: Inode,
  at = "",
  ways: readonly string[] = [],
): Iterable<{ path: string; inode: Inode; way: readonly string[] }> {
  for (const [name, inode] of directory.entries) {
    const path = `${at}/${name}`;
    const way = [...ways, `${directory.id}/${name}`];
    yield { path, inode, way };
    if (inode.kind === "directory") yield* walk(inode, path, way);
  }
}

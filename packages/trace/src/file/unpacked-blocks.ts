/**
 * The blocks of a file, unpacked. The next few are read and unpacked, on other threads, while one is
 * used.
 */
import type { BlockHeader } from "./block-header.ts";
import { BLOCK_HEADER_BYTES } from "./layout.ts";
import { unpackSection } from "./section-codec.ts";
import type { StoredBlock, StoredBlocks } from "./stored-blocks.ts";
import { TraceDamage } from "./trace-damage.ts";

export interface UnpackedBlock {
  readonly offset: number;
  readonly header: BlockHeader;
  readonly pages: Uint8Array;
  readonly state: Uint8Array;
  readonly records: Uint8Array;
}

const BLOCKS_AHEAD = 3;

/**
 * @throws TraceDamage where the file is damaged, after the blocks before have been given out.
 */
export async function* unpackedBlocks(
  blocks: StoredBlocks,
  name: string,
): AsyncGenerator<UnpackedBlock, void, void> {
  // What fails ahead of its turn waits in the queue as a value: nobody would see it rejected.
  const ahead: Promise<UnpackedBlock | { readonly failure: unknown }>[] = [];
  let more = true;
  for (;;) {
    while (more && ahead.length < BLOCKS_AHEAD) {
      try {
        const block = await blocks.next();
        if (block === undefined) more = false;
        else ahead.push(unpack(block, name).catch((failure: unknown) => ({ failure })));
      } catch (failure) {
        more = false;
        ahead.push(Promise.resolve({ failure }));
      }
    }
    const block = await ahead.shift();
    if (block === undefined) return;
    if ("failure" in block) throw block.failure;
    yield block;
  }
}

async function unpack(block: StoredBlock, name: string): Promise<UnpackedBlock> {
  const { offset, header } = block;
  const parts = [
    { what: "pages", section: header.pages, stored: block.pages },
    { what: "state", section: header.state, stored: block.state },
    { what: "records", section: header.records, stored: block.records },
  ];
  const unpacked = await Promise.all(
    parts.map(({ section, stored }) => unpackSection(section, stored)),
  );
  const [pages, state, records] = unpacked.map((bytes, i) => {
    if (bytes !== undefined) return bytes;
    const at = parts.slice(0, i).reduce((sum, { stored }) => sum + stored.length, 0);
    throw new TraceDamage(
      name,
      offset + BLOCK_HEADER_BYTES + at,
      `the ${parts[i].what} of the block that begins at byte ${offset} are damaged: their checksum is wrong`,
    );
  });
  return { offset, header, pages, state, records };
}

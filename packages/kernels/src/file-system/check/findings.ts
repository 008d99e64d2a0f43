/**
 * What a check can find. `expected` says whether a power cut may leave it where a kernel writes as
 * 4.4BSD's does: inodes and directories at once and in the right order, maps, counts and data when
 * it suits. All of that is repaired without loss ("preened"). Anything else is an unexpected
 * inconsistency: a fault of the kernel, the disk or the image.
 */

interface Kind {
  /**
   * 0 superblock, 1 blocks and sizes, 2 names, 3 directories' connections, 4 counts of names,
   * 5 maps and counts of what is free: the phases of fsck.
   */
  readonly phase: 0 | 1 | 2 | 3 | 4 | 5;
  readonly expected: boolean;
}

const kind = (phase: Kind["phase"], expected: boolean): Kind => ({ phase, expected });
const EXPECTED = true;
const UNEXPECTED = false;

export const FINDING_KINDS = {
  "superblock-damaged": kind(0, UNEXPECTED),
  "superblock-disagrees": kind(0, UNEXPECTED),
  "superblock-copy": kind(0, UNEXPECTED),
  "superblock-field": kind(0, UNEXPECTED),
  "rotational-tables": kind(0, UNEXPECTED),

  "partially-allocated": kind(1, UNEXPECTED),
  "unknown-type": kind(1, UNEXPECTED),
  "bad-size": kind(1, UNEXPECTED),
  "bad-block": kind(1, UNEXPECTED),
  "duplicate-block": kind(1, UNEXPECTED),
  "blocks-beyond-end": kind(1, UNEXPECTED),
  "partially-truncated": kind(1, EXPECTED),
  "block-count": kind(1, EXPECTED),
  "link-without-text": kind(1, UNEXPECTED),
  "directory-without-size": kind(1, EXPECTED),
  "directory-size": kind(1, UNEXPECTED),

  "root-missing": kind(2, UNEXPECTED),
  "directory-hole": kind(2, UNEXPECTED),
  "directory-damaged": kind(2, UNEXPECTED),
  "dot-missing": kind(2, UNEXPECTED),
  "dot-wrong": kind(2, UNEXPECTED),
  "dot-dot-missing": kind(2, UNEXPECTED),
  "dot-dot-wrong": kind(2, UNEXPECTED),
  "entry-range": kind(2, UNEXPECTED),
  "entry-unallocated": kind(2, UNEXPECTED),
  "entry-repeated": kind(2, UNEXPECTED),
  "entry-type": kind(2, UNEXPECTED),
  "second-name-of-directory": kind(2, EXPECTED),

  "directory-loop": kind(3, UNEXPECTED),
  "unreferenced-directory": kind(3, EXPECTED),
  "lost-found-missing": kind(3, EXPECTED),
  "lost-found-no-directory": kind(3, UNEXPECTED),
  "lost-found-full": kind(3, UNEXPECTED),

  "unreferenced-file": kind(4, EXPECTED),
  "link-count-high": kind(4, EXPECTED),
  "link-count-low": kind(4, UNEXPECTED),

  "group-damaged": kind(5, UNEXPECTED),
  "group-layout": kind(5, UNEXPECTED),
  "group-rotor": kind(5, UNEXPECTED),
  "inode-map": kind(5, EXPECTED),
  "free-map": kind(5, EXPECTED),
  "group-counts": kind(5, EXPECTED),
  summary: kind(5, EXPECTED),
  "superblock-counts": kind(5, EXPECTED),
  "not-clean": kind(5, EXPECTED),
  "falsely-clean": kind(5, UNEXPECTED),
} as const satisfies Readonly<Record<string, Kind>>;

export type FindingKind = keyof typeof FINDING_KINDS;

/** One thing that is wrong with a file system. */
export interface Finding {
  readonly phase: Kind["phase"];
  readonly kind: FindingKind;
  /** Whether a power cut may leave it so; repair then loses nothing. */
  readonly expected: boolean;
  /** What is wrong, and what repair does. */
  readonly message: string;
  readonly inode?: number;
  /** In fragments. */
  readonly address?: number;
  readonly group?: number;
}

/** Where a finding is. */
export type Place = Pick<Finding, "inode" | "address" | "group">;

export function finding(kind: FindingKind, message: string, place: Place = {}): Finding {
  return { ...FINDING_KINDS[kind], kind, message, ...place };
}

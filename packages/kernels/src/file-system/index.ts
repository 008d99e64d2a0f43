/** The guests' disks: the Berkeley fast file system, made, read and checked. */
export type { ByteSource } from "./byte-source.ts";
export { type CheckOptions, type CheckReport, checkFileSystem } from "./check/check.ts";
export { FINDING_KINDS, type Finding, type FindingKind } from "./check/findings.ts";
export { extractTree } from "./extract.ts";
export {
  type FileStatus,
  FileSystem,
  type InodeType,
  type ListedName,
  openFileSystem,
  type WalkedName,
} from "./file-system.ts";
export { DEFAULT_GEOMETRY, type Geometry } from "./geometry.ts";
export { DEFAULT_TIME, type MakeOptions, makeFileSystem } from "./make.ts";
export { readTree, withSpec } from "./read-tree.ts";
export { parseTreeSpec, type TreeSpec, TreeSpecSchema } from "./spec.ts";
export type {
  Attributes,
  DeviceNode,
  DirectoryNode,
  FifoNode,
  FileNode,
  HardLinkNode,
  LinkNode,
  TreeNode,
} from "./tree.ts";

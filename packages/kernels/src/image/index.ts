export type { Image, ImageSegment } from "./image.ts";
export { imageOfElf } from "./load-elf.ts";
export { type ImageManifest, parseImageManifest } from "./manifest.ts";
export { guestImageNames, type OpenedImage, openImage } from "./open-image.ts";
export { type KnownProgram, knownModules, knownPrograms } from "./programs.ts";
export { rawImage } from "./raw-image.ts";

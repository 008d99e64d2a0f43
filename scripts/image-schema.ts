/** image-manifest.schema.json, made from the schema of manifests; a test checks that it is current. */
import { imageManifestJsonSchema } from "../packages/kernels/src/image/manifest.ts";

export const IMAGE_SCHEMA_FILE = "packages/kernels/image-manifest.schema.json";

/** The text of image-manifest.schema.json. */
export function imageSchemaText(): string {
  return `${JSON.stringify(imageManifestJsonSchema(), undefined, 2)}\n`;
}

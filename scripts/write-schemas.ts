/**
 * Writes the JSON Schemas and the generated parts of docs/machines.md: `npm run schemas`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { IMAGE_SCHEMA_FILE, imageSchemaText } from "./image-schema.ts";
import { DOCUMENT_FILE, documentText, SCHEMA_FILE, schemaText } from "./machine-documents.ts";

const root = new URL("../", import.meta.url);
const document = new URL(DOCUMENT_FILE, root);

writeFileSync(new URL(SCHEMA_FILE, root), schemaText());
writeFileSync(new URL(IMAGE_SCHEMA_FILE, root), imageSchemaText());
writeFileSync(document, documentText(readFileSync(document, "utf8")));

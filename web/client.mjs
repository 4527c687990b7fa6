// Writes src/schema.ts, the TypeScript types of the node's API, from the OpenAPI document that the node serves. Types only:
// nothing of it reaches the browser. Run `npm run client` after a change of the document; a test fails when it was forgotten.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";

const here = dirname(fileURLToPath(import.meta.url));
/** The description that the node serves. */
export const DOCUMENT = join(here, "..", "crates", "node", "src", "http", "openapi.json");
const TARGET = join(here, "src", "schema.ts");
const HEAD = "// Made by `npm run client` from crates/node/src/http/openapi.json. Do not edit.\n\n";

/** The types of a document, as text. Optional and null stay apart: the node leaves few keys out and answers null for unknown. */
export async function clientOf(document) {
  return HEAD + astToString(await openapiTS(document, { alphabetize: true }));
}

/** The text that is in the checkout. */
export function writtenClient() {
  return readFileSync(TARGET, "utf8");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(TARGET, await clientOf(JSON.parse(readFileSync(DOCUMENT, "utf8"))));
}

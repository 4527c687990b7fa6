// Whether an answer of the node is what its OpenAPI document says: every key described, none missing, of its type.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const require = createRequire(join(root, "web", "package.json"));
const { default: Ajv } = require("ajv/dist/2020");
const { default: addFormats } = require("ajv-formats");
const document = JSON.parse(readFileSync(join(root, "crates", "node", "src", "http", "openapi.json"), "utf8"));

/** Objects with named properties hold no others: a key that the document does not know is a fault of the document. */
function closed(schema) {
  if (Array.isArray(schema)) return schema.map(closed);
  if (schema === null || typeof schema !== "object") return schema;
  const out = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  if (schema.properties && !("additionalProperties" in schema)) out.additionalProperties = false;
  return out;
}

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema({ $id: "node", components: closed(document.components) });

const rebase = (schema) => JSON.parse(JSON.stringify(closed(schema)).replaceAll('"#/components/', '"node#/components/'));

/** The template of the document that a path fits. */
export function templateOf(path) {
  return Object.keys(document.paths).find((template) => template !== "/{path}" && new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, "[^/]+")}$`).test(path));
}

/** Faults of one answer, as text; `method` in lower case. */
export function faultsOf(method, path, status, body) {
  const operation = document.paths[templateOf(path)]?.[method];
  if (!operation) return [`${method} ${path} is not described`];
  const response = operation.responses[String(status)] ?? operation.responses.default;
  const schema = Object.values(response?.content ?? {})[0]?.schema;
  if (!schema) return body === undefined ? [] : [`${method} ${path} ${status}: no schema`];
  const fits = ajv.compile(rebase(schema));
  if (fits(body)) return [];
  return fits.errors.slice(0, 8).map((error) => `${method} ${path} ${status}: ${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`);
}

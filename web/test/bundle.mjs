// Bundles one TypeScript module of the page for a Node test, with the few browser globals its imports touch at load.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { rolldown } from "rolldown";

const src = join(dirname(fileURLToPath(import.meta.url)), "..", "src");

/** The catalogues come by the bundler of the page; without them each sentence shows its id. */
const withoutCatalogues = {
  name: "without-catalogues",
  transform: (code, id) => (id.endsWith("/language.ts") ? code.replace(/import\.meta\.glob<string>\(/, "((..._: unknown[]): Record<string, () => Promise<string>> => ({}))(") : undefined),
};

/** The module at `src/<path>`. */
export async function load(path) {
  globalThis.localStorage ??= { getItem: () => null, setItem: () => undefined };
  const bundle = await rolldown({ input: join(src, path), platform: "node", logLevel: "silent", plugins: [withoutCatalogues] });
  const file = join(mkdtempSync(join(tmpdir(), "vigie-")), "module.mjs");
  await bundle.write({ file, format: "esm" });
  return import(pathToFileURL(file).href);
}

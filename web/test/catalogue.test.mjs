// The catalogues: the same keys and the same variables in all three languages, every key of the page present, every code of
// the Rust sources named in words.
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { FluentParser } from "@fluent/syntax";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const LANGUAGES = ["en", "fr-CA", "ja"];
const FILES = readdirSync(join(root, "locales", "en")).map((name) => name.replace(".ftl", "")).filter((name) => name !== "cli").sort();

function read(language, file) {
  const path = join(root, "locales", language, `${file}.ftl`);
  const resource = new FluentParser().parse(readFileSync(path, "utf8"));
  const messages = new Map();
  for (const entry of resource.body) {
    assert.notEqual(entry.type, "Junk", `${path}: ${entry.content}`);
    if (entry.type !== "Message") continue;
    assert.ok(!messages.has(entry.id.name), `${path}: ${entry.id.name} twice`);
    messages.set(entry.id.name, [...new Set([...JSON.stringify(entry.value).matchAll(/"VariableReference","id":\{[^}]*"name":"(\w+)"/g)].map((m) => m[1]))].sort().join());
  }
  return messages;
}

const catalogue = Object.fromEntries(LANGUAGES.map((language) => [language, new Map(FILES.flatMap((file) => [...read(language, file)]))]));

function sources(folder, end) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path, end);
    return end.test(entry.name) ? [path] : [];
  });
}

test("all languages have the same keys with the same variables", () => {
  const english = catalogue.en;
  for (const language of LANGUAGES.slice(1)) {
    const other = catalogue[language];
    assert.deepEqual([...english.keys()].filter((key) => !other.has(key)), [], `missing in ${language}`);
    assert.deepEqual([...other.keys()].filter((key) => !english.has(key)), [], `extra in ${language}`);
    for (const [key, variables] of english) assert.equal(other.get(key), variables, `variables of ${key} in ${language}`);
  }
});

test("every key that the page asks for exists, and every family has its members", () => {
  const code = sources(join(root, "web", "src"), /\.tsx?$/).map((path) => readFileSync(path, "utf8")).join("\n");
  const missing = [...code.matchAll(/\bt\("([^"]+)"/g)].map((m) => m[1]).filter((key) => !catalogue.en.has(key));
  assert.deepEqual([...new Set(missing)], []);
  const families = [...code.matchAll(/\b(?:t|tryT)\(`([a-z-]+-)\$\{/g)].map((m) => m[1]).concat([...code.matchAll(/\bword\("([a-z-]+)"/g)].map((m) => `${m[1]}-`));
  for (const family of new Set(families)) assert.ok([...catalogue.en.keys()].some((key) => key.startsWith(family)), `no key begins with ${family}`);
});

test("no text on the page is written outside the catalogues", () => {
  const allowed = /^(MMSI|CSV|CAP|STIX|PDF|Vigie|EXERCISE|EXERCICE|演習|N|Z|nm|[\s×·…–—←+−%°/:,.()]*)$/u;
  for (const path of sources(join(root, "web", "src"), /\.tsx$/)) {
    const markup = readFileSync(path, "utf8").replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
    for (const [, text] of markup.matchAll(/<(?:p|span|h[1-4]|th|td|button|label|a|li|legend|dt|dd|option|strong)(?:\s[^<>]*)?>([^<>{}]+)</g)) {
      assert.match(text.trim(), allowed, `${path}: ${text}`);
    }
  }
});

/** Codes of the watch, read from the Rust sources before their tests. */
function rust(file) {
  const path = join(root, "crates", "watch", "src", file);
  return existsSync(path) ? readFileSync(path, "utf8").split("#[cfg(test)]")[0].replaceAll(/\/\/.*$/gm, "") : "";
}

function all(pattern, ...files) {
  const folder = join(root, "crates", "watch", "src");
  const names = files.length > 0 ? files : readdirSync(folder).filter((name) => name.endsWith(".rs"));
  return [...new Set(names.flatMap((name) => [...rust(name).matchAll(pattern)].map((m) => m[1])))];
}

const id = (family, code) => `${family}-${code.replaceAll("_", "-").replaceAll(".", "-")}`;
const unnamed = (family, codes) => codes.map((code) => id(family, code)).filter((key) => !catalogue.en.has(key));
const UNIT = /_(points_per_h|kn|nm|km|m|h|min|s|days|d|deg|pct|share|count)$/;

test("event kinds, reasons and what would change them have words", () => {
  const kinds = all(/Self::\w+ => "([a-z_]+)"/g, "event.rs");
  assert.ok(kinds.length >= 11);
  assert.deepEqual(unnamed("event", kinds), []);
  assert.deepEqual(unnamed("sentence", kinds), []);
  const reasons = all(/const [A-Z_]+: &str = "([a-z-]+)"/g, "reason.rs");
  assert.ok(reasons.length >= 10);
  assert.deepEqual(unnamed("reason", reasons), []);
  const outlook = all(/"([a-z]+(?:-[a-z]+)+)"/g, "outlook.rs");
  assert.ok(outlook.length >= 10);
  assert.deepEqual(outlook.filter((code) => !catalogue.en.has(`change-${code}`) && !catalogue.en.has(`unknown-${code}`)), []);
});

test("what refutes and what withdraws an event has words", () => {
  const refuted = [...new Set(all(/refuted_by[^;]*?\[([^\]]*)\]/g).flatMap((text) => [...text.matchAll(/"([a-z-]+)"/g)].map((m) => m[1])))];
  assert.ok(refuted.length >= 8);
  assert.deepEqual(unnamed("refute", refuted), []);
  assert.deepEqual(unnamed("retract", all(/retract\([^)]*?"([a-z-]+)"\)/g)), []);
});

test("numbers and codes of the evidence have names", () => {
  const keys = all(/\.(?:number|maybe|code)\(\s*"([a-z0-9_]+)"/g);
  assert.ok(keys.length >= 60);
  const nameless = keys.filter((key) => !catalogue.en.has(id("evidence", key)) && !catalogue.en.has(id("evidence", key.replace(UNIT, ""))));
  assert.deepEqual(nameless, []);
  const places = all(/places\s*\.insert\(\s*"([a-z_]+)"/g);
  assert.deepEqual(unnamed("place", places), []);
  const values = all(/\.code\(\s*"[a-z_]+",\s*"([a-z-]+)"/g);
  assert.deepEqual(unnamed("code", values), []);
});

test("why a feed does not run has words", () => {
  const node = (...parts) => readFileSync(join(root, "crates", "node", "src", ...parts), "utf8");
  const codes = [...node("feed", "error.rs").matchAll(/#\[error\("([a-z-]+)/g), ...node("feeding.rs").matchAll(/(?:CROWDED: &str = |last_error = Some\()"(feed-[a-z-]+)"/g), ...node("feed", "live.rs").matchAll(/"([a-z]+-lost)"\.to_owned\(\)/g)].map((m) => m[1]);
  assert.ok(codes.includes("connection-lost") && codes.includes("feed-clients-too-many") && codes.length >= 14, codes.join());
  assert.deepEqual(codes.filter((code) => !catalogue.en.has(code) && !catalogue.en.has(`fault-${code}`)), []);
});

test("faults of the readers have words", () => {
  const path = join(root, "crates", "ais", "src", "fault.rs");
  const codes = [...readFileSync(path, "utf8").matchAll(/(?:=|=>) "([a-z_-]+)"/g)].map((m) => m[1]);
  assert.ok(codes.length >= 15);
  assert.deepEqual(unnamed("fault", codes), []);
});

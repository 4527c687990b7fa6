// Closed areas: what the form takes for a season, and what it hands to the node.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./bundle.mjs";

const { ALWAYS, closureProperties, isSound } = await load("page/area_closure.ts");

test("a season has both its days or none, and may run over new year", () => {
  for (const [start, end, sound] of [["", "", true], ["11-15", "02-10", true], ["06-01", "", false], ["6-1", "7-31", false], ["13-01", "01-32", false]]) {
    assert.equal(isSound({ ...ALWAYS, start, end }), sound, `${start} ${end}`);
  }
});

test("only what is said goes to the node", () => {
  assert.deepEqual(closureProperties(ALWAYS), {});
  assert.deepEqual(closureProperties({ from: "2026-01-01", to: "", start: "06-01", end: "07-31" }), { valid_from: "2026-01-01", seasons: ["06-01/07-31"] });
});

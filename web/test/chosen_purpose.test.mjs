// The purpose that stands chosen when an officer looks at a release.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./bundle.mjs";

const { purposeChosen, purposesThatFit } = await load("exchange/chosen_purpose.ts");
const both = ["evacuation", "fisheries"];

test("what the node proposes stands chosen, wherever it is in the list", () => {
  assert.equal(purposeChosen(both, "fisheries"), "fisheries");
  assert.equal(purposeChosen(both, "evacuation"), "evacuation");
});

test("where none fits, none is chosen, not even the only one", () => {
  assert.equal(purposeChosen(both, null), "");
  assert.equal(purposeChosen(["evacuation"], null), "");
});

test("unasked, only the one without another is chosen, never the first", () => {
  assert.equal(purposeChosen(both, undefined), "");
  assert.equal(purposeChosen(["fisheries"], undefined), "fisheries");
  assert.equal(purposeChosen([], undefined), "");
});

test("a proposal that the agreement no longer names is not chosen", () => {
  assert.equal(purposeChosen(both, "patrol"), "");
});

test("a purpose fits when something may leave under it, at once or after an approval", () => {
  const tried = [["evacuation", { decision: "deny" }], ["fisheries", { decision: "hold" }], ["patrol", { decision: "release" }]];
  assert.deepEqual(purposesThatFit(tried), ["fisheries", "patrol"]);
  assert.deepEqual(purposesThatFit([]), []);
});

// What the patrol page reads of a plan.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./bundle.mjs";

const { orderedVersion } = await load("patrol/plan.ts");

test("the version under orders is the one that the node names; an older node orders the newest", () => {
  assert.equal(orderedVersion({ version: 3, status: "draft", ordered_version: 2 }), 2);
  assert.equal(orderedVersion({ version: 2, status: "ordered", ordered_version: 2 }), 2);
  assert.equal(orderedVersion({ version: 2, status: "withdrawn", ordered_version: null }), undefined);
  assert.equal(orderedVersion({ version: 2, status: "ordered" }), 2);
  assert.equal(orderedVersion({ version: 2, status: "draft" }), undefined);
  assert.equal(orderedVersion({}), undefined);
});

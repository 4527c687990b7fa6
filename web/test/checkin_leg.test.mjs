// A check-in device knows at which legs boarding is closed, by the pack that it took.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./bundle.mjs";

const { closedMs, minute } = await load("checkin/leg.ts");
const leg = (id, more = {}) => ({ id, name: id, from: "", departure_ms: 0, cutoff_ms: 0, seats: 6, stretchers: 0, ...more });
const pack = { legs: [leg("a", { boarding_closed_ms: 1_772_326_740_000 }), leg("b", { boarding_closed_ms: null }), leg("c")] };

test("a leg is closed since the time of its closing, and open where nothing is said of it", () => {
  assert.equal(closedMs(pack, "a"), 1_772_326_740_000);
  // Opened again, taken by an older node, not of the pack, no legs at all, no pack.
  for (const [of, id] of [[pack, "b"], [pack, "c"], [pack, "d"], [{}, "a"], [undefined, "a"]]) assert.equal(closedMs(of, id), undefined);
});

test("the time is told in UTC, over midnight too", () => {
  assert.equal(minute(1_772_326_740_000), "2026-03-01 00:59Z");
  assert.equal(minute(1_772_323_199_999), "2026-02-28 23:59Z");
});

test("a time that no calendar has stops no desk", () => {
  assert.equal(minute(-9_223_372_036_854_775_808), "–");
  assert.equal(minute(Number.NaN), "–");
});

// What partners told of a common evacuation: rows keep their keys while it is asked for again, so that what is typed in them stays.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./bundle.mjs";

const { claimRows, offerRows, partnerRows } = await load("evacuation/told.ts");

const offer = (leg, number, free) => ({ leg, leg_name: leg, number, seats: 10, stretchers: 0, open: [free, 0], conditions: "", expires: "2026-03-06T18:20:00Z", state: "open" });
const claim = (party, leg, number, state) => ({ party, claim: { number, leg, offer: 1, seats: 3, stretchers: 0 }, leg_name: leg, state, expires: "2026-03-06T18:20:00Z", given_back: [0, 0] });
const told = (free, state) => ({
  partners: [{ party: "ca", code: "CA", offers: [offer("a", 1, free), offer("b", 1, 5)] }, { party: "jp", code: "JP", offers: [offer("a", 1, 7)] }],
  claims: [claim("ca", "a", 1, state), claim("jp", "a", 1, state)],
});

test("a row has the same key in the next answer, and no two rows have one key", () => {
  const [before, after] = [told(10, "pending"), told(6, "confirmed")];
  assert.deepEqual([...partnerRows(before).keys()], ["ca", "jp"]);
  assert.equal(offerRows(before).size, 3, "two partners number their offers alike, and one the offers of two legs");
  assert.equal(claimRows(before).size, 2);
  assert.deepEqual([...offerRows(before).keys()], [...offerRows(after).keys()]);
  assert.deepEqual([...claimRows(before).keys()], [...claimRows(after).keys()]);
});

test("what a key finds is what was told last", () => {
  const [first] = offerRows(told(10, "pending")).keys();
  assert.equal(offerRows(told(6, "pending")).get(first).offer.open[0], 6);
  const [own] = claimRows(told(10, "pending")).keys();
  assert.equal(claimRows(told(10, "confirmed")).get(own).state, "confirmed");
  assert.equal(offerRows({ partners: [], claims: [] }).get(first), undefined);
});

// A dead link is told from a calm sea: by the beats of a node that is known to beat.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./bundle.mjs";

const { SILENCE_MS, Vigil } = await load("vigil.ts");

/** A clock by hand: what was to happen, and when it was called off. */
function byHand() {
  const waiting = new Map();
  let next = 0;
  return {
    waiting,
    after: (act, ms) => {
      assert.equal(ms, SILENCE_MS);
      const id = next++;
      waiting.set(id, act);
      return () => waiting.delete(id);
    },
    ring: () => [...waiting.values()].forEach((act) => act()),
  };
}

test("a node that never beat is not held to it", () => {
  const hand = byHand();
  const vigil = new Vigil(() => assert.fail("not lost"), hand.after);
  vigil.heard();
  vigil.heard();
  assert.equal(hand.waiting.size, 0);
});

test("after a beat silence is a dead link, whatever was heard last; one watch at a time", () => {
  const hand = byHand();
  let lost = 0;
  const vigil = new Vigil(() => (lost += 1), hand.after);
  vigil.beat();
  vigil.heard();
  vigil.heard();
  assert.equal(hand.waiting.size, 1);
  hand.ring();
  assert.equal(lost, 1);
  vigil.heard();
  assert.equal(hand.waiting.size, 1, "the link opened anew is watched from its first moment");
  vigil.end();
  assert.equal(hand.waiting.size, 0);
});

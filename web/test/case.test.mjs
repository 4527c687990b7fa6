// Cases as the page reckons with them: what is overdue, and the part of the chart that shows where it happened.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./bundle.mjs";

const { isPast, overdueCounts } = await load("case/late.ts");
const { extentOf } = await load("case/extent.ts");

test("a date lasts until the end of its day, a time of day until itself, and no date for ever", () => {
  const day = 20_000 * 86_400_000;
  assert.equal(isPast(null, Number.MAX_SAFE_INTEGER), false);
  for (const [due, now, past] of [[day, day + 86_399_999, false], [day, day + 86_400_000, true], [day + 1, day, false], [day + 1, day + 1, true]]) assert.equal(isPast(due, now), past, `${due - day} ${now - day}`);
});

test("a case with several things overdue is one case", () => {
  const brief = (reply, tasks, reports) => ({ overdue: { reply, tasks, reports } });
  assert.deepEqual(overdueCounts([brief(true, 3, 1), brief(false, 0, 0), brief(false, 0, 2)], [{ overdue: true }, { overdue: false }]), { cases: 2, reports: 1 });
});

test("places on both sides of 180 degrees lie side by side", () => {
  assert.equal(extentOf([]), undefined);
  assert.deepEqual(extentOf([[179, 40], [-178, 42], [177, 41]]), [177, 40, -178, 42]);
  assert.deepEqual(extentOf([[10, 5]]), [10, 5, 10, 5]);
});

// What was sailed as lines on the chart, and which searches go to the search desk.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./bundle.mjs";

const { emptySearches, isTaken, sailedLines, takeSearch, trackName } = await load("patrol/sailed_api.ts");

test("what was received is drawn over the plan, and a silence as a line of its own, over 180° too", () => {
  const planned = { type: "FeatureCollection", features: [{ type: "Feature", properties: { part: "sailed" }, geometry: { type: "LineString", coordinates: [[179, 44], [181, 44]] } }] };
  const way = [[[179, 44], [179.9, 44]], [[-179.5, 44.2], [-179, 44.2]], [[-178, 44]]];
  const found = { assets: [{ way, visits: [{ swept: { corners: [[179, 45], [-179, 45], [-179, 44], [179, 44]] } }, {}] }] };
  const parts = sailedLines(planned, found).features.map((one) => one.properties.part);
  // The plan and the rectangle; two pieces of the track, and the silences between three.
  assert.deepEqual(parts, ["later", "later", "sailed", "sailed", "gap", "gap"]);
  const gap = sailedLines(planned, found).features.at(-2).geometry.coordinates;
  assert.ok(Math.abs(gap[1][0] - gap[0][0]) < 2, JSON.stringify(gap));
  assert.equal(sailedLines(planned, undefined), planned);
});

test("only a search that was received and ticked goes to the search desk", () => {
  const empty = { time: "2026-07-02T00:00:00Z", area: { centre: [180, 44], radius_nm: 12 }, pod: 0.6 };
  takeSearch({ task: "a", empty }, true);
  takeSearch({ task: "b" }, true);
  assert.deepEqual([emptySearches(), isTaken("a"), isTaken("b")], [[empty], true, false]);
  takeSearch({ task: "a", empty }, false);
  assert.deepEqual(emptySearches(), []);
});

test("a file gives its track a name that the node takes", () => {
  assert.equal(trackName("July 2026.gpx"), "July-2026");
  assert.equal(trackName(".gpx"), "track");
});

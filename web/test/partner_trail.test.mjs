// Where partners say that a ship was, as lines of the chart: theirs, never drawn as our own, and whole across 180°.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./bundle.mjs";

const { partnerLines, trackLines, trackSpan } = await load("chart/track.ts");

const HOUR = 3600;
const trail = (party, points) => ({ party, track: "431000010-1", purpose: "fisheries", agreement: 2, within_m: null, points: points.map(([lon, lat, h]) => [lon, lat, h * HOUR, null, null]) });

test("a partner's trail is a line of its own with its source, in one piece across 180°", () => {
  const [line, ...more] = partnerLines([trail("ca-ccg", [[179.9, 40, 0], [-179.9, 40.1, 1], [-179.7, 40.2, 2]])], 9 * HOUR).features;
  assert.equal(more.length, 0);
  assert.deepEqual(line.properties, { part: "partner-sailed", badge: "CA-CCG" });
  const lons = line.geometry.coordinates.map(([lon]) => lon);
  for (let i = 1; i < lons.length; i += 1) assert.ok(Math.abs(lons[i] - lons[i - 1]) < 1, `${lons}`);
});

test("silence and what came after the slider's time are told apart, as in our own track", () => {
  const points = [[10, 5, 0], [11, 5, 1], [12, 5, 9], [13, 5, 10]];
  const parts = partnerLines([trail("jp-jcg", points)], 9 * HOUR).features.map(({ properties }) => properties.part);
  assert.deepEqual(parts, ["partner-sailed", "partner-gap", "partner-later"]);
  const own = { mmsi: 1, tracks: [trail("", points)], partners: [] };
  assert.deepEqual(trackLines(own, 9 * HOUR).features.map(({ properties }) => properties), [{ part: "sailed" }, { part: "gap" }, { part: "later" }]);
});

test("the slider reaches over our own track and the partners'", () => {
  assert.deepEqual(trackSpan([trail("", [[1, 1, 5], [1, 2, 6]]), trail("jp-jcg", [[1, 1, 2], [1, 2, 8]])]), [2 * HOUR, 8 * HOUR]);
  assert.equal(trackSpan([]), undefined);
});

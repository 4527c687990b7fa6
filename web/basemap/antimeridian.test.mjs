// Land and sea by points around 180° and the pole; the unrepaired file fails most of them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isLand } from "./antimeridian.mjs";
import { coastLines, landPolygons, rawPolygons } from "./coast.mjs";

const LAND = [[-175, 66.5], [-179, 71.2], [179.5, 71.2], [179.9, 68.95], [10, -89.5]];
const SEA = [[-150, 40], [-178, 60], [-10, 66.5], [-65, 71.2]];

function wrong(polygons) {
  return LAND.filter((p) => !isLand(polygons, p)).length + SEA.filter((p) => isLand(polygons, p)).length;
}

test("the nine points are right after the repair and mostly wrong before it", () => {
  assert.equal(wrong(landPolygons()), 0);
  assert.ok(wrong(rawPolygons()) >= 4, "the file needs the repair");
});

test("no repaired ring or line jumps, and no coast runs along 180°", () => {
  for (const ring of landPolygons().flat()) {
    for (const [x, y] of ring) assert.ok(Math.abs(x) <= 180 && Math.abs(y) <= 90);
  }
  for (const line of coastLines()) {
    for (let i = 1; i < line.length; i += 1) {
      assert.ok(Math.abs(line[i][0] - line[i - 1][0]) <= 180);
      assert.ok(!(Math.abs(line[i][0]) === 180 && Math.abs(line[i - 1][0]) === 180));
    }
  }
});

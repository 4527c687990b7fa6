// Positions as sailors write and read them, and distances right across 180°.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./bundle.mjs";

const { bearingDeg, distanceNm, greatCircle, parsePlace, place, unwrapLine } = await load("place.ts");

test("positions are written in minutes, decimals and seconds", () => {
  assert.equal(place([141.335, 43.1366667], "minutes"), "43°08.2′N 141°20.1′E");
  assert.equal(place([-0.0001, -0.9999], "minutes"), "01°00.0′S 000°00.0′W");
  assert.equal(place([179.99999, 59.99999], "minutes"), "60°00.0′N 180°00.0′E");
  assert.equal(place([141.335, 43.1366667], "dms"), "43°08′12″N 141°20′06″E");
  assert.equal(place([190, 10], "decimal"), "10.00000, -170.00000");
});

test("what is written can be read back, and more", () => {
  for (const text of ["43°08.2′N 141°20.1′E", "43 08.2 N, 141 20.1 E", "N43 08.2 E141 20.1", "43.136667, 141.335", "43°08′12″N 141°20′06″E", "北緯43°08.2′ 東経141°20.1′", "43°08,2′N 141°20,1′E", "43,136667 N, 141,335 E"]) {
    const [lon, lat] = parsePlace(text) ?? [NaN, NaN];
    assert.ok(Math.abs(lat - 43.13667) < 1e-3 && Math.abs(lon - 141.335) < 1e-3, text);
  }
  assert.deepEqual(parsePlace("10 S 170 W"), [-170, -10]);
  assert.deepEqual(parsePlace("10,5° S 170,25° O"), [-170.25, -10.5], "as French writes it");
  assert.deepEqual(parsePlace("43.5,141.25"), [141.25, 43.5]);
  for (const text of ["", "43,5 141,2", "somewhere", "91, 10", "43 61 N 141 20 E", "43"]) assert.equal(parsePlace(text), undefined, text);
});

test("distances, bearings and lines do not notice 180°", () => {
  const [a, b] = [[179.5, 40], [-179.5, 40]];
  const straight = distanceNm([10, 40], [11, 40]);
  assert.ok(Math.abs(distanceNm(a, b) - straight) < 1e-6);
  assert.ok(Math.abs(straight - 46) < 0.2);
  assert.ok(Math.abs(bearingDeg(a, b) - 90) < 1);
  const line = greatCircle(a, b);
  for (let i = 1; i < line.length; i += 1) assert.ok(Math.abs(line[i][0] - line[i - 1][0]) < 1);
  assert.deepEqual(unwrapLine([[179, 0], [-179, 0], [179, 0]]).map(([lon]) => lon), [179, 181, 179]);
  assert.ok(Math.abs(distanceNm([0, 0], [0, 1]) - 60.04) < 0.01);
});

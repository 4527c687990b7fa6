// Every type × source × realm of the position frame is drawn as something, and no two types alike; nothing is invisible.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./bundle.mjs";

const { meshes, path, symbol } = await load("fleet/symbol.ts");
const { Fleet, FLAG_EXERCISE } = await load("fleet/frame.ts");
const { layOut, INSTANCE_BYTES, GROUPS } = await load("fleet/instance.ts");
const KINDS = 13;
const SOURCES = 4;

function record(fields) {
  const view = new DataView(new ArrayBuffer(24));
  const { mmsi = 1, lon = 0, lat = 0, sog = 100, cog = 900, time = 1000, kind = 0, source = 0, flags = 0, track = 1 } = fields;
  view.setUint32(0, mmsi, true);
  view.setInt32(4, Math.round(lon * 1e7), true);
  view.setInt32(8, Math.round(lat * 1e7), true);
  view.setUint16(12, sog, true);
  view.setUint16(14, cog, true);
  view.setUint32(16, time, true);
  view.setUint8(20, kind);
  view.setUint8(21, source);
  view.setUint8(22, flags);
  view.setUint8(23, track);
  return view;
}

function area(polygon) {
  return Math.abs(polygon.reduce((sum, [x, y], i) => {
    const [nx, ny] = polygon[(i + 1) % polygon.length];
    return sum + x * ny - nx * y;
  }, 0)) / 2;
}

test("each type and source has a visible symbol of its own", () => {
  const seen = new Map();
  for (let kind = 0; kind < KINDS; kind += 1) {
    for (let source = 0; source < SOURCES; source += 1) {
      const filled = symbol(kind, source).reduce((sum, polygon) => sum + area(polygon), 0);
      assert.ok(filled > 0.2, `kind ${kind} source ${source} is too small to see`);
      const drawn = path(kind, source);
      assert.ok(!seen.has(drawn), `kind ${kind} source ${source} looks like ${seen.get(drawn)}`);
      seen.set(drawn, `${kind}/${source}`);
    }
  }
});

test("kinds and sources of a newer node still get a symbol", () => {
  assert.ok(symbol(77, 9).length > 0);
  const fleet = new Fleet();
  fleet.take(record({ kind: 200, source: 200 }), 1000);
  const { starts } = layOut(fleet);
  assert.equal(starts[1] - starts[0], 1);
});

test("every vessel of a frame is drawn once, in either realm, with its marks", () => {
  for (const realm of [0, FLAG_EXERCISE]) {
    const fleet = new Fleet();
    let mmsi = 0;
    for (let kind = 0; kind < KINDS; kind += 1) for (let source = 0; source < SOURCES; source += 1) fleet.take(record({ mmsi: ++mmsi, kind, source, flags: realm | 7 }), 1000);
    const { starts, bytes } = layOut(fleet);
    const { starts: meshStarts } = meshes();
    for (let group = 0; group < KINDS * SOURCES; group += 1) {
      assert.equal(starts[group + 1] - starts[group], 1, `group ${group}`);
      assert.ok(meshStarts[group + 1] - meshStarts[group] >= 3);
    }
    assert.equal(starts[GROUPS] * INSTANCE_BYTES, bytes.byteLength);
    assert.equal(starts[GROUPS], 4 * KINDS * SOURCES);
  }
});

test("a vessel keeps its place to centimetres and moves along its course", () => {
  const fleet = new Fleet();
  fleet.take(record({ lon: 179.9999999, lat: 43.1234567, sog: 100, cog: 900 }), 1000);
  const { bytes } = layOut(fleet);
  const [xh, yh, xl, yl, vx, vy] = new Float32Array(bytes);
  const metre = 1 / 40_075_016;
  assert.ok(Math.abs(xh + xl - fleet.x[0]) < 0.05 * metre);
  assert.ok(Math.abs(yh + yl - fleet.y[0]) < 0.05 * metre);
  assert.ok(vx > 0 && Math.abs(vy) < vx * 1e-6, "course 090 is east");
});

test("two tracks of one MMSI are two vessels; a newer record of one replaces it", () => {
  const fleet = new Fleet();
  fleet.take(record({ mmsi: 5, track: 1 }), 1000);
  fleet.take(record({ mmsi: 5, track: 2 }), 1000);
  fleet.take(record({ mmsi: 5, track: 2, lat: 10 }), 1010);
  assert.equal(fleet.count, 2);
});

// The table of vessels with 100,000 rows: what the filter lets through, the order, the lock, and scrolling to any row.
// What it costs is measured by `npm run bench:list`, never asserted.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./bundle.mjs";
import { records } from "./fleet.mjs";

const { Fleet } = await load("fleet/frame.ts");
const { Table } = await load("fleet/table.ts");
const COUNT = 100_000;
const TIME = 1_800_000_000;
const WORLD = { west: -180, east: 180, south: -80, north: 80, kind: null, text: "", named: [], sort: "mmsi", locked: false, offset: 0, limit: 60 };

function watch(count = COUNT) {
  const fleet = new Fleet();
  fleet.take(records(count), TIME);
  return { fleet, table: new Table(fleet) };
}

const mmsis = (found) => found.rows.map((row) => row?.mmsi);

test("every one of 100,000 vessels can be scrolled to, each once", () => {
  const { table } = watch();
  const seen = new Set();
  for (let offset = 0; offset < COUNT; offset += 1000) {
    const { total, rows } = table.rows({ ...WORLD, offset, limit: 1000 });
    assert.equal(total, COUNT);
    for (const row of rows) seen.add(row.mmsi);
  }
  assert.equal(seen.size, COUNT);
  assert.equal(table.rows({ ...WORLD, offset: COUNT - 1 }).rows.length, 1);
  assert.equal(table.rows({ ...WORLD, offset: COUNT + 5 }).rows.length, 0);
});

test("the filter agrees with the plain definition: view across 180°, type, part of the MMSI, names", () => {
  const { fleet, table } = watch();
  const all = table.rows({ ...WORLD, limit: COUNT }).rows;
  const plain = (fits) => all.filter(fits).map((row) => row.mmsi);
  const ask = (part) => mmsis(table.rows({ ...WORLD, ...part, limit: COUNT }));
  const view = { west: 170, east: 200, south: 30, north: 50 };
  assert.deepEqual(ask(view), plain(({ position: [lon, lat] }) => (lon >= 170 || lon <= -160) && lat >= 30 && lat <= 50));
  assert.deepEqual(ask({ ...view, kind: 1 }), plain(({ kind, position: [lon, lat] }) => kind === 1 && (lon >= 170 || lon <= -160) && lat >= 30 && lat <= 50));
  assert.deepEqual(ask({ ...view, text: "4321" }), plain(({ mmsi }) => String(mmsi).includes("4321")), "a search is not bound to the view");
  const [one] = all;
  assert.deepEqual(ask({ text: "maru", named: [one.mmsi] }), [one.mmsi]);
  assert.equal(fleet.count, COUNT);
});

test("by speed the fastest come first and unknown speeds last; by time the newest", () => {
  const { table } = watch(5000);
  const speeds = table.rows({ ...WORLD, sort: "speed", limit: 5000 }).rows.map((row) => row.sog ?? -1);
  assert.deepEqual(speeds, [...speeds].sort((a, b) => b - a));
  assert.equal(speeds.at(-1), -1);
  const times = table.rows({ ...WORLD, sort: "time", limit: 5000 }).rows.map((row) => row.seen);
  assert.deepEqual(times, [...times].sort((a, b) => b - a));
});

test("a locked order stays through updates, tells of new vessels, and keeps the place of one that is gone", () => {
  const { fleet, table } = watch();
  const ask = { ...WORLD, sort: "speed", limit: 200 };
  const before = table.rows({ ...ask, locked: true });
  fleet.take(records(COUNT + 7, TIME + 60, 99), TIME + 60);
  const later = table.rows({ ...ask, locked: true });
  assert.deepEqual(mmsis(later), mmsis(before));
  assert.notDeepEqual(later.rows.map((row) => row.sog), before.rows.map((row) => row.sog), "their numbers go on changing");
  assert.deepEqual([later.total, later.fresh], [COUNT, 7]);
  assert.notDeepEqual(mmsis(table.rows(ask)), mmsis(before), "unlocked, the order is that of now");
  table.rows({ ...ask, locked: true });
  const gone = table.rows({ ...ask, locked: true }).rows[3].mmsi;
  fleet.clear();
  const rest = records(COUNT + 7, TIME + 90, 99);
  const without = new DataView(rest.buffer.slice(0));
  for (let i = 0; i < COUNT + 7; i += 1) if (without.getUint32(i * 24, true) === gone) without.setUint32(i * 24, 1, true);
  fleet.take(without, TIME + 90);
  assert.equal(table.rows({ ...ask, locked: true }).rows[3], undefined);
});

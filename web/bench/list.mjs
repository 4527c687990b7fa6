// What the table of 100,000 vessels costs, in CPU milliseconds of this process: acceptance figure U14.
// Run: npm run bench:list
import { load } from "../test/bundle.mjs";
import { records } from "../test/fleet.mjs";

const { Fleet } = await load("fleet/frame.ts");
const { Table } = await load("fleet/table.ts");
const COUNT = Number(process.env.VESSELS ?? 100_000);
const RUNS = 20;
const WORLD = { west: -180, east: 180, south: -80, north: 80, kind: null, text: "", named: [], sort: "mmsi", locked: false, offset: 0, limit: 60 };
const fleet = new Fleet();
fleet.take(records(COUNT), 1_800_000_000);
const table = new Table(fleet);

/** Median CPU of a question that finds the fleet changed each time. */
function cost(ask, changed = true) {
  const times = [];
  for (let i = 0; i < RUNS; i += 1) {
    if (changed) fleet.version += 1;
    const before = process.cpuUsage();
    table.rows(typeof ask === "function" ? ask(i) : ask);
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1000);
  }
  return times.sort((a, b) => a - b)[RUNS / 2].toFixed(1).padStart(6);
}

const print = (name, ms) => process.stdout.write(`${name.padEnd(46)}${ms} ms\n`);
process.stdout.write(`${COUNT} vessels, median of ${RUNS}, CPU (U14: filter < 100 ms)\n`);
print("whole world by MMSI", cost(WORLD));
print("whole world by speed", cost({ ...WORLD, sort: "speed" }));
print("whole world by time", cost({ ...WORLD, sort: "time" }));
print("a view across 180°, one type", cost({ ...WORLD, west: 150, east: 210, kind: 1 }));
print("part of an MMSI, anywhere", cost({ ...WORLD, text: "432" }));
print("1,000 found by name", cost({ ...WORLD, text: "maru", named: Array.from({ length: 1000 }, (_, i) => 200_000_000 + i * 5_000) }));
print("locked, all updated", cost({ ...WORLD, sort: "speed", locked: true }));
print("scrolling one window on", cost((i) => ({ ...WORLD, offset: i * 60 }), false));

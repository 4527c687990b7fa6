// What one change makes of what carries people.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./bundle.mjs";

const { begun, closing, digitsOf, isClosed, loose, moment, replaced, reslotted, runs, span, withSeats } = await load("evacuation/transport.ts");

const START = Date.parse("2026-03-06T00:20:00Z");
const instance = () => ({ ...begun("CA", START).instance, slots: 4, assembly: [{ id: "a", name: "School", position: [121, 14.6], bus_seats: [5, 5, 0, 7] }] });

test("an evacuation begins at the hour, with our code as its only partner", () => {
  const { own, instance: one } = begun("CA", START);
  assert.deepEqual([own, one.partners, one.start], ["CA", ["CA"], "2026-03-06T00:00:00.000Z"]);
});

test("bus seats are read and set by times", () => {
  const it = instance();
  assert.deepEqual(runs(it.assembly[0], it).map((one) => [one.from.slice(11, 16), one.until.slice(11, 16), one.seats]), [["00:00", "02:00", 5], ["03:00", "04:00", 7]]);
  const more = withSeats(it.assembly[0], it, span("2026-03-06T01:00", "2026-03-06T03:00"), 9);
  assert.deepEqual(more.bus_seats, [5, 9, 9, 7]);
  assert.throws(() => withSeats(it.assembly[0], it, span("2026-03-07T01:00", "2026-03-07T03:00"), 9), { code: "transport-no-slot" });
});

test("other slots lose no bus and let none leave before its time", () => {
  const it = instance();
  assert.deepEqual(reslotted(it, it.start, 60, 6).assembly[0].bus_seats, [5, 5, 0, 7], "only more of the same");
  assert.deepEqual(reslotted(it, it.start, 120, 3).assembly[0].bus_seats, [5, 5, 7]);
  assert.deepEqual(reslotted(it, it.start, 30, 8).assembly[0].bus_seats, [5, 0, 5, 0, 0, 0, 7, 0]);
  assert.deepEqual(reslotted(it, "2026-03-06T00:30:00Z", 60, 4).assembly[0].bus_seats, [5, 5, 0, 7], "each half an hour later");
  assert.deepEqual(reslotted(it, "2026-03-06T01:00:00Z", 60, 4).assembly[0].bus_seats, [5, 0, 7, 0], "what left an hour before the new start is gone");
});

test("a place is closed for a time with a length, the end excluded", () => {
  const port = closing(closing({ closed: [] }, span("2026-03-06T10:00", "2026-03-06T12:00")), span("2026-03-06T01:00", "2026-03-06T02:00"));
  assert.deepEqual(port.closed.map((one) => one.start), ["2026-03-06T01:00:00Z", "2026-03-06T10:00:00Z"]);
  assert.equal(isClosed(port, "2026-03-06T10:00:00Z"), true);
  assert.equal(isClosed(port, "2026-03-06T12:00:00Z"), false);
  assert.throws(() => span("2026-03-06T10:00", "2026-03-06T10:00"), { code: "transport-span-order" });
});

test("a row that somebody changed meanwhile is not written over", () => {
  const rows = [{ id: 1, seats: 5 }, { id: 2, seats: 6 }];
  assert.deepEqual(replaced(rows, { id: 2, seats: 6 }, { id: 2, seats: 8 }), [{ id: 1, seats: 5 }, { id: 2, seats: 8 }]);
  assert.deepEqual(replaced(rows, { id: 1, seats: 5 }, undefined), [{ id: 2, seats: 6 }]);
  assert.throws(() => replaced(rows, { id: 2, seats: 7 }, { id: 2, seats: 8 }), { code: "transport-changed-meanwhile" });
});

test("roads, legs and vehicles without their places are found", () => {
  const it = { ...instance(), embarkation: [{ id: "p" }], havens: [{ id: "h" }], roads: [{ from: "a", to: "p" }, { from: "a", to: "gone" }], legs: [{ from: "p", to: "h" }, { from: "gone", to: "h" }], vehicles: [{ at: "gone" }] };
  assert.deepEqual([loose(it).roads.length, loose(it).others], [1, 2]);
});

test("the seconds of a time stay where its minute does, and yen have no hundredths", () => {
  assert.equal(moment("2026-03-06T10:00", "2026-03-06T10:00:41.5Z"), "2026-03-06T10:00:41.5Z");
  assert.equal(moment("2026-03-06T10:01", "2026-03-06T10:00:41.5Z"), "2026-03-06T10:01:00Z");
  assert.deepEqual([digitsOf("JPY"), digitsOf("CAD"), digitsOf("cad")], [0, 2, 2]);
});

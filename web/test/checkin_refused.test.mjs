// Notes that the node refuses: they keep nothing else back, stay on the device with the reason, and are tried again.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./bundle.mjs";

const id = (n) => String(n).padStart(32, "0");
const traveller = (n, family) => ({ id: id(n), names: [{ script: "latin", family, given: "" }], documents: [], group: null });

test("one refused note keeps nothing back, is shown with its reason, and is tried again with its record", async () => {
  const { Journal } = await load("checkin/journal.ts");
  const kept = new Map();
  const acts = ["checked_in", "registered", "checked_in", "arrived"];
  for (const [at, act] of acts.entries()) kept.set(`event/${String(at + 1).padStart(9, "0")}`, { seq: at + 1, text: `${at + 1}`, signature: "", person: id(at + 1), act, at_ms: 0 });
  kept.set("walkin/000000000", { record: { id: id(2), names: traveller(2, "Roy").names, birth: null }, traveller: traveller(2, "Roy") });
  const vault = {
    device: { id: id(9), crisis: id(8), name: "Desk 2" },
    get: async (name) => kept.get(name),
    all: async (start) => [...kept].filter(([name]) => name.startsWith(start)).sort().map(([, what]) => structuredClone(what)),
    put: async (name, what) => void kept.set(name, structuredClone(what)),
    keep: async (things) => { for (const [name, { json }] of things) kept.set(name, structuredClone(json)); },
    sign: async () => "00",
  };
  const sent = [];
  // The texts that the node refuses.
  let bad = new Set(["2", "3"]);
  const real = globalThis.fetch;
  globalThis.fetch = async (path, { body }) => {
    if (path.endsWith("/pack")) return new Response(JSON.stringify({ persons: [], places: [] }));
    const told = JSON.parse(body);
    sent.push(told);
    const refused = told.events.flatMap((one, at) => (bad.has(one.text) ? [[at, "crisis-device-unknown"]] : []));
    const alone = new Set(told.events.filter((one) => bad.has(one.text)).map((one) => id(one.text)));
    const persons_refused = told.persons.flatMap((one, at) => (alone.has(one.id) ? [[at, "crisis-record-unregistered"]] : []));
    return new Response(JSON.stringify({ taken: told.events.length - refused.length, known: 0, forked: 0, refused, aside: 0, walk_ins: 0, now_ms: 0, persons_refused }));
  };
  try {
    const journal = await Journal.open(vault);
    await journal.deliver();
    assert.deepEqual(sent.map((one) => one.events.map((event) => event.text)), [["1", "2", "3", "4"]], "once, and everything");
    assert.equal(journal.waiting(), 0);
    assert.deepEqual(journal.refusals().map(({ noted, why }) => [noted.seq, why]), [[2, "crisis-device-unknown"], [3, "crisis-device-unknown"]]);
    assert.deepEqual(journal.untaken(), [], "a record without its note is not refused for good");

    // The page is opened anew; something is noted since, and the node knows better of one.
    const again = await Journal.open(vault);
    assert.equal(again.refusals().length, 2);
    await again.note(id(5), { act: "arrived", place: id(7) }, "Desk 2");
    bad = new Set(["3"]);
    sent.length = 0;
    await again.deliver();
    assert.deepEqual(sent.map((one) => one.events.length), [1, 2], "what is new first, then what was refused");
    assert.deepEqual(sent[1].persons.map((one) => one.id), [id(2)]);
    assert.deepEqual(again.refusals().map(({ noted }) => noted.seq), [3]);
    assert.equal(again.waiting(), 0);
    assert.equal(kept.get("walkin/000000000").told, "", "the record came with its note");
  } finally {
    globalThis.fetch = real;
  }
});

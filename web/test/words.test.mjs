// Codes that people meet as words: the short forms of a list of events, the names of looks, the addresses of feeds, the proof of a plan.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { FluentBundle, FluentResource } from "@fluent/bundle";
import { load } from "./bundle.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const { condition, expected, receiver } = await load("conduct/words.ts");
const { proven } = await load("evacuation/evacuation.ts");
const { lookTitle } = await load("scene/title.ts");
const { splitPort } = await load("page/port.ts");
const { feedFault } = await load("page/feed_fault.ts");
const { codeText, foldedRevisions, inWords } = await load("card/finding.ts");

// Without a catalogue on screen a sentence shows its id: which sentence is said, is what is tested.
test("receivers, conditions and expectations of a list are words, and what is not known stays as it is written", () => {
  assert.equal(receiver("ca-ccg"), "ca-ccg");
  assert.equal(receiver("jp-jcg/somebody"), "jp-jcg · somebody");
  assert.equal(condition("manual"), "condition-manual");
  assert.equal(condition("entry EX-CLOSED-180"), "condition-entry");
  assert.equal(condition("entry EX-CLOSED-180 431000123"), "condition-entry-ship");
  assert.equal(condition("when the moon is full"), "when the moon is full");
  assert.equal(expected("rated()"), "expects-rated");
  assert.equal(expected("confirmed(gap, truth:dark-behind-the-outage)"), "expects-confirmed");
  assert.equal(expected("all(planned(*), any(tasked(*), ack(I-020)))"), "expects-plannedexpects-andexpects-taskedexpects-orexpects-ack");
  for (const odd of ["", "rated", "foretold(x)", ")(", "all(planned(*)"]) assert.equal(typeof expected(odd), "string", odd);
  assert.equal(expected("foretold(x)"), "foretold(x)");
});

test("every condition and expectation of the scenarios has words", () => {
  const folder = join(root, "crates", "exercise", "msel");
  const text = readdirSync(folder).filter((name) => name.endsWith(".toml")).map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
  const whats = [...text.matchAll(/"[A-Z]+\d+ [a-z*-]+: (.+?) within /g)].map((m) => m[1]);
  assert.ok(whats.length > 40);
  for (const what of whats) assert.match(expected(what), /^(expects-[a-z]+)+$/, what);
  const words = readFileSync(join(root, "locales", "en", "conduct.ftl"), "utf8");
  for (const [, turn] of text.matchAll(/^when = "after \S+ (\w+)/gm)) assert.match(words, new RegExp(`^condition-after-${turn} = `, "m"));
});

test("a sighting is named by kind, time and source; other looks keep the name that they came with", () => {
  assert.equal(lookTitle("sighting-2026-11-28T09:55:00Z-EX-17"), "sighting · 2026-11-28 09:55Z · EX-17");
  assert.equal(lookTitle("sighting-2026-11-28T09:55:00Z-00ff00ff00ff00ff-3"), "sighting · 2026-11-28 09:55Z · scene-line");
  assert.equal(lookTitle("EX_1"), "EX_1");
  assert.equal(lookTitle("sighting-of-old"), "sighting-of-old");
});

test("a port is not cut, a path behind it may be", () => {
  assert.deepEqual(splitPort("127.0.0.1:3976|5"), ["127.0.0.1", ":3976|5"]);
  assert.deepEqual(splitPort("tcp://[::1]:10110"), ["tcp://[::1]", ":10110"]);
  assert.deepEqual(splitPort("tape.nmea"), ["tape.nmea", ""]);
  assert.equal(splitPort("http://host:80/a/very/long/path/that/has/to/break")[1], "");
});

test("why a feed does not run is told in words, with what it is about; what the system says is said to be the system's", () => {
  // Without a catalogue no code has words, and stays visible.
  assert.equal(feedFault("connection-lost"), "connection-lost");
  assert.equal(feedFault("socket-unavailable: 127.0.0.1:80: in use"), "socket-unavailable: 127.0.0.1:80: in use");
  assert.equal(feedFault("Connection refused (os error 111)"), "feed-fault-system");
});

test("moments in the evidence are told like all others, and a day is a day", () => {
  assert.equal(codeText("list_date", "2026-11-26T00:00:00Z"), "2026-11-26");
  assert.equal(codeText("last_seen", "2026-11-26T10:25:31Z"), "2026-11-26 10:25Z");
});

test("a number and its word under one name are one row", () => {
  const event = { evidence: { numbers: { strength: 0.98, points: 3 }, codes: { strength: "strong" } } };
  assert.equal(inWords(event, "strength", "0.98"), "evidence-both");
  assert.equal(inWords(event, "points", "3"), "3");
});

test("revisions that say the same are one row, and a change between them is kept", () => {
  const at = (revision, state, confidence, minute = 0) => ({ revision, state, confidence, start: { time: "2026-11-26T00:00:00Z" }, end: { time: `2026-11-26T10:0${minute}:00Z` } });
  const rows = foldedRevisions([at(1, "open", 0.9), at(2, "open", 0.901), at(3, "open", 0.8), at(4, "open", 0.8, 1), at(6, "closed", 0.8, 1), at(5, "open", 0.8, 1)]);
  assert.deepEqual(rows.map(({ event, from }) => [from, event.revision]), [[6, 6], [4, 5], [3, 3], [1, 2]]);
});

test("a bound that is far away is not told as a proof", () => {
  assert.equal(proven(0.42), "evac-gap");
  assert.equal(proven(20), "evac-gap");
  assert.equal(proven(364), "evac-gap-loose");
});

test("one of a thing is said as one, in English and French", () => {
  const say = (code, id, values) => {
    const bundle = new FluentBundle(code, { useIsolating: false });
    for (const name of ["evacuation", "together"]) bundle.addResource(new FluentResource(readFileSync(join(root, "locales", code, `${name}.ftl`), "utf8")));
    const errors = [];
    const text = bundle.formatPattern(bundle.getMessage(id).value, values, errors);
    assert.deepEqual(errors, []);
    return text;
  };
  assert.equal(say("en", "evac-transport-kept", { legs: 1, faults: 0 }), "Kept: 1 leg, 0 entries left out.");
  assert.equal(say("en", "evac-transport-now", { legs: 3, places: 1, faults: 1 }), "3 legs, 1 assembly point, 1 entry left out");
  assert.equal(say("fr-CA", "evac-transport-kept", { legs: 1, faults: 2 }), "Enregistré : 1 trajet, 2 entrées écartées.");
  assert.equal(say("fr-CA", "together-offered-crisis", { party: "A", name: "B", places: 1, legs: 2 }), "A a ouvert « B » : 1 point de rassemblement, 2 trajets.");
  assert.equal(say("ja", "evac-transport-kept", { legs: 1, faults: 0 }), "登録しました。便1件、除外0件。");
});

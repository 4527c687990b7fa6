// What an officer reads of probabilities and densities, which ship is named beside a detection, and the ways of one MMSI.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { load } from "./bundle.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const { amount, figures, percent } = await load("measure.ts");
const { likeliest } = await load("scene/likeliest.ts");
const { otherLines, splitTracks } = await load("chart/track.ts");
const { doubtPlaces, doubtsOf } = await load("card/doubt.ts");

test("a density keeps three figures, as a power of ten where it is very small", () => {
  assert.equal(figures(3.6e-4), "3.60\u00a0×\u00a010⁻⁴");
  assert.equal(figures(1.1879249452242565e-5), "1.19\u00a0×\u00a010⁻⁵");
  assert.equal(figures(4.684e-12), "4.68\u00a0×\u00a010⁻¹²");
  assert.equal(figures(9.996e-4), "1.00\u00a0×\u00a010⁻³");
  assert.equal(figures(0.0123456), "0.0123");
  assert.equal(figures(12.345), "12.3");
  assert.equal(figures(1234.5), "1,235");
  assert.equal(figures(0), "0");
  for (const key of ["density_per_km2", "candidate_1_density_per_km2", "alone_per_km2"]) assert.equal(amount(key, 4.9e-8), "4.90\u00a0×\u00a010⁻⁸", key);
  assert.equal(amount("odds", 0.003682506824210803), "0.00368");
});

test("no probability is told as certain, in any language", () => {
  // Without a catalogue a sentence shows its id.
  for (const share of [1, 0.9999, 0.991]) assert.equal(percent(share), "pct-above");
  for (const share of [0, 0.00001, 0.0099]) assert.equal(percent(share), "pct-below");
  for (const share of [0.01, 0.5, 0.99]) assert.equal(percent(share), "unit-pct");
  assert.equal(amount("dark_probability", 1), "pct-above");
  const said = (code) => readFileSync(join(root, "locales", code, "scene.ftl"), "utf8");
  assert.match(said("en"), /^pct-above = >\u00a0\{ \$value \}\u00a0%$/m);
  assert.match(said("fr-CA"), /^pct-below = <\u00a0\{ \$value \}\u00a0%$/m);
  assert.match(said("ja"), /^pct-above = \{ \$value \}\u00a0%\u00a0超$/m);
});

test("a ship stands beside a detection only from one chance in twenty", () => {
  assert.equal(likeliest([]), undefined);
  assert.equal(likeliest([{ track: "a", probability: 0.0036 }]), undefined);
  assert.equal(likeliest([{ track: "a", probability: 0.0499 }, { track: "b", probability: 0.05 }])?.track, "b");
});

test("each track of an MMSI is a way of its own, and the chosen one ends at its own last place", () => {
  const tracks = { mmsi: 412000001, partners: [], tracks: [
    { track: "412000001-1", points: [[170, 40, 0, 5, 0], [170, 41, 600, 5, 0]] }, { track: "412000001-2", points: [[178, 43, 1200, 5, 0], [178, 44, 1800, 5, 0]] },
  ] };
  const { own, others } = splitTracks(tracks, "412000001-1");
  assert.deepEqual(own.tracks.map(({ track }) => track), ["412000001-1"]);
  assert.deepEqual(otherLines(others).features.map(({ geometry }) => geometry.coordinates), [[[178, 43], [178, 44]]]);
  assert.equal(splitTracks(tracks, "412000001-9").own, tracks);
  assert.equal(splitTracks(tracks, undefined).others, undefined);
});

test("places that cannot be true are told once each, those of withdrawn events not", () => {
  const event = (id, state, position, beside) => ({ id, state, kind: "implausible_position", vessels: [{ track: "412000001-2" }], start: { time: "2026-09-03T05:30:20Z", position }, evidence: { places: beside ? { beside } : {} } });
  const events = [event("a", "closed", [178.35, 43.45], [178.8, 43.1]), event("b", "closed", [178.3, 42.4], [178.35, 43.45]), event("c", "retracted", [1, 1]), event("d", "open", [2, 2])];
  assert.deepEqual(doubtsOf(events).map(({ event: id, track }) => [id, track]), [["a", "2"], ["b", "2"], ["d", "2"]]);
  assert.equal(doubtPlaces(events).length, 4);
});

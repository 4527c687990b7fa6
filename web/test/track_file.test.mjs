// Tracks as files: every position with its time, across 180°, and names that break no file.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./bundle.mjs";

const { trackCsv, trackGpx } = await load("card/track_file.ts");

const TRACKS = { mmsi: 412000001, tracks: [
  { track: "412000001-1", points: [[179.99, 41, 1772323200, 10.5, 90], [-179.99, 41, 1772323500, null, null]] },
  { track: "412000001-2", points: [[10, 5, 1772323200, 0, 0]] },
] };

test("a table has a row for each position, unknown speed left empty", () => {
  assert.deepEqual(trackCsv(TRACKS).trim().split("\r\n"), [
    "mmsi,track,time,lat,lon,sog_kn,cog_deg",
    "412000001,412000001-1,2026-03-01T00:00:00Z,41,179.99,10.5,90",
    "412000001,412000001-1,2026-03-01T00:05:00Z,41,-179.99,,",
    "412000001,412000001-2,2026-03-01T00:00:00Z,5,10,0,0",
  ]);
});

test("a chart program gets a track each, and a name that is no markup", () => {
  const gpx = trackGpx(TRACKS, "A<B & 'C'\u0000");
  assert.equal(gpx.match(/<trk>/g).length, 2);
  assert.match(gpx, /<trkpt lat="41" lon="-179.99"><time>2026-03-01T00:05:00Z<\/time><\/trkpt>/);
  assert.match(gpx, /<metadata><name>A&lt;B &amp; &apos;C&apos;<\/name>/);
});

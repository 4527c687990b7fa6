// A look of radar comes by the page: what could not be used is told, and the look stands with its detections, their working and the
// ships inside, in every language and palette.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LANGUAGES, PALETTES, openFloor, untidy, violations } from "./floor.mjs";

const CODES = /\b(?:scenes?|fault|code|evidence)-[a-z-]+\b/g;
let floor;

before(async () => {
  floor = await openFloor();
  await floor.setUp();
});
after(() => floor?.close());

test("an analyst brings a scene, sees what became of it, and opens the working", async () => {
  const { page } = floor;
  const [vessel] = await page.evaluate(async () => (await (await fetch("/api/v1/list?limit=1")).json()).vessels);
  const [lon, lat] = vessel.last.position;
  const ring = [[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5], [-0.5, -0.5]].map(([x, y]) => `${lon + x} ${lat + y}`).join(", ");
  const csv = `time,lat,lon,id,scene,length_m,confidence,footprint\n${vessel.last.time},${lat},${lon},here,EX_1,60,0.9,"POLYGON ((${ring}))"\n${vessel.last.time},${lat + 0.4},${lon - 0.4},off,EX_1,60,0.9,\nnever,${lat},${lon},bad,EX_1,60,0.9,\n`;
  await floor.go("lists");
  await page.getByRole("link", { name: "Detections", exact: true }).click();
  await page.waitForSelector('main[data-page="detections"] form');
  await page.selectOption("main form select", "plain");
  await page.setInputFiles("main form input[type=file]", { name: "look.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
  await page.click("main form button[type=submit]");
  await page.waitForSelector("#scene-title");
  assert.match(await page.textContent("main form [role=status]"), /Taken: 1 looks; 1 rows not used/);
  assert.match(await page.textContent("main form ul.error"), /Line 4: Time cannot be read/);
  assert.equal(await page.textContent("#scene-title"), "EX_1");
  assert.match(await page.textContent("main"), /Detections \(2\)/);
  await page.getByRole("button", { name: "Working of here", exact: true }).click();
  const working = await page.textContent("section[aria-labelledby=scene-title] table table");
  assert.match(working, /offset from its expected place/);
  // Densities can be checked, and nothing is told as certain.
  assert.doesNotMatch(working, /\b0\.00\b/);
  assert.doesNotMatch(working, /(?<![\d.,])(?:100|0)\s%/);
  assert.match(await page.textContent("section[aria-labelledby=scene-title]"), /Ships that may have been inside/);
  assert.equal(await page.locator("a[aria-current=true]", { hasText: "EX_1" }).count(), 1);
});

test("what is seen again is a dark vessel of the page, and own columns are taken", async () => {
  const { page } = floor;
  const [vessel] = await page.evaluate(async () => (await (await fetch("/api/v1/list?limit=1")).json()).vessels);
  const last = Date.parse(vessel.last.time);
  const at = (hours) => new Date(last - hours * 3_600_000).toISOString();
  // A boat that lies where it is, where AIS is heard: two degrees from a ship of the list.
  const [lon, lat] = vessel.last.position.map(Math.round);
  const place = lat + 2;
  const corners = [[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]].map(([x, y]) => `${lon + x} ${place + y}`);
  const ring = `POLYGON ((${corners.join(", ")}))`;
  const rows = [[12, "A"], [6, "B"], [1, "C"]].map(([hours, name]) => `${at(hours)},${place},${lon},boat,EX_${name},45,"${ring}"`);
  const csv = `heard,y,x,id,look,size,footprint\n${rows.join("\n")}\n`;
  await page.selectOption("main form select", "own");
  await page.fill("main form textarea", 'name = "own"\nsensor = "sar"\ntime = "heard"\nlat = "y"\nlon = "x"\nid = "id"\nscene = "look"\nlength_m = "size"\nfootprint = "footprint"\n');
  await page.setInputFiles("main form input[type=file]", { name: "own.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
  await page.click("main form button[type=submit]");
  const row = page.locator("section[aria-labelledby=dark-vessels-title] tbody tr", { hasText: `${place}°00.0′N` });
  await row.first().waitFor();
  assert.match(await row.first().textContent(), /D-[B-Z]{7}.*3/);
  await row.first().getByRole("link").click();
  await page.waitForSelector(".event-card");
  const card = await page.textContent(".event-card");
  assert.match(card, /Dark vessel/);
  assert.match(card, /Expected after 6 h/);
  assert.equal(await page.locator(".event-card .event-links a").count(), 3);
  await page.goBack();
  await page.waitForSelector("#scene-title");
});

test("the page is in order in every language and palette", async () => {
  const { page } = floor;
  for (const language of LANGUAGES) {
    for (const palette of PALETTES) {
      await floor.look(language, palette);
      await page.waitForSelector("#scene-title");
      assert.deepEqual([...await untidy(page, CODES), ...await violations(page)], [], `${language} ${palette}`);
    }
  }
  assert.deepEqual(floor.complaints, []);
});

test("the lists page tells each row that could not be used, and what a list says it is complete for", async () => {
  const { page } = floor;
  await floor.look("en", "day");
  await floor.go("lists");
  await page.fill("main form >> nth=0 >> label:has-text('Name') input", "Complete list");
  await page.selectOption("main form >> nth=0 >> select", "authorised");
  await page.fill("main form >> nth=0 >> label:has-text('flags') input", "JPN, CAN");
  await page.setInputFiles("main form >> nth=0 >> input[type=file]", { name: "list.csv", mimeType: "text/csv", buffer: Buffer.from("name,imo,mmsi\nEX GOOD,,431999001\nEX BAD,not-a-number,\n") });
  await page.click("main form >> nth=0 >> button[type=submit]");
  await page.waitForSelector("main ul.error li");
  assert.match(await page.textContent("main ul.error"), /Line 3/);
  const { lists } = await page.evaluate(async () => (await fetch("/api/v1/lists")).json());
  const kept = lists.find((list) => list.name === "Complete list");
  assert.deepEqual(kept.complete_for.map((one) => one.flag), ["JPN", "CAN"]);
  assert.match(await page.textContent("main table"), /JPN/);
});

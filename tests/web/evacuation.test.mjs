// The evacuation page in a real browser: plan, manifest, offers and alerts in three languages and three palettes.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LANGUAGES, PALETTES, api, openBrowser, prefer, setUpNode, signedIn, startNode, violations } from "./floor.mjs";

const PASSWORD = "a register kept sealed";
const HOUR_MS = 3_600_000;
const id = (number) => number.toString(16).padStart(32, "0");
let node;
let browser;
let crisis;

function transport(assembly) {
  const at = (hours) => new Date(Date.now() + hours * HOUR_MS).toISOString();
  const leg = (number, owner, hours) => ({
    id: id(number), name: `${owner}${number}`, owner, mode: "air", from: id(2), to: id(3), cutoff: at(hours), departure: at(hours + 1), arrival: at(hours + 4),
    seats: 6, open_to: ["CA", "JP"], cost: { currency: "JPY", minor: 600_001 },
  });
  return { own: "JP", instance: {
    start: at(0), slot_min: 60, slots: 24, partners: ["CA", "JP"],
    assembly: [{ id: assembly, name: "Manila school", position: [121, 14.6], bus_seats: Array(24).fill(5) }],
    embarkation: [{ id: id(2), name: "Clark", position: [120.6, 15.2], holding: 20 }],
    havens: [{ id: id(3), name: "Naha", position: [127.6, 26.2] }],
    roads: [{ from: assembly, to: id(2), travel_min: 90 }],
    legs: [leg(7, "JP", 6), leg(8, "CA", 10)],
    groups: [{ id: id(99), partner: "CA", at: assembly, ready: at(0), class: 1, size: 3 }, { id: id(98), partner: "CA", at: assembly, ready: at(0), class: 3, size: 9 }],
  } };
}

const enter = (user) => signedIn(browser, node.origin, user, PASSWORD);

before(async () => {
  node = await startNode([]);
  browser = await openBrowser();
  const opened = await browser.newContext();
  const page = await opened.newPage();
  await setUpNode(page, node.link, PASSWORD, { consular: "consular" });
  await opened.close();
  const officer = await enter("consular");
  const made = await api(officer.page, "crises", "POST", { name: "Luzon earthquake", places: [{ name: "Manila school", kind: "assembly", position: [121, 14.6] }] });
  crisis = made.body.id;
  const board = await api(officer.page, `crises/${crisis}/board`);
  const place = board.body.all_places[0].id;
  const person = { id: id(0), names: [{ script: "latin", family: "Tremblay", given: "Émilie" }], place, source: "walk_in" };
  const kept = await api(officer.page, `crises/${crisis}/persons`, "POST", person);
  assert.equal(kept.status, 201, JSON.stringify(kept.body));
  await api(officer.page, `crises/${crisis}/deeds`, "POST", { person: kept.body.id, deed: { act: "replied", reply: "wants_out" } });
  const put = await api(officer.page, `crises/${crisis}/transport`, "PUT", transport(place));
  assert.equal(put.status, 200, JSON.stringify(put.body));
  await officer.opened.close();
});

after(async () => {
  await browser?.close();
  await node?.stop();
});

test("an officer makes a plan, sees its proof, opens a manifest and reads an alert, in every language and light", async () => {
  const { opened, page } = await enter("consular");
  await page.goto(`${node.origin}/#/evacuation`);
  await page.click("button.primary");
  await page.waitForSelector("p.figures");
  const quake = { type: "FeatureCollection", features: [{ id: "us1", properties: { mag: 7.8, place: "Luzon", time: 0, alert: "red" }, geometry: { type: "Point", coordinates: [121, 15, 10] } }] };
  for (const language of LANGUAGES) {
    for (const palette of PALETTES) {
      await prefer(page, language, palette);
      await page.reload();
      await page.waitForSelector("p.figures");
      await page.click("table tbody td button");
      await page.waitForSelector("table.manifest");
      await page.setInputFiles("section:last-of-type input[type=file]", { name: "quake.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(quake)) });
      await page.waitForFunction(() => document.body.textContent.includes("M 7.8"));
      assert.deepEqual(await violations(page), [], `${language} ${palette}`);
    }
  }
  assert.match(await page.textContent("main"), /Tremblay/);
  await opened.close();
});

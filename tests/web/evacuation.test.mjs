// The evacuation page in a real browser: plan, manifest, offers and alerts in three languages and three palettes.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { AXE, LANGUAGES, PALETTES, PATIENCE_MS, openBrowser, startNode } from "./floor.mjs";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const PASSWORD = "a register kept sealed";
const HOUR_MS = 3_600_000;
const id = (number) => number.toString(16).padStart(32, "0");
let node;
let browser;
let crisis;

async function api(page, path, method, value) {
  return page.evaluate(async ([p, m, v]) => {
    const session = await (await fetch("/api/v1/session")).json();
    const headers = { "x-vigie-csrf": session.csrf ?? "", "content-type": "application/json" };
    const answer = await fetch(`/api/v1/${p}`, { method: m, headers, ...(v === undefined ? {} : { body: JSON.stringify(v) }) });
    return { status: answer.status, body: await answer.json() };
  }, [path, method, value]);
}

async function signedIn(user) {
  const opened = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce", locale: "en-CA" });
  opened.setDefaultTimeout(PATIENCE_MS);
  const page = await opened.newPage();
  await page.goto(`${node.origin}/checkin.html`);
  await page.evaluate(async ([name, password]) => {
    await fetch("/api/v1/session", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ user: name, password }) });
  }, [user, PASSWORD]);
  return { opened, page };
}

async function violations(page) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(readFileSync(AXE, "utf8"));
  return page.evaluate(async (values) => {
    const { violations: found } = await window.axe.run(document, { runOnly: { type: "tag", values }, resultTypes: ["violations"] });
    return found.map((rule) => `${rule.id}: ${rule.nodes.map((one) => one.target.join(" ")).join(", ")}`);
  }, RULES);
}

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

before(async () => {
  node = await startNode([]);
  browser = await openBrowser();
  const opened = await browser.newContext();
  const page = await opened.newPage();
  await page.goto(`${node.origin}/report.html`);
  const token = new URL(node.link.replace("/#", "")).searchParams.get("token");
  assert.equal((await api(page, "setup", "POST", { token, user: "admin", password: PASSWORD })).status, 200);
  assert.equal((await api(page, "users", "POST", { user: "consular", password: PASSWORD, role: "consular" })).status, 201);
  await opened.close();
  const officer = await signedIn("consular");
  const made = await api(officer.page, "crises", "POST", { name: "Luzon earthquake", places: [{ name: "Manila school", kind: "assembly", position: [121, 14.6] }] });
  crisis = made.body.id;
  const board = await api(officer.page, `crises/${crisis}/board`, "GET");
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
  const { opened, page } = await signedIn("consular");
  await page.goto(`${node.origin}/#/evacuation`);
  await page.click("button.primary");
  await page.waitForSelector("p.figures");
  const quake = { type: "FeatureCollection", features: [{ id: "us1", properties: { mag: 7.8, place: "Luzon", time: 0, alert: "red" }, geometry: { type: "Point", coordinates: [121, 15, 10] } }] };
  for (const language of LANGUAGES) {
    for (const palette of PALETTES) {
      await page.evaluate(([l, p]) => {
        localStorage.setItem("vigie-language", l);
        localStorage.setItem("vigie-palette", p);
      }, [language, palette]);
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

// The evacuation page in a real browser: plan, manifest, offers and alerts in three languages and three palettes; what carries
// people, entered by its forms.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { unfold } from "./consul.mjs";
import { LANGUAGES, PALETTES, api, openBrowser, prefer, setUpNode, signedIn, startNode, untranslated, violations } from "./floor.mjs";

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
    seats: 6, open_to: ["CA", "JP"], cost: { currency: "JPY", minor: 600_001 }, reliability_pct: number === 7 ? 60 : 100,
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
      await page.click("[data-plan=try]");
      await page.waitForSelector("table[data-plan=stress]");
      await page.setInputFiles("section:last-of-type input[type=file]", { name: "quake.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(quake)) });
      await page.waitForFunction(() => document.body.textContent.includes("M 7.8"));
      assert.deepEqual(await violations(page), [], `${language} ${palette}`);
    }
  }
  assert.match(await page.textContent("main"), /Tremblay/);
  assert.match(await page.textContent("table[data-plan=stress]"), /JP7/);
  const table = await page.evaluate(async (path) => (await fetch(path)).text(), await page.getAttribute("[data-manifest=csv]", "href"));
  assert.match(table, /family_name[^]*Tremblay/);
  // On paper nothing but the manifest.
  await page.evaluate(() => {
    window.print = () => undefined;
  });
  await page.click("[data-manifest=print]");
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.isVisible("#app"), false);
  assert.match(await page.innerText(".print-sheet"), /Tremblay/);
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  assert.equal(await page.isVisible("#app"), true);
  assert.equal(await page.isVisible(".print-sheet"), false);
  await opened.close();
});

/** Fills the open form of a kind of entry and keeps it by the keyboard. A choice is told by its words. */
async function keep(page, kind, values) {
  const form = page.locator(`details[data-kind=${kind}] form`);
  for (const [name, value] of Object.entries(values)) {
    const field = form.locator(`[name="${name}"]`);
    if ((await field.evaluate((el) => el.tagName)) === "SELECT") await field.selectOption({ label: value });
    else await field.fill(value);
  }
  await form.locator("button.primary").press("Enter");
  await form.waitFor({ state: "detached" });
}

async function add(page, kind, values) {
  await page.locator(`details[data-kind=${kind}] button[data-add]`).press("Enter");
  await keep(page, kind, values);
}

/** The row of a leg in the table of what carries people. */
const legRow = (page, name) => page.locator("details[data-kind=leg] tbody tr", { has: page.locator("th", { hasText: name }) });
const focused = (page) => page.evaluate(() => document.activeElement?.getAttribute("name") ?? document.activeElement?.dataset.do ?? document.activeElement?.tagName);

test("legs come by the form, an airport is closed, and a new plan uses none of its legs", async () => {
  const { opened, page } = await enter("consular");
  page.on("dialog", (dialog) => void dialog.accept());
  const made = await api(page, "crises", "POST", { name: "Second earthquake", places: [{ name: "Makati school", kind: "assembly", position: [121.02, 14.55] }] });
  const { id: second } = made.body;
  const of = (rest) => `crises/${second}/${rest}`;
  const { body: { all_places: [{ id: school }] } } = await api(page, of("board"));
  const person = await api(page, of("persons"), "POST", { id: id(0), names: [{ script: "latin", family: "Roy", given: "Luc" }], place: school, source: "walk_in" });
  await api(page, of("deeds"), "POST", { person: person.body.id, deed: { act: "replied", reply: "wants_out" } });
  const aboard = async () => Object.fromEntries((await api(page, of("plan"))).body.plan.legs.map((leg) => [leg.name, leg.people]));
  const at = (hours) => new Date(Date.now() + hours * HOUR_MS).toISOString().slice(0, 16);
  await page.goto(`${node.origin}/#/evacuation/${second}`);
  await page.reload();

  await page.fill("form[data-begin] input", "jp");
  await page.locator("form[data-begin] button").press("Enter");
  await page.waitForSelector("details[data-kind=leg]");
  await unfold(page);
  // Where people are registered already; its name and position come with the choice.
  await add(page, "assembly", { place: "Makati school · assembly point", seats: "10" });
  await add(page, "embarkation", { name: "Clark", lat: "15.2", lon: "120.6", code: "rplc" });
  await add(page, "haven", { name: "Naha", lat: "26.2", lon: "127.6" });
  await add(page, "haven", { name: "Elsewhere", lat: "1", lon: "1" });
  await add(page, "road", { travel_min: "90" });
  await add(page, "leg", { name: "JAL 1", cutoff: at(6), departure: at(7), arrival: at(10), seats: "8", amount: "600001", currency: "jpy", reliability_pct: "80" });
  await add(page, "leg", { name: "JAL 2", cutoff: at(11), departure: at(12), arrival: at(9), seats: "8" });
  await legRow(page, "JAL 2").locator("[data-fault=order]").waitFor();
  await legRow(page, "JAL 2").locator("[data-do=edit]").press("Enter");
  assert.equal(await focused(page), "name", "the keyboard is in the form");
  await keep(page, "leg", { arrival: at(15) });
  assert.equal(await focused(page), "edit", "and back at the row");
  assert.equal(await page.locator("[data-fault]").count(), 0);
  const kept = (await api(page, of("transport"))).body;
  const { instance } = kept.transport;
  assert.deepEqual([instance.assembly[0].id, instance.assembly[0].position, instance.assembly[0].bus_seats.length], [school, [121.02, 14.55], instance.slots]);
  assert.deepEqual([instance.embarkation[0].code, instance.legs[0].cost, instance.legs[0].reliability_pct], ["RPLC", { currency: "JPY", minor: 600_001 }, 80]);

  await page.locator("[data-replan] button").press("Enter");
  await page.waitForSelector("p.figures");
  assert.deepEqual(await aboard(), { "JAL 1": 1, "JAL 2": 0 });

  await page.locator("details[data-kind=embarkation] [data-do=close]").press("Enter");
  await keep(page, "embarkation", { from: at(5), until: at(9) });
  assert.match(await legRow(page, "JAL 1").textContent(), /its place is closed then/);
  await page.locator("[data-replan] button").press("Enter");
  await page.locator("section[data-transport] p.done", { hasText: "Plan 2 is in force. Families told something new: 1" }).waitFor();
  assert.deepEqual(await aboard(), { "JAL 1": 0, "JAL 2": 1 }, "nobody is on the leg that cannot go");

  // What a colleague changes in another row meanwhile stays; who writes over it without having seen it is refused.
  const theirs = structuredClone((await api(page, of("transport"))).body);
  theirs.transport.instance.havens[0].name = "Naha airport";
  assert.equal((await api(page, of(`transport?from=${theirs.revision}`), "PUT", theirs.transport)).status, 200);
  const late = await api(page, of(`transport?from=${theirs.revision}`), "PUT", theirs.transport);
  assert.deepEqual([late.status, late.body.code], [409, "evacuation-transport-newer"]);
  await legRow(page, "JAL 2").locator("[data-do=cancel]").press("Enter");
  await legRow(page, "JAL 2").locator("[data-do=restore]").waitFor();
  await page.locator("details[data-kind=haven] tr", { hasText: "Elsewhere" }).locator("[data-do=delete]").press("Enter");
  await page.locator("details[data-kind=haven] tr", { hasText: "Elsewhere" }).waitFor({ state: "detached" });
  const after = (await api(page, of("transport"))).body.transport.instance;
  assert.deepEqual(after.havens.map((one) => one.name), ["Naha airport"]);
  assert.deepEqual(after.legs.map((leg) => leg.status), ["planned", "cancelled"]);
  await page.locator("[data-replan] button").press("Enter");
  await page.locator("section[data-transport] p.done", { hasText: "not lifted: 1 (before 0)" }).waitFor();
  await page.locator("[data-do=reopen]").press("Enter");
  await page.locator("[data-do=reopen]").waitFor({ state: "detached" });
  await page.locator("[data-replan] button").press("Enter");
  await page.locator("section[data-transport] p.done", { hasText: "not lifted: 0 (before 1)" }).waitFor();
  assert.deepEqual(await aboard(), { "JAL 1": 1, "JAL 2": 0 });

  for (const language of LANGUAGES) {
    for (const palette of PALETTES) {
      await prefer(page, language, palette);
      await page.reload();
      await page.waitForSelector("details[data-kind=leg]");
      await unfold(page);
      await page.locator("details[data-kind=leg] button[data-add]").click();
      await page.waitForSelector("details[data-kind=leg] form");
      assert.deepEqual(await violations(page), [], `${language} ${palette}`);
      assert.deepEqual(await untranslated(page, /\b(transport|evac|crisis)-[a-z-]+\b/g), [], language);
    }
  }
  await opened.close();
  const admin = await enter("admin");
  const noted = JSON.stringify((await api(admin.page, "audit?limit=1000")).body);
  assert.match(noted, /evacuation-transport[^]*Clark[^]*closed/, "the audit says what was closed");
  await admin.opened.close();
});

test("an officer closes the boarding of a leg, decides of a family in two parts, and opens it again", async () => {
  const { opened, page } = await enter("consular");
  page.on("dialog", (dialog) => void dialog.accept());
  const made = await api(page, "crises", "POST", { name: "Third earthquake", places: [{ name: "Cebu school", kind: "assembly", position: [123.9, 10.3] }] });
  const { id: third } = made.body;
  const of = (rest) => `crises/${third}/${rest}`;
  const { body: { all_places: [{ id: school }] } } = await api(page, of("board"));
  const people = [];
  for (const [family, given, group] of [["Roy", "Luc", id(70)], ["Roy", "Anne", id(70)], ["Gagnon", "Marc", null]]) {
    const person = await api(page, of("persons"), "POST", { id: id(0), names: [{ script: "latin", family, given }], place: school, source: "walk_in", ...(group ? { group } : {}) });
    await api(page, of("deeds"), "POST", { person: person.body.id, deed: { act: "replied", reply: "wants_out" } });
    people.push(person.body.id);
  }
  const carried = transport(school);
  carried.instance.groups = [];
  carried.instance.legs.pop();
  carried.instance.havens[0].beds = 40;
  await api(page, of("transport"), "PUT", carried);
  const plan = await api(page, of("plan"), "POST", {});
  assert.equal(plan.body.lifted, 3, JSON.stringify(plan.body));
  await api(page, of("deeds"), "POST", { person: people[0], deed: { act: "boarded", leg: id(7) } });

  await page.goto(`${node.origin}/#/evacuation/${third}`);
  await page.reload();
  await page.waitForSelector("table[data-plan=reception]");
  assert.match(await page.textContent("table[data-plan=reception]"), /Naha[^]*3 \/ 40/);
  await page.click("table tbody td button");
  await page.waitForSelector("[data-door] form[data-close]");
  assert.match(await page.textContent("[data-door]"), /A family is in two parts[^]*1 aboard, 1 not/);
  for (const language of LANGUAGES) {
    for (const palette of PALETTES) {
      await prefer(page, language, palette);
      await page.reload();
      await page.click("table tbody td button");
      await page.waitForSelector("[data-door] form[data-close] fieldset");
      assert.deepEqual(await violations(page), [], `${language} ${palette}`);
      assert.deepEqual(await untranslated(page, /\b(transport|evac|boarding)-[a-z-]+\b/g), [], language);
    }
  }
  await prefer(page, "en", PALETTES[0]);
  await page.reload();
  await page.click("table tbody td button");
  // Nothing is closed before somebody decides of the family; then by the keyboard.
  await page.locator("[data-door] fieldset input[value=together]").focus();
  await page.keyboard.press("Space");
  await page.locator("[data-door] form[data-close] button.primary").press("Enter");
  await page.waitForSelector("[data-door-closed]");
  assert.match(await page.textContent("[data-door]"), /Aboard 0, did not come 2[^]*Digest of the final manifest: [0-9a-f]{64}/);
  const state = (await api(page, of(`manifests/${id(7)}/boarding`))).body;
  assert.deepEqual([state.closing.aboard.length, state.closing.absent.length, state.closing.intact], [0, 2, true]);
  const late = await api(page, of("deeds"), "POST", { person: people[2], deed: { act: "boarded", leg: id(7) } });
  assert.equal(late.status, 201);
  await page.reload();
  await page.click("table tbody td button");
  await page.waitForSelector("[data-door-late] li");
  assert.match(await page.textContent("[data-door-late]"), /Gagnon[^]*boarding was closed/);
  await page.fill("form[data-reopen] input", "one more at the gate");
  await page.locator("form[data-reopen] button").press("Enter");
  await page.waitForSelector("[data-door] form[data-close]");
  assert.match(await page.textContent("[data-door]"), /opened again[^]*one more at the gate/);
  await opened.close();
});

test("Tab reaches every control of the page, and where it is can be seen", async () => {
  const { opened, page } = await enter("consular");
  await page.goto(`${node.origin}/#/evacuation`);
  await page.reload();
  await page.waitForSelector("details[data-kind=leg]");
  await unfold(page);
  await page.waitForTimeout(1000);
  for (const kind of ["assembly", "leg"]) {
    await page.locator(`details[data-kind=${kind}] button[data-add]`).click();
    await page.waitForSelector(`details[data-kind=${kind}] form`);
  }
  await page.evaluate(() => {
    for (const el of document.querySelectorAll("main :is(a[href], button, input, select, textarea, summary, [tabindex='0'])")) if (!el.disabled && el.checkVisibility()) el.dataset.unreached = "";
    document.activeElement?.blur();
    document.querySelector("main")?.scrollTo(0, 0);
  });
  const unseen = [];
  const STOPS_MAX = 800;
  for (let stop = 0; stop < STOPS_MAX && (await page.locator("[data-unreached]").count()) > 0; stop += 1) {
    await page.keyboard.press("Tab");
    const hidden = await page.evaluate(() => {
      const el = document.activeElement;
      if (!el || !("unreached" in el.dataset)) return undefined;
      delete el.dataset.unreached;
      const { outlineStyle, outlineWidth } = getComputedStyle(el);
      return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 ? undefined : el.outerHTML.slice(0, 120);
    });
    if (hidden) unseen.push(hidden);
  }
  assert.deepEqual(await page.locator("[data-unreached]").evaluateAll((all) => all.map((el) => el.outerHTML.slice(0, 120))), []);
  assert.deepEqual(unseen, []);
  await opened.close();
});

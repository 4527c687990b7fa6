// One evacuation by two nodes in two windows: a crisis that the partner joins, one plan for both, seats claimed, names only
// of those with a seat on the partner's leg, and messages in three languages. The nodes are those of `vigie exercise`.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { WAIT_MS, consul, everywhere, go, id, unfold, until } from "./consul.mjs";
import { api, openBrowser, startExercise } from "./floor.mjs";

const HOUR_MS = 3_600_000;
let exercise;
let browser;
let ca;
let jp;
let crisis;

/** Opens "Tell a partner", looks first, then tells. */
async function tell({ page }, what) {
  const form = page.locator("details", { has: page.locator("summary", { hasText: "Tell a partner" }) }).last();
  if ((await form.getAttribute("open")) === null) await form.locator("summary").click();
  await form.locator("select").nth(1).selectOption(what);
  await form.locator("button", { hasText: "Look first" }).click();
  await form.locator(".notice").waitFor();
  const would = await form.locator(".notice p").first().textContent();
  assert.match(would, /denied by the agreement: 0/, `${what}: ${would}`);
  await form.locator("button.primary").click();
  await form.locator("p.done", { hasText: "Told:" }).waitFor();
}

async function add({ page }, place, family, contact) {
  const person = { id: id(0), names: [{ script: "latin", family, given: "Ann" }], place, source: "walk_in", language: "fr-CA", contacts: contact ? [{ kind: "phone", number: contact }] : [] };
  const made = await api(page, `crises/${crisis}/persons`, "POST", person);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  await deed({ page }, made.body.id, { act: "replied", reply: "wants_out" });
  return made.body.id;
}

async function deed({ page }, person, what) {
  const done = await api(page, `crises/${crisis}/deeds`, "POST", { person, deed: what });
  assert.ok(done.status < 300, JSON.stringify(done.body));
}

before(async () => {
  exercise = await startExercise();
  browser = await openBrowser();
  [ca, jp] = await Promise.all(exercise.links.map((link) => consul(browser, link)));
}, { timeout: 2 * WAIT_MS });

after(async () => {
  await browser?.close();
  await exercise?.stop();
});

test("a crisis opened here is joined over there with the same places", async () => {
  await go(ca, "crises");
  await ca.page.locator("summary", { hasText: "Open a crisis" }).click();
  await ca.page.locator("main form input[maxlength='120']").fill("Luzon earthquake");
  await ca.page.locator("main form textarea").first().fill("Manila school");
  await ca.page.locator("main form button.primary", { hasText: "Open" }).click();
  ({ crises: [{ id: crisis }] } = await until(ca.page, "crises", ({ crises }) => crises.length === 1));
  const board = await until(ca.page, `crises/${crisis}/board`, (it) => it.all_places?.length === 1);
  const place = board.all_places[0].id;
  const at = (hours) => new Date(Date.now() + hours * HOUR_MS).toISOString();
  const transport = { own: "CA", instance: {
    start: at(0), slot_min: 60, slots: 24, partners: ["CA", "JP"],
    assembly: [{ id: place, name: "Manila school", position: [121, 14.6], bus_seats: Array(24).fill(20) }],
    embarkation: [{ id: id(2), name: "Clark", position: [120.6, 15.2], holding: 40 }],
    havens: [{ id: id(3), name: "Naha", position: [127.6, 26.2] }],
    roads: [{ from: place, to: id(2), travel_min: 90 }],
    legs: [{ id: id(7), name: "CFC 4087", owner: "CA", mode: "air", from: id(2), to: id(3), cutoff: at(6), departure: at(7), arrival: at(11), seats: 8, open_to: ["JP"], cost: { currency: "CAD", minor: 800_000 } }],
    groups: [],
  } };
  await go(ca, "evacuation");
  await ca.page.setInputFiles("section input[type=file] >> nth=0", { name: "transport.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(transport)) });
  await until(ca.page, `crises/${crisis}/transport`, (it) => it.transport !== null);
  await tell(ca, "frame");
  await until(jp.page, "crises/offered", ({ crises }) => crises.length === 1);
  await go(jp, "crises");
  await jp.page.locator("[data-offered] button").click();
  await until(jp.page, "crises", ({ crises }) => crises.some((one) => one.id === crisis));
  await add(ca, place, "TREMBLAY", "+1 613 555 0100");
  jp.sato = await add(jp, place, "SATO", "+81 3 5555 0100");
});

test("one plan is made here and adopted over there", async () => {
  await go(jp, "evacuation");
  await tell(jp, "frame");
  await tell(jp, "groups");
  await until(ca.page, `crises/${crisis}/partners`, ({ partners }) => partners[0]?.groups?.people === 1 && partners[0].code === "JP");
  await go(ca, "evacuation");
  await tell(ca, "groups");
  await ca.page.locator("button.primary", { hasText: "Make a plan" }).click();
  await ca.page.waitForSelector("p.figures");
  assert.match(await ca.page.textContent("p.figures"), /Lifted: 2/);
  await tell(ca, "plan");
  await until(jp.page, `crises/${crisis}/partners`, ({ partners }) => partners[0]?.plan?.lifted === 2);
  await go(jp, "evacuation");
  await jp.page.locator("button", { hasText: "Make it ours" }).click();
  await jp.page.waitForSelector("p.figures");
  assert.match(await jp.page.textContent("p.figures"), /Lifted: 2/);
});

test("names leave only for those with a seat on the partner's leg", async () => {
  const before = await api(ca.page, `crises/${crisis}/manifests/${id(7)}`);
  assert.doesNotMatch(JSON.stringify(before.body), /SATO/);
  await deed(jp, jp.sato, { act: "offered", leg: id(7) });
  await deed(jp, jp.sato, { act: "accepted", leg: id(7) });
  await tell(jp, "manifest");
  await until(ca.page, `crises/${crisis}/partners`, ({ partners }) => partners[0].lines === 1);
  await go(ca, "evacuation");
  await ca.page.locator("table tbody td button", { hasText: "Show" }).first().click();
  await ca.page.waitForSelector("table.manifest");
  const manifest = await ca.page.textContent("table.manifest");
  assert.match(manifest, /SATO/);
  assert.match(manifest, /TREMBLAY/);
});

test("seats are offered, claimed and confirmed over the link", async () => {
  const offer = { leg: id(7), to: "JP", seats: 4, expires: new Date(Date.now() + 5 * HOUR_MS).toISOString() };
  const made = await api(ca.page, `crises/${crisis}/offers`, "POST", offer);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  await until(jp.page, `crises/${crisis}/partners`, ({ partners }) => partners[0].offers[0]?.open[0] === 4);
  await go(jp, "evacuation");
  const row = jp.page.locator("tr", { has: jp.page.locator("button", { hasText: "Claim" }) });
  await row.locator("input[type=number]").fill("3");
  await row.locator("button", { hasText: "Claim" }).click();
  await jp.page.locator("tr[data-claim=confirmed]").waitFor({ timeout: WAIT_MS });
});

test("messages are looked at in three languages and written for the gateway", async () => {
  await go(ca, "evacuation");
  const form = ca.page.locator("details", { has: ca.page.locator("summary", { hasText: "Write to nationals" }) });
  await form.locator("summary").click();
  await form.locator("select").first().selectOption("seat");
  await form.locator("button", { hasText: "Look first" }).click();
  const seen = await form.locator(".notice").textContent();
  for (const words of ["1 people", "Your bus leaves Manila school", "Votre autobus quitte", "バス", "EXERCISE EXERCICE 演習"]) assert.ok(seen.includes(words), `${words} in ${seen}`);
  await form.locator("button.primary").click();
  await form.locator("p.done").waitFor();
  const board = await api(ca.page, `crises/${crisis}/board`);
  assert.equal(board.body.funnel.offered, 1, "who is told of a seat has been offered it");
});

test("a contingency plan is written as a table, told to the partner, and compared over there", async () => {
  await go(ca, "plan-book");
  await ca.page.locator("summary", { hasText: "New plan" }).click();
  const fields = ca.page.locator("details form input");
  for (const [at, text] of ["PH-LUZON", "Luzon", "ph"].entries()) await fields.nth(at).fill(text);
  await ca.page.locator("details form button.primary").click();
  await ca.page.locator("#plan-title").waitFor();
  await ca.page.locator("button", { hasText: "Add an entry" }).click();
  const row = ca.page.locator("section table tbody tr").first();
  await row.locator("select").selectOption("embarkation");
  for (const [at, text] of ["RPLL", "Manila airport", "PH", "121.02", "14.51", "500"].entries()) {
    await row.locator("input").nth(at).fill(text);
    await row.locator("input").nth(at).blur();
  }
  await ca.page.locator("button.primary", { hasText: "Keep as the next version" }).click();
  await ca.page.locator("p.done", { hasText: "Version 2 is kept" }).waitFor();
  await ca.page.locator("button", { hasText: "Tell the partner" }).click();
  await ca.page.locator("p.done", { hasText: "Told." }).waitFor();
  await until(jp.page, "plan-book", ({ partners }) => partners.length === 1);
  const own = { name: "Luzon", country: "PH", from: 0, entries: [{ kind: "embarkation", key: "RPLL", name: "Manila airport", owner: "PH", position: [121.02, 14.51], quantity: 300 }] };
  assert.equal((await api(jp.page, "plan-book/PH-LUZON", "PUT", own)).status, 201);
  await go(jp, "plan-book");
  await jp.page.locator("tbody button", { hasText: "PH-LUZON" }).first().click();
  await jp.page.locator("section > label select").selectOption({ index: 1 });
  await jp.page.locator("tr[data-what=quantity]").waitFor();
});

test("the pages of the crisis room keep WCAG 2.2 AA in three languages and three lights", async () => {
  const looks = [[ca, "evacuation", "p.figures"], [jp, "evacuation", "p.figures"], [ca, "crises", "table"], [jp, "plan-book", "table"], [ca, "cases", "main"]];
  const codes = /\b(joint|together|messages|evac|book|crisis|case|counts)-[a-z-]+\b/g;
  for (const [side, route, ready] of looks) {
    await everywhere(side, route, `joint-${side === ca ? "ca" : "jp"}-${route}`, ready, codes, async (page) => {
      if (route === "plan-book") await page.locator("tbody button").first().click();
      await unfold(page);
    });
  }
});

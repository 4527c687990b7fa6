// One evacuation by two nodes in two windows: a crisis that the partner joins, people added on the page, one plan for both,
// seats accepted on cards and claimed, names only of those with a seat on the partner's leg, and messages in three languages.
// The nodes are those of `vigie exercise`; people come in and accept by the controls that the tutorial names.
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

/** Adds somebody who wants to leave, as an officer does it on the page; `with_whom` is the parent. */
async function add({ page }, place, { family, given, phone, birth, with_whom }) {
  await page.locator("[data-add]").click();
  const form = page.locator("form[data-person]");
  await form.locator("input[name=family]").first().fill(family);
  await form.locator("input[name=given]").first().fill(given);
  await form.locator("select[name=place]").selectOption(place);
  await form.locator("input[name=language]").fill("fr-CA");
  await form.locator("select[name=reply]").selectOption("wants_out");
  if (birth) await form.locator("input[name=birth]").fill(birth);
  if (phone) {
    await form.locator("button", { hasText: "Add a contact" }).click();
    await form.locator("input[name=phone]").fill(phone);
  }
  for (const label of with_whom ? ["Travels with somebody else: find them", "Another guardian: find them"] : []) {
    await form.getByLabel(label).fill(with_whom);
    await form.getByLabel(label).press("Enter");
    await form.locator("button", { hasText: with_whom }).click();
  }
  await form.locator("button.primary", { hasText: "Keep" }).click();
  await page.locator("article.card h3", { hasText: `${given} ${family}` }).waitFor();
}

/** Notes an act with a leg on the card that is found by a name, for all who travel with that person. */
async function noteForFamily({ page }, name, acts) {
  await page.fill("section input[type=search]", name);
  await page.press("section input[type=search]", "Enter");
  await page.locator("tbody th button", { hasText: name }).click();
  const form = page.locator("article.card form[data-deeds]");
  await form.locator("input[name=family]").check();
  for (const [act, words] of acts) {
    await form.locator("select[name=act]").selectOption(act);
    await form.locator("select[name=leg]").selectOption(id(7));
    await form.locator("button.primary", { hasText: "Note" }).click();
    await page.locator("[data-journey] td", { hasText: `${words}: CFC 4087` }).waitFor();
  }
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
  await ca.page.locator("summary", { hasText: /^Open a crisis$/ }).click();
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
  await go(ca, "crises");
  await add(ca, place, { family: "TREMBLAY", given: "Ann", phone: "+1 613 555 0100" });
  await go(jp, "crises");
  await add(jp, place, { family: "SATO", given: "Yuko", phone: "+81 3 5555 0100" });
  await add(jp, place, { family: "SATO", given: "Ren", birth: "2018-04-01", with_whom: "Yuko SATO" });
  const there = await api(jp.page, `crises/${crisis}/board`);
  assert.equal(there.body.funnel.wants_to_leave, 2);
  const { body: { persons } } = await api(jp.page, `crises/${crisis}/persons?q=SATO`);
  assert.equal(new Set(persons.map((one) => one.group)).size, 1, "one family");
  assert.equal(persons.filter((one) => one.minor).length, 1, "a child by its date of birth");
});

test("one plan is made here and adopted over there", async () => {
  await go(jp, "evacuation");
  await tell(jp, "frame");
  await tell(jp, "groups");
  await until(ca.page, `crises/${crisis}/partners`, ({ partners }) => partners[0]?.groups?.people === 2 && partners[0].code === "JP");
  await go(ca, "evacuation");
  await tell(ca, "groups");
  await ca.page.locator("button.primary", { hasText: "Make a plan" }).click();
  await ca.page.waitForSelector("p.figures");
  assert.match(await ca.page.textContent("p.figures"), /Lifted: 3/);
  await tell(ca, "plan");
  await until(jp.page, `crises/${crisis}/partners`, ({ partners }) => partners[0]?.plan?.lifted === 3);
  await go(jp, "evacuation");
  await jp.page.locator("button", { hasText: "Make it ours" }).click();
  await jp.page.waitForSelector("p.figures");
  assert.match(await jp.page.textContent("p.figures"), /Lifted: 3/);
});

test("names leave only for those with a seat on the partner's leg", async () => {
  const before = await api(ca.page, `crises/${crisis}/manifests/${id(7)}`);
  assert.doesNotMatch(JSON.stringify(before.body), /SATO/);
  await go(jp, "crises");
  await noteForFamily(jp, "Yuko SATO", [["offered", "Seat offered"], ["accepted", "Seat accepted"]]);
  const there = await api(jp.page, `crises/${crisis}/board`);
  assert.equal(there.body.funnel.accepted, 2, "the whole family");
  await go(jp, "evacuation");
  await tell(jp, "manifest");
  await until(ca.page, `crises/${crisis}/partners`, ({ partners }) => partners[0].lines === 2);
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
      if (route === "crises") await page.locator("[data-add]").click();
      await unfold(page);
    });
  }
});

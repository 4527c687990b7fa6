// Two officers in two windows make one crisis of two that were opened apart: one proposes, the other accepts, one plan for
// both with vehicles that go out and back. The nodes are those of `vigie exercise`.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { WAIT_MS, consul, everywhere, go, id, unfold, until } from "./consul.mjs";
import { api, openBrowser, startExercise } from "./floor.mjs";

const HOUR_MS = 3_600_000;
const CODES = /\b(joint|together|union|evac|crisis|devices)-[a-z-]+\b/g;
const hour = (hours) => new Date(Math.ceil(Date.now() / HOUR_MS) * HOUR_MS + hours * HOUR_MS).toISOString();
let exercise;
let browser;
let ca;
let jp;
let ours;
let theirs;

/** Opens a crisis with its places, roads, legs and vehicles, and one family that wants to leave. */
async function opened({ page }, name, base, place, own, partner) {
  const made = await api(page, "crises", "POST", { name, places: [{ name: place.name, kind: "assembly", position: place.at }] });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const crisis = made.body.id;
  const school = (await api(page, `crises/${crisis}/board`)).body.all_places[0].id;
  const [port, haven] = [id(base + 2), id(base + 3)];
  const leg = {
    id: id(base + 7), name: `${own}7`, owner: own, mode: "air", from: port, to: haven, cutoff: hour(10 + base), departure: hour(11 + base), arrival: hour(14 + base),
    seats: 20, open_to: [partner],
  };
  const bus = { id: id(base + 9), name: `${own} bus`, owner: own, seats: 12, at: school, from: hour(0), load_min: 15, unload_min: 10 };
  const instance = {
    start: hour(0), slot_min: 60, slots: 24, partners: [own, partner], weights: { class: [8, 8, 3, 1], not_lifted_h: 240 },
    assembly: [{ id: school, name: place.name, position: place.at, bus_seats: [] }],
    embarkation: [{ id: port, name: "Clark", position: [120.6, 15.2], code: "RPLC", holding: 40 + base, closed: [] }],
    havens: [{ id: haven, name: "Naha", position: [127.6, 26.2] }],
    roads: [{ from: school, to: port, travel_min: 90 + base }], legs: [leg], vehicles: [bus], groups: [],
  };
  const put = await api(page, `crises/${crisis}/transport`, "PUT", { own, instance });
  assert.equal(put.status, 200, JSON.stringify(put.body));
  const person = { id: id(0), names: [{ script: "latin", family: own === "CA" ? "Tremblay" : "Sato", given: "Ann" }], place: school, source: "walk_in" };
  const added = await api(page, `crises/${crisis}/persons`, "POST", person);
  assert.equal(added.status, 201, JSON.stringify(added.body));
  const noted = await api(page, `crises/${crisis}/deeds`, "POST", { person: added.body.id, deed: { act: "replied", reply: "wants_out" } });
  assert.ok(noted.status < 300, JSON.stringify(noted.body));
  return crisis;
}

async function tell({ page }, crisis, party, what) {
  const told = await api(page, `crises/${crisis}/share`, "POST", { party, what, purpose: "evacuation" });
  assert.equal(told.status, 200, JSON.stringify(told.body));
}

before(async () => {
  exercise = await startExercise();
  browser = await openBrowser();
  [ca, jp] = await Promise.all(exercise.links.map((link) => consul(browser, link)));
  ours = await opened(ca, "Luzon earthquake", 0, { name: "Manila school", at: [121, 14.6] }, "CA", "JP");
  theirs = await opened(jp, "ルソン島地震", 16, { name: "マニラ学校", at: [121.001, 14.601] }, "JP", "CA");
  await tell(ca, ours, "jp-jcg", "frame");
  await tell(jp, theirs, "ca-ccg", "frame");
  await until(ca.page, "crises/offered", (it) => it.crises[0]?.crisis === theirs);
}, { timeout: 2 * WAIT_MS });

after(async () => {
  await browser?.close();
  await exercise?.stop();
});

test("an officer sees what would be one, and proposes it", async () => {
  const look = async (page) => {
    const form = page.locator(`details[data-unite="${theirs}"]`);
    if ((await form.getAttribute("open")) === null) await form.locator("summary").click();
    await form.locator("button").first().click();
    await form.locator("[data-union=pairs]").waitFor();
  };
  await everywhere(ca, "crises", "union-look", `details[data-unite="${theirs}"]`, CODES, look);
  await go(ca, "crises");
  await ca.page.waitForSelector(`details[data-unite="${theirs}"]`);
  await look(ca.page);
  const form = ca.page.locator(`details[data-unite="${theirs}"]`);
  assert.equal(await form.locator("[data-union=pairs] tbody tr").count(), 3);
  const differs = await form.locator("[data-union=differences] tbody tr").evaluateAll((all) => all.map((one) => one.dataset.differs));
  assert.ok(differs.includes("name") && differs.includes("holding") && differs.includes("travel"), differs.join());
  await form.locator("button.primary").click();
  await ca.page.waitForSelector("details[data-union=proposed]");
});

test("the other sees it from its side and accepts; both have one plan", async () => {
  await until(jp.page, `crises/${theirs}/unions`, (it) => it.waiting.length === 1);
  await everywhere(jp, "crises", "union-waiting", "[data-union=waiting]", CODES);
  await go(jp, "crises");
  const box = jp.page.locator("[data-union=waiting]");
  await box.waitFor();
  await box.locator("button.primary").click();
  await jp.page.waitForSelector("details[data-union=in-force]");
  await until(ca.page, `crises/${ours}/unions`, (it) => it.unions[0].state === "in-force");
  await tell(jp, theirs, "ca-ccg", "groups");
  await tell(ca, ours, "jp-jcg", "groups");
  await until(ca.page, `crises/${ours}/partners`, (it) => it.partners[0]?.groups?.people === 1);
  const made = await api(ca.page, `crises/${ours}/plan`, "POST", {});
  assert.equal(made.status, 201, JSON.stringify(made.body));
  assert.equal(made.body.lifted, 2, JSON.stringify(made.body));
  assert.deepEqual(made.body.violations, []);
  assert.ok(made.body.vehicles.some((one) => one.trips.length > 0));
  await tell(ca, ours, "jp-jcg", "plan");
  await until(jp.page, `crises/${theirs}/partners`, (it) => it.partners[0]?.plan?.lifted === 2);
  const adopted = await api(jp.page, `crises/${theirs}/plan/adopt`, "POST", { party: "ca-ccg" });
  assert.equal(adopted.status, 201, JSON.stringify(adopted.body));
  assert.deepEqual(adopted.body.violations, []);
  assert.equal(adopted.body.objective, made.body.objective);
  await everywhere(ca, "crises", "union-in-force", "details[data-union=in-force]", CODES, unfold);
  await everywhere(ca, "evacuation", "union-vehicles", "details[data-plan=vehicles]", CODES, unfold);
});

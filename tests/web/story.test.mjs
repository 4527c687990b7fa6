// A newcomer's first watch, by keyboard: set up, see the list fill, open the top vessel, understand why, open the evidence,
// review it. Then the list's tools, the chart, the marking and the languages. Nothing ever leaves the machine.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { faultsOf } from "./contract.mjs";
import { LANGUAGES, openFloor } from "./floor.mjs";
import { colours } from "./pixel.mjs";

const WORDS = ["EXERCISE", "EXERCICE", "演習"];
let floor;
before(async () => {
  floor = await openFloor();
});
after(() => floor?.close());

test("the one-time link makes the first administrator, who sees the ranked list fill", async () => {
  await floor.setUp();
  const { page } = floor;
  assert.match(await page.textContent(".ranked-row .ranked-name"), /\S/);
  assert.ok(Number(await page.textContent(".ranked-row .rank")) === 1);
  assert.ok((await page.textContent(".ranked-row .ranked-why")).trim().length > 3);
  await floor.page.goto(floor.link);
  await page.waitForSelector("input[name=again]");
  await page.fill("input[name=user]", "second");
  await page.fill("input[name=password]", "another long password");
  await page.fill("input[name=again]", "another long password");
  await page.click("button[type=submit]");
  await page.waitForFunction(() => document.querySelector(".gate-form .error")?.textContent);
  await floor.go("watch");
  await page.waitForSelector(".ranked-row");
});

test("by keyboard alone: from the address bar to the reasons of the top vessel and back", async () => {
  const { page } = floor;
  await page.reload();
  await page.waitForSelector(".ranked-row");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement?.className), "skip");
  for (let i = 0; i < 60; i += 1) {
    if (await page.evaluate(() => document.activeElement?.getAttribute("role") === "listbox")) break;
    await page.keyboard.press("Tab");
  }
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("role")), "listbox", "Tab reaches the list");
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".card .why .reasons li");
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), "H2", "focus goes to the card");
  const card = await page.textContent(".card");
  assert.match(card, /points/);
  assert.ok(!/reason-|change-|evidence-|[a-z]_[a-z]+_|undefined|NaN/.test(card), "no code shows on the card");
  await page.keyboard.press("Escape");
  await page.waitForSelector(".card", { state: "detached" });
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("role")), "listbox", "focus comes back");
  await page.keyboard.press("n");
  await page.waitForSelector(".card .reasons li");
  const second = await page.evaluate(() => location.hash);
  await page.keyboard.press("p");
  await page.waitForFunction((hash) => location.hash !== hash, second);
  await page.waitForSelector(".card .reasons li");
});

test("a reason leads to its event, drawn and numbered, and the watch officer reviews it", async () => {
  const { page } = floor;
  await page.waitForSelector(".reason-events a");
  await page.click(".reason-events a");
  await page.waitForSelector(".event-card h1");
  await page.waitForSelector(".sketch svg .dot");
  const text = await page.textContent(".event-card");
  assert.ok((await page.locator(".numbers dt").count()) >= 3);
  assert.match(text, /Confidence\s*\d+ %/);
  assert.match(text, /version/);
  assert.match(text, /What would refute it/);
  assert.ok(!/undefined|NaN/.test(text));
  await page.fill("textarea", "Seen by the patrol aircraft.");
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.waitForSelector(".tag.review");
  assert.match(await page.textContent(".event-card"), /Confirmed by lookout/);
  assert.match(await page.textContent(".event-card"), /Seen by the patrol aircraft/);
});

test("every kind of evidence series is plotted with its values in words", async () => {
  const { page } = floor;
  const kinds = new Map();
  for (let tries = 0; tries < 30 && !kinds.has("encounter"); tries += 1) {
    for (const kind of ["encounter", "loitering"]) {
      const found = (await floor.events(`kind=${kind}&limit=20`)).find((event) => Object.values(event.evidence.series ?? {}).some((points) => points.length > 1));
      if (found) kinds.set(kind, found);
    }
    if (!kinds.has("encounter")) await page.waitForTimeout(5000);
  }
  assert.ok(kinds.has("encounter"), "the exercise brings an encounter with its series");
  for (const event of kinds.values()) {
    await floor.go(`event/${encodeURIComponent(event.id)}`);
    await page.waitForSelector(".plot svg path.line");
    const label = await page.getAttribute(".plot svg", "aria-label");
    assert.ok(!/undefined|NaN|_/.test(label), label);
  }
});

test("filters narrow the list; a locked order stays while numbers change", async () => {
  const { page } = floor;
  await floor.go("watch");
  await page.waitForSelector(".ranked-row");
  const count = async () => Number((await page.textContent(".list-bar [role=status]")).replaceAll(/\D/g, ""));
  const whole = await count();
  await page.click("button[aria-controls=list-filters]");
  await page.fill("#list-filters input[type=number]", "200");
  await page.waitForFunction(() => document.querySelector(".virtual-empty"));
  assert.equal(await count(), 0);
  await page.getByRole("button", { name: "Clear filter" }).click();
  await page.waitForSelector(".ranked-row");
  assert.ok((await count()) >= whole);
  await page.getByRole("button", { name: "Lock order" }).click();
  await page.waitForSelector("button[aria-pressed=true] >> text=Unlock order");
  const names = () => page.locator(".ranked-row .ranked-name").allTextContents();
  const locked = await names();
  await page.waitForTimeout(6000);
  assert.deepEqual((await names()).slice(0, locked.length), locked);
  await page.getByRole("button", { name: "Unlock order" }).click();
});

test("the chart shows coast and vessels, picks one, and every vessel in view is in the list", async () => {
  const { page } = floor;
  await floor.go("watch");
  await page.waitForTimeout(1500);
  const box = await page.locator(".maplibregl-canvas").boundingBox();
  assert.ok(colours(await page.screenshot(), box) > 8, "the canvas is not blank");
  await page.getByRole("tab", { name: "Vessels in view" }).click();
  await page.waitForSelector(".vessel-row");
  await page.locator(".virtual").focus();
  await page.keyboard.press("Enter");
  await page.waitForSelector(".card h2");
  await page.waitForSelector(".slider input[type=range]");
  await page.getByRole("tab", { name: "Watch list" }).click();
});

test("distances are measured by typed positions, right across 180°", async () => {
  const { page } = floor;
  await floor.go("watch");
  await page.getByRole("button", { name: "Distance tool" }).click();
  for (const position of ["40°00.0′N 179°30.0′E", "40 N 179 30 W"]) {
    await page.fill(".measure form input", position);
    await page.keyboard.press("Enter");
  }
  await page.waitForSelector(".measure tfoot");
  assert.match(await page.textContent(".measure tfoot"), /46\.0 nm/);
  await page.fill(".measure form input", "nowhere");
  await page.keyboard.press("Enter");
  assert.match(await page.textContent("#measure-wrong"), /cannot be read/);
  await page.getByRole("button", { name: "Distance tool" }).click();
});

test("an area typed across 180° is stored and listed", async () => {
  const { page } = floor;
  await floor.go("areas");
  await page.getByLabel("Name").fill("Across the line");
  for (const corner of ["44 N 178 E", "44 N 178 W", "40 N 178 W", "40 N 178 E"]) {
    await page.getByLabel("Corner", { exact: true }).fill(corner);
    await page.keyboard.press("Enter");
  }
  await page.getByRole("button", { name: "Save area" }).click();
  await page.waitForSelector("tbody th >> text=Across the line");
  const ring = await page.evaluate(async () => {
    const areas = await (await fetch("/api/v1/areas")).json();
    return areas.features.find((f) => f.properties.name === "Across the line").geometry;
  });
  const lons = JSON.stringify(ring).match(/-?\d+(\.\d+)?/g).map(Number);
  assert.ok(lons.some((v) => Math.abs(v) >= 178), "the ring lies at 180°, not around the world");
});

test("languages and palettes change at once, on the page as it stands, and are remembered", async () => {
  const { page } = floor;
  await floor.go("watch");
  const titles = new Set();
  for (const language of LANGUAGES) {
    await page.selectOption(".language select", language);
    await page.waitForFunction((code) => document.documentElement.lang === code, language);
    titles.add(await page.textContent("main h1"));
    for (const word of WORDS) assert.ok((await page.textContent(".marking")).includes(word), `${word} in ${language}`);
  }
  assert.equal(titles.size, LANGUAGES.length);
  await page.reload();
  await page.waitForSelector(".ranked-row");
  assert.equal(await page.getAttribute("html", "lang"), "ja");
  await page.selectOption(".language select", "en");
  for (const palette of ["dusk", "night", "dusk", "day"]) {
    await page.click("button.palette");
    assert.equal(await page.getAttribute("html", "data-palette"), palette, "Day, Dusk, Night, Dusk, Day");
  }
});

test("what the node answers is what its description says", async () => {
  const { page } = floor;
  const asks = ["/api/v1/session", "/api/v1/status", "/api/v1/list?limit=50", "/api/v1/vessels?limit=50", "/api/v1/events?limit=200", "/api/v1/areas", "/api/v1/lists", "/api/v1/feeds",
    "/api/v1/quarantine?limit=20", "/api/v1/report/presence?by=flag,gear&step=day", "/api/v1/report/presence?by=flag&step=week", "/api/v1/rules", "/api/v1/settings", "/api/v1/users", "/api/v1/tokens", "/api/v1/audit?limit=50",
    "/ogc", "/ogc/conformance", "/ogc/collections", "/ogc/collections/events/items?limit=5"];
  const ask = (path) => page.evaluate(async (p) => {
    const answer = await fetch(p);
    return [answer.status, await answer.json()];
  }, path);
  const [, { vessels }] = await ask("/api/v1/list?limit=5");
  for (const { mmsi } of vessels) asks.push(`/api/v1/vessels/${mmsi}`, `/api/v1/vessels/${mmsi}/track?max=50`);
  for (const kind of ["gap", "encounter", "fishing", "list_match"]) {
    for (const { id } of await floor.events(`kind=${kind}&limit=2`)) asks.push(`/api/v1/events/${encodeURIComponent(id)}`);
  }
  asks.push("/api/v1/vessels/1", "/api/v1/events/none");
  const faults = [];
  for (const path of asks) {
    const [status, body] = await ask(path);
    faults.push(...faultsOf("get", path.split("?")[0], status, body));
  }
  assert.deepEqual(faults, []);
});

test("no request left the machine, and the content security policy was never hurt", () => {
  assert.ok(floor.requests.length > 50);
  assert.deepEqual(floor.requests.filter((url) => !url.startsWith(floor.origin) && !url.startsWith("data:")), []);
  assert.deepEqual(floor.complaints, []);
});

test("the policy in force lets nothing be evaluated, put in line, or loaded from a blob", async () => {
  const policy = (await fetch(floor.origin)).headers.get("content-security-policy");
  assert.match(policy, /default-src 'self'/);
  assert.ok(!/unsafe|blob:|https?:|\*/.test(policy), policy);
  // From a timer of the page: what is run by the debugger itself is exempt from the policy.
  const done = await floor.page.evaluate(() => new Promise((tell) => setTimeout(() => {
    const done = [];
    const attempt = (name, act) => {
      try {
        act();
        done.push(name);
      } catch {
        // Refused, as it should be.
      }
    };
    attempt("evaluated", () => new Function("return 1")());
    const script = document.createElement("script");
    script.textContent = "window.inlined_ = true";
    document.head.append(script);
    attempt("inlined", () => {
      if (!window.inlined_) throw new Error("refused");
    });
    tell(done);
  })));
  assert.deepEqual(done, []);
});

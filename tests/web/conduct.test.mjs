// A whole exercise in three windows: both cells and exercise control. The director gives injects, the cells see their own and
// acknowledge by one key, an officer confirms an event, the evaluator rates on a phone, real life comes first and is opened,
// and a report scores them. In three languages and palettes, by keyboard, without violations.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { LANGUAGES, PALETTES, PATIENCE_MS, openBrowser, prefer, startExercise, startNode, violations } from "./floor.mjs";
import { light } from "./pixel.mjs";

const USER = "lookout";
const PASSWORD = "a watch kept all night";
const WAIT = { timeout: 90_000 };
const folder = mkdtempSync(join(tmpdir(), "vigie-report-"));
let browser;
let exercise;
let real;
const windows = {};
const complaints = [];

async function open(link, size = { width: 1440, height: 1000 }) {
  const context = await browser.newContext({ viewport: size, reducedMotion: "reduce", locale: "en-CA", timezoneId: "Asia/Tokyo", acceptDownloads: true });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => /Content Security Policy|Refused to/i.test(message.text()) && complaints.push(message.text()));
  await page.goto(link);
  await page.waitForSelector("input[name=again]", WAIT);
  await page.fill("input[name=user]", USER);
  await page.fill("input[name=password]", PASSWORD);
  await page.fill("input[name=again]", PASSWORD);
  await page.click("button[type=submit]");
  await page.waitForSelector("nav a", WAIT);
  return page;
}

async function go(page, route) {
  await page.evaluate((hash) => void (location.hash = `#/${hash}`), route);
  await page.waitForSelector(`main[data-page="${route.split(/[/?]/)[0]}"] h1`);
}

const api = (page, path) => page.evaluate(async (p) => (await fetch(`/api/v1/${p}`)).json(), path);
const says = (page, words, where = "main") => page.waitForFunction(([w, s]) => document.querySelector(s)?.textContent?.includes(w), [words, where], WAIT);

before(async () => {
  real = await startNode([]);
  exercise = await startExercise(["--speed", "1", "--live", real.origin]);
  browser = await openBrowser();
  windows.live = await open(real.link);
  windows.control = await open(exercise.control);
  windows.canada = await open(exercise.links[0]);
  windows.japan = await open(exercise.links[1]);
});
after(async () => {
  await browser?.close();
  await exercise?.stop();
  await real?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("control sees both cells come, pauses and steps the clock by keyboard", async () => {
  const { control } = windows;
  await go(control, "director");
  await control.waitForFunction(() => document.querySelectorAll('[data-seat][data-connected="true"]').length === 2, undefined, WAIT);
  await control.getByRole("button", { name: "Pause", exact: true }).focus();
  await control.keyboard.press("Enter");
  await control.waitForSelector('[data-clock="paused"]');
  const before = await control.textContent(".exercise-now");
  await control.getByRole("button", { name: "+10 min" }).focus();
  await control.keyboard.press("Enter");
  await control.waitForFunction((was) => document.querySelector(".exercise-now")?.textContent !== was, before);
  await control.getByRole("button", { name: "+10 min" }).click();
  assert.notEqual(await control.textContent(".exercise-now"), "");
  await control.waitForSelector('tr[data-inject="I-010"][data-status="sent"]', WAIT);
});

test("control sees how the links are and keeps a file for an inject", async () => {
  const { control } = windows;
  await go(control, "director");
  for (const way of ["ca-ccg>jp-jcg", "jp-jcg>ca-ccg"]) await control.waitForSelector(`[data-link="${way}"][data-state="good"]`, WAIT);
  const note = join(folder, "tip.txt");
  writeFileSync(note, "EXERCISE. Two lights.");
  await control.setInputFiles(".files > .file input[type=file]", note);
  await control.waitForSelector('tr[data-file="tip.txt"][data-here="true"]', WAIT);
  await says(control, "tip.txt kept");
});

test("each cell sees its own injects, and one key says so", async () => {
  const { control, canada, japan } = windows;
  await control.getByRole("button", { name: "Give now I-020" }).click();
  await says(control, "I-020 given");
  await go(japan, "inbox");
  await go(canada, "inbox");
  await japan.waitForSelector('[data-inject="I-020"]', WAIT);
  await canada.waitForSelector('[data-inject="I-010"]', WAIT);
  assert.equal(await canada.locator('[data-inject="I-020"]').count(), 0, "Canada is to be surprised");
  assert.match(await japan.textContent('[data-inject="I-020"]'), /EXERCISE.*EXERCICE.*演習/s);
  await japan.locator("h1").click();
  for (let n = 0; n < 2; n += 1) {
    await japan.keyboard.press("a");
    await japan.waitForFunction((seen) => document.querySelectorAll('[data-seen="true"]').length > seen, n);
  }
  await control.waitForSelector('tr[data-inject="I-020"][data-status="acknowledged"]', WAIT);
  const rooms = await canada.$$eval("nav:not(.room) a", (links) => links.map((link) => link.textContent));
  assert.ok(rooms.some((room) => room.startsWith("Exercise")));
  await go(canada, "director");
  await canada.waitForSelector(".notice.error");
  assert.equal(await canada.locator(".clock-bar").count(), 0, "a cell has no console");
});

test("an officer's confirmation is judged, and control sees who knows what", async () => {
  const { control, canada } = windows;
  await control.getByRole("button", { name: "Give now I-050" }).click();
  const found = await canada.waitForFunction(async () => {
    const page = await (await fetch("/api/v1/events?kind=list_match&limit=1")).json();
    return page.events[0]?.id;
  }, undefined, WAIT);
  await go(canada, `event/${await found.jsonValue()}`);
  await canada.keyboard.press("c");
  const confirm = canada.getByRole("button", { name: /^Confirm/ }).first();
  await confirm.click();
  await control.waitForSelector('[data-expectation="E4"][data-verdict="met"]', WAIT);
  await control.waitForSelector('.matrix td[data-knows="true"]', WAIT);
  await control.waitForFunction(() => document.querySelector(".truth tbody th button"), undefined, WAIT);
});

test("the evaluator rates on a phone", async () => {
  const { control } = windows;
  await control.getByRole("button", { name: "Give now I-080" }).click();
  await control.setViewportSize({ width: 390, height: 844 });
  await go(control, "evaluator");
  const card = control.locator('[data-expectation="E10"]');
  await card.locator("textarea").fill("Two plans that fit");
  const key = card.locator(".rating-key", { hasText: "without challenges" });
  assert.ok((await key.boundingBox()).height >= 44, "a key for a thumb");
  await key.click();
  await control.waitForSelector('[data-expectation="E10"][data-verdict="met"]', WAIT);
  await control.selectOption("select[name=remark-kind]", "improvement");
  await control.fill("textarea[name=remark-text]", "Tell the partner before noon");
  await control.fill("input[name=remark-owner]", "JRCC Victoria");
  await control.fill("input[name=remark-due]", "2026-12-24");
  await control.getByRole("button", { name: "Add", exact: true }).click();
  await says(control, "Remark kept");
  const wide = await control.evaluate(() => [...document.querySelectorAll("main, main *")].filter((el) => el.getBoundingClientRect().right > innerWidth + 1).map((el) => el.outerHTML.slice(0, 120)));
  assert.deepEqual(wide, [], "nothing is cut off on a phone");
  await control.setViewportSize({ width: 1440, height: 1000 });
});

test("NO DUFF: one key, a confirm step, the exercise stands, real life opens with the incident, and it goes on", async () => {
  const { control, canada, japan, live } = windows;
  await go(control, "director");
  await go(canada, "watch");
  await canada.keyboard.press("F8");
  await canada.waitForSelector("dialog[open]");
  await canada.keyboard.press("Escape");
  await canada.waitForSelector("dialog[open]", { state: "detached" });
  await canada.waitForSelector("input[name=no-duff-what]", { state: "detached" });
  assert.equal(await control.locator('[data-clock="frozen"]').count(), 0, "nothing happens without the confirm step");
  await canada.keyboard.press("F8");
  await canada.fill("input[name=no-duff-what]", "Man overboard off Kauai");
  await canada.fill("input[name=no-duff-where]", "22°N 159°W");
  const [opened] = await Promise.all([canada.context().waitForEvent("page"), canada.keyboard.press("Enter")]);
  const address = opened.url();
  await opened.close();
  await control.waitForSelector('[data-clock="frozen"]', WAIT);
  await japan.waitForSelector(".frozen", WAIT);
  assert.ok(address.startsWith(`${real.origin}/#/incident?title=Man%20overboard`), address);
  await live.goto(address);
  await live.waitForSelector("input[name=incident-title]");
  assert.equal(await live.inputValue("input[name=incident-title]"), "Man overboard off Kauai");
  assert.match(await live.inputValue("textarea[name=incident-note]"), /22°N 159°W/);
  assert.doesNotMatch(await live.evaluate(() => document.body.textContent), /演習/);
  await live.getByRole("button", { name: "Open the case" }).click();
  await live.waitForSelector('main[data-page="case"] h1');
  await canada.getByRole("button", { name: "Close" }).last().click();
  await go(control, "director");
  control.once("dialog", (dialog) => void dialog.accept());
  await control.getByRole("button", { name: "Resume the exercise" }).click();
  await japan.waitForSelector(".frozen", { state: "detached", ...WAIT });
});

test("a report scores both cells, alone in one file, clean, in three languages", async () => {
  const { control } = windows;
  const [download] = await Promise.all([control.waitForEvent("download"), control.locator('button[data-report="html"]').click()]);
  const path = join(folder, "report.html");
  writeFileSync(path, readFileSync(await download.path()));
  assert.match(download.suggestedFilename(), /EXERCISE-EXERCICE-演習/);
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, offline: true });
  const page = await context.newPage();
  const left = [];
  page.on("request", (request) => request.url().startsWith("file:") || left.push(request.url()));
  await page.goto(`file://${path}`);
  for (const [code, words] of [["en", "Score by partner"], ["fr-CA", "Plan d’amélioration"], ["ja", "改善計画"]]) {
    await page.check(`input[value="${code}"]`);
    const shown = await page.evaluate(() => document.body.innerText);
    assert.ok(shown.includes(words) || code === "en", `${code}: ${words}`);
    assert.match(shown, /JRCC Victoria/);
    assert.equal(await page.evaluate(() => document.documentElement.lang), code);
  }
  // Thousands of rows of one form say no more to the checker than twenty.
  await page.evaluate(() => document.querySelectorAll("tbody tr:nth-child(n+21)").forEach((row) => row.remove()));
  for (const code of ["en", "fr-CA", "ja"]) {
    await page.check(`input[value="${code}"]`);
    assert.deepEqual(await violations(page), [], code);
    if (process.env.VIGIE_SHOTS) await page.screenshot({ path: join(process.env.VIGIE_SHOTS, `report-${code}.png`), fullPage: true });
  }
  const before = await page.textContent("#at");
  await page.focus("#when");
  await page.keyboard.press("Home");
  assert.notEqual(await page.textContent("#at"), before, "the strip moves by keyboard");
  assert.deepEqual(left, []);
  const report = await api(control, "conduct/report/json");
  assert.deepEqual(report.party_scores.map((row) => row.party).slice(0, 2), ["ca-ccg", "jp-jcg"]);
  assert.ok(report.party_scores[0].score >= 20, JSON.stringify(report.party_scores));
  await context.close();
});

for (const palette of (process.env.VIGIE_LOOKS ?? PALETTES.join()).split(",").filter(Boolean)) {
  for (const language of LANGUAGES) {
    test(`${palette}, ${language}: no violation, no code in place of words, marked as an exercise`, async () => {
      for (const [name, route] of [["control", "director"], ["control", "evaluator"], ["japan", "inbox"]]) {
        const page = windows[name];
        await prefer(page, language, palette);
        await page.reload();
        await page.waitForSelector("nav a");
        await go(page, route);
        await page.waitForSelector(route === "inbox" ? "[data-inject]" : "[data-expectation]");
        await page.waitForTimeout(600);
        await check(page, `${route} ${language} ${palette}`, palette);
      }
    });
  }
}

async function check(page, name, palette) {
  assert.deepEqual(await violations(page), [], name);
  const words = await page.evaluate(() => [...document.querySelectorAll("main h1, main h2, main h3, main thead th, main dt, main button, main label > span, main .tag, main .hint")].map((el) => el.textContent ?? ""));
  assert.deepEqual(words.filter((word) => /undefined|NaN|^[a-z]+(-[a-z]+){1,3}$/.test(word.trim()) && !/^(ca-ccg|jp-jcg)/.test(word.trim())), [], name);
  assert.match(await page.evaluate(() => document.body.textContent), /EXERCISE.*EXERCICE.*演習/s);
  const screenshot = await page.screenshot(process.env.VIGIE_SHOTS ? { path: join(process.env.VIGIE_SHOTS, `${name.replaceAll(/[ /]/g, "-")}.png`) } : {});
  if (palette === "night") {
    const { over, worst } = light(screenshot, 20, 0.22);
    assert.equal(over, 0, `${name}: ${over} bright or blue pixels, such as ${JSON.stringify(worst)}`);
  }
}

test("the policy of the page held, and nothing failed", () => {
  assert.deepEqual(complaints, []);
});

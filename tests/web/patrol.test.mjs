// The patrol page in a real browser against the stand-in node of web/mock: what a planner sees and does, by keyboard, in every
// language and palette, by role.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { FLAGS, LANGUAGES, PALETTES, chromium, prefer, untidy, violations } from "./floor.mjs";

const web = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "web");
const built = existsSync(join(web, "dist", "index.html"));
const skip = built ? false : "web/dist is not built";
const SHOTS = process.env.VIGIE_SHOTS;
const TABS = ["plan", "why", "alternatives", "orders", "assets", "back"];
let mock;
let browser;
let page;
let origin;
const complaints = [];

async function signIn(user) {
  await page.goto(`${origin}/#/signin`);
  await page.waitForSelector("input[type=password], nav a");
  if (await page.$("nav a")) {
    await page.evaluate(() => fetch("/api/v1/session", { method: "DELETE" }));
    await page.reload();
    await page.waitForSelector("input[type=password]");
  }
  await page.fill("input[name=user]", user);
  await page.fill("input[type=password]", "a watch kept all night");
  await page.click("button[type=submit]");
  await page.waitForSelector("nav a");
}

async function go(tab) {
  await page.evaluate((hash) => void (location.hash = hash), `#/patrol/plan-1?tab=${tab}`);
  await page.waitForSelector(`main[data-page="patrol"] .tabs-line a[aria-current="page"]`);
  await page.waitForSelector("main h2");
}

const says = (words) => page.waitForFunction((w) => document.querySelector("main")?.textContent?.includes(w), words);
const rules = () => page.$$eval(".rules li", (items) => items.map((item) => item.textContent));

before(async () => {
  if (!built) return;
  mock = spawn(process.execPath, [join(web, "mock", "serve.mjs")], { env: { ...process.env, PORT: "0" }, stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(mock.stdout.setEncoding("utf8"), "data");
  origin = /http:\S+/.exec(line)[0];
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, reducedMotion: "reduce", locale: "en-CA", timezoneId: "Asia/Tokyo" });
  page = await context.newPage();
  page.setDefaultTimeout(120_000);
  page.on("dialog", (dialog) => dialog.accept("engine"));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => /Content Security Policy|Refused to/i.test(message.text()) && complaints.push(message.text()));
  await signIn("lookout");
});
after(async () => {
  await browser?.close();
  mock?.kill();
});

test("each asset's stops stand in a table, with the instrument that gives the authority", { skip }, async () => {
  await go("plan");
  await page.waitForSelector(".stops tbody tr");
  assert.equal(await page.$$eval(".stops", (tables) => tables.length), 3);
  const first = await page.$$eval(".stops tbody tr th", (cells) => cells.map((cell) => cell.textContent));
  assert.ok(first.some((text) => text.includes("NPFC CMM 2017-09")), first.join(" | "));
  await says("independent checker found no broken rule");
});

test("a task is kept from an asset, and put earlier, by keyboard alone", { skip }, async () => {
  await go("plan");
  await page.focus(".stops tbody tr:nth-child(2)");
  await page.keyboard.press("x");
  await page.waitForFunction(() => document.querySelectorAll(".rules li").length === 2);
  assert.match((await rules()).join(" "), /Squid fleet.* is not done by CCGS Sir Wilfrid Laurier/);
  await page.focus(".stops tbody tr:nth-child(2)");
  await page.keyboard.press("ArrowUp");
  assert.equal(await page.evaluate(() => document.activeElement?.querySelector("td")?.textContent), "1");
  await page.focus(".stops tbody tr:nth-child(2)");
  await page.keyboard.press("Alt+ArrowUp");
  await page.waitForFunction(() => document.querySelectorAll(".rules li").length === 3);
  assert.match((await rules()).join(" "), /before EX PACIFIC DAWN/);
  await page.click(".rules li:last-child button");
  await page.waitForFunction(() => document.querySelectorAll(".rules li").length === 2);
});

test("why something is left out is a sentence with its numbers", { skip }, async () => {
  await go("why");
  await says("no authority to act (NPFC CMM 2017-09)");
  await says("fuel short by 12.4 t");
  await says("would cost 37.2 points elsewhere");
});

test("alternatives stand side by side with the cost to each agency", { skip }, async () => {
  await go("alternatives");
  await page.click("section .row button");
  await says("little fuel");
  await says("Cost to jp-jcg");
  await says("23.4 %");
});

test("an asset is taken out of service and the plan asks to be made anew", { skip }, async () => {
  await go("assets");
  await page.click("button[aria-label='Take Dash 8 Q300 out of service']");
  await says("due for re-planning: engine");
});

test("a report from sea is sent", { skip }, async () => {
  await go("back");
  await page.selectOption("select[name=task]", { index: 1 });
  await page.fill("textarea[name=words]", "boarded, log in order");
  await page.click("main form button.primary");
  await says("The report is in");
});

test("a version made since the order is a draft: both are told, it can be ordered, and orders stay those of the ordered one", { skip }, async () => {
  const card = /\/api\/v1\/patrol\/plans\/plan-1(?:\?.*)?$/;
  await page.route(card, async (route) => {
    if (route.request().method() !== "GET") return route.continue();
    const answer = await route.fetch();
    const asked = new URL(route.request().url()).searchParams.get("version");
    await route.fulfill({ response: answer, json: { ...(await answer.json()), version: Number(asked ?? 9), ordered_version: 8, status: asked === "8" ? "ordered" : "draft" } });
  });
  // Nodes tell the time of a change as it is.
  await page.route(/\/difference\?/, (route) => route.fulfill({ json: { from: 8, to: 9, changes: [{ asset: "soya", change: "retimed", what: "task", id: "t2", before: "2026-07-05T08:00:00Z", after: "2026-07-05T14:00:00Z" }], kept: 6, of: 7 } }));
  await go("plan");
  await page.reload();
  await says("Version 8 is ordered; version 9 is a draft.");
  await says("from 2026-07-05 08:00Z to 2026-07-05 14:00Z");
  for (const name of ["Order this plan", "Withdraw"]) await page.locator(".plan-bar").getByRole("button", { name }).waitFor();
  await go("orders");
  await page.waitForSelector("main section table select");
  await page.unroute(card);
  await page.unroute(/\/difference\?/);
  await page.reload();
  await page.waitForSelector("nav a");
});

test("a plan that cannot be had is told, and nothing of another stands under its name", { skip }, async () => {
  await go("plan");
  await page.waitForSelector(".stops tbody tr");
  await page.evaluate(() => void (location.hash = "#/patrol/plan-2?tab=plan"));
  await page.waitForSelector("main .split .notice.error[role=alert]");
  assert.equal(await page.locator(".stops").count(), 0);
  assert.equal(await page.locator(".plan-bar").getByRole("button", { name: "Order this plan" }).count(), 0);
  await go("plan");
  await page.waitForSelector(".stops tbody tr");
});

test("a viewer reads and cannot change", { skip }, async () => {
  await signIn("viewer");
  await go("plan");
  await page.waitForSelector(".stops tbody tr");
  assert.equal(await page.$$eval(".stops button, .plan-bar button, .rules button", (all) => all.length), 0);
  await signIn("lookout");
});

test("every part in every language and palette: WCAG 2.2 AA, nothing cut off, no code on the screen", { skip }, async () => {
  const faults = [];
  for (const language of LANGUAGES) {
    for (const palette of PALETTES) {
      await prefer(page, language, palette);
      await page.reload();
      await page.waitForSelector("nav a");
      for (const tab of TABS) {
        await go(tab);
        // The stream of changes never ends, so the network is never idle: a part is there when nothing says that it loads.
        await page.waitForFunction(() => ![...document.querySelectorAll("main .hint")].some((hint) => /^(Loading|Chargement|読み込み)/.test(hint.textContent)));
        if (SHOTS) await page.screenshot({ path: join(SHOTS, `${tab}-${language}-${palette}.png`) });
        const found = [...await violations(page), ...await untidy(page, /\b(patrol|block|finding|order|task|asset-class)-[a-z][a-z-]+\b/g)];
        faults.push(...found.map((fault) => `${language} ${palette} ${tab}: ${fault}`));
      }
    }
  }
  assert.deepEqual(faults, []);
  assert.deepEqual(complaints, []);
});

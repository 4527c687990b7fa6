// Two built nodes and two planners in two windows: a joint plan is drafted, looked at as the partner would get it, sent, amended,
// agreed and exported; an aircraft drops out and the plan recovers. By keyboard where a planner would, in every language.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { FLAGS, LANGUAGES, PATIENCE_MS, PALETTES, chromium, prefer, program, startExercise, untidy, violations } from "./floor.mjs";

const USER = "lookout";
const PASSWORD = "a watch kept all night";
/** The exercise lists its first vessels, and a plan is searched, within this on two busy cores. */
const WAIT_MS = 300_000;
const SHOTS = process.env.VIGIE_SHOTS;
const options = { timeout: WAIT_MS };
let browser;
let exercise;
let here;
let there;
let id;

class Planner {
  constructor(page, origin) {
    Object.assign(this, { page, origin, complaints: [], answer: "" });
    page.on("dialog", (dialog) => dialog.accept(this.answer));
    page.on("pageerror", (error) => this.complaints.push(error.message));
    page.on("console", (message) => /Content Security Policy|Refused to/i.test(message.text()) && this.complaints.push(message.text()));
  }

  async setUp(link) {
    await this.page.goto(link);
    await this.page.waitForSelector("input[name=again]", options);
    await this.page.fill("input[name=user]", USER);
    await this.page.fill("input[name=password]", PASSWORD);
    await this.page.fill("input[name=again]", PASSWORD);
    await this.page.click("button[type=submit]");
    await this.page.waitForSelector(".ranked-row", options);
    this.party = (await this.api("partners")).own.party;
  }

  api(path) {
    return this.page.evaluate(async (p) => {
      const answer = await fetch(`/api/v1/${p}`);
      return answer.status === 200 ? answer.json() : { status: answer.status };
    }, path);
  }

  async go(route) {
    await this.page.evaluate((hash) => void (location.hash = `#/${hash}`), route);
    await this.page.waitForSelector(`main[data-page="${route.split(/[/?]/)[0]}"] h1`);
  }

  says(words) {
    return this.page.waitForFunction((w) => document.querySelector("main")?.textContent?.includes(w), words, options);
  }

  async until(path, fits) {
    const end = Date.now() + WAIT_MS;
    for (;;) {
      const found = await this.api(path);
      if (fits(found)) return found;
      assert.ok(Date.now() < end, `${path} stayed ${JSON.stringify(found).slice(0, 500)}`);
      await this.page.waitForTimeout(500);
    }
  }

  /** Sends the draft that waits. */
  async send() {
    await this.page.waitForSelector(".draft .leaving", options);
    await this.page.locator(".draft button.primary").click(options);
    await this.page.waitForSelector(".draft", { state: "detached", ...options });
  }
}

const joint = (planner, fits) => planner.until(`patrol/joint/${id}`, (card) => card.joint && fits(card));
const orders = async (planner) => Object.keys((await planner.api(`patrol/joint/${id}`)).orders);

before(async () => {
  exercise = await startExercise();
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
  const planners = await Promise.all(exercise.links.map(async (link) => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, reducedMotion: "reduce", locale: "en-CA" });
    context.setDefaultTimeout(PATIENCE_MS);
    return new Planner(await context.newPage(), new URL(link).origin);
  }));
  await Promise.all(planners.map((planner, at) => planner.setUp(exercise.links[at])));
  [here, there] = planners;
  for (const [planner, other] of [[here, there], [there, here]]) {
    await planner.until("partners", ({ partners }) => partners.some((one) => one.party === other.party && one.link.state === "up" && one.state === "agreed"));
    await planner.until(`partners/${other.party}/agreement`, (all) => all.in_force && all.theirs.in_force);
    await planner.until("patrol/tasks", ({ tasks }) => tasks.length > 0);
  }
}, { timeout: 2 * WAIT_MS });
after(async () => {
  await browser?.close();
  await exercise?.stop();
});

test("a plan is proposed: what leaves is seen before, and only that leaves", async () => {
  await here.go("joint");
  await here.page.getByRole("button", { name: "Propose a joint plan" }).click();
  await here.page.fill("input[name=title]", "North Pacific together");
  await here.page.fill("input[name=days]", "10");
  await here.page.waitForSelector("input[name=asset]");
  // By keyboard: each box is reached and ticked with the space bar.
  for (const box of await here.page.$$("input[name=asset]")) {
    await box.focus();
    await here.page.keyboard.press("Space");
  }
  const ship = await here.page.locator("input[name=asset]").first().getAttribute("value");
  await here.page.locator(`input[name='kept-${ship}'][value=cost]`).check();
  // Several, so that there is something to do for each side's assets; what the sensors of the exercise say changes the list.
  // Rows do not move while a hand is on them: the first ones stay the first ones.
  const boxes = here.page.locator("input[name=task]");
  const left = await boxes.count();
  for (let n = 0; n < Math.min(8, left); n += 1) await boxes.nth(n).check();
  const ticked = await here.page.locator("input[name=task]:checked").evaluateAll((all) => all.map((box) => box.value));
  const told = ticked.length;
  await here.page.getByRole("button", { name: "Make the draft" }).click();
  await here.page.waitForSelector(".draft .leaving", options);
  assert.equal((await there.api("patrol/joint")).plans.length, 0, "a draft stays at home");
  id = (await here.api("patrol/joint")).plans[0].id;
  // Before it leaves: the same offers with other emphases, side by side, and one of them becomes the draft.
  const drafted = () => here.api(`patrol/joint/${id}?version=draft`);
  await here.page.locator(".draft").getByRole("button", { name: "Compute alternatives" }).click();
  await here.page.waitForSelector(".draft table.alternatives", options);
  const heads = await here.page.locator(".draft table.alternatives tbody th").allTextContents();
  for (const row of ["Value", "at risk", `Cost to ${here.party}`, `Miles of ${here.party}`, `Fuel of ${here.party}`, `Gained by ${here.party}`]) assert.ok(heads.some((head) => head.includes(row)), `${row}: ${heads.join(" | ")}`);
  assert.equal(await here.page.locator(".draft table.alternatives thead th").count(), 6);
  assert.equal((await here.api(`patrol/plans/${id}/alternatives`)).version, 1);
  await here.page.getByRole("button", { name: "Make the draft this alternative: little risk" }).click();
  await here.says("The draft is now the alternative");
  const chosen = await drafted();
  assert.equal(chosen.request.weights.per_haste, 0.5);
  assert.deepEqual(chosen.findings, []);
  await here.page.locator(".draft .shares").waitFor();
  if (SHOTS) await here.page.screenshot({ path: join(SHOTS, "joint-draft.png"), fullPage: true });
  await here.send();
  const seen = await joint(there, (card) => card.joint.head === 1);
  assert.ok(told >= 1);
  assert.equal(told, Math.min(8, left), "each box that was ticked stays ticked");
  assert.deepEqual(seen.request.tasks.map((task) => task.id.replace(/^.*:/, "")).sort(), ticked.map((id) => id.replace(/^.*:/, "")).sort());
  assert.equal(seen.request.assets.find((a) => a.id === ship).cost_per_h, 0);
});

test("the partner sees it, amends it with its own ships and a rule, and both see who changed what", async () => {
  await there.go(`joint/${id}`);
  await there.says("Waits for our answer.");
  await there.page.locator("input[name=change-offer]").check();
  await there.page.waitForSelector(".amend input[name=asset]");
  await there.page.locator(".amend .offer button.quiet").first().click();
  await there.page.locator(".amend .offer button.quiet").nth(1).click();
  await there.page.fill(".amend input[name=reason]", "our ships too");
  await there.page.locator(".amend").getByRole("button", { name: "Make the draft" }).click();
  await there.send();
  await here.go(`joint/${id}`);
  await here.says("our ships too");
  await here.says("now offers");
  const card = await joint(here, (found) => found.joint.head === 2);
  assert.ok(card.request.assets.some((a) => a.agency === here.party) && card.request.assets.some((a) => a.agency === there.party));
  assert.equal(card.shares.length, 2);
  if (SHOTS) await here.page.screenshot({ path: join(SHOTS, "joint-amended.png"), fullPage: true });
});

test("agreed, it becomes orders: each side's for its own assets only, and they can be saved", async () => {
  assert.deepEqual(await orders(here), []);
  await here.page.locator(".standing").getByRole("button", { name: "Agree" }).click();
  await here.says("Version 2 is agreed");
  await joint(there, (card) => card.joint.in_force === 2);
  for (const planner of [here, there]) {
    const { request } = await planner.api(`patrol/joint/${id}`);
    const ordered = await orders(planner);
    assert.ok(ordered.length > 0);
    assert.ok(ordered.every((asset) => request.assets.find((a) => a.id === asset).agency === planner.party), ordered.join());
  }
  const [asset] = await orders(here);
  const saved = here.page.waitForEvent("download");
  await here.page.locator("section", { hasText: "Orders" }).getByRole("button", { name: /^Save RTZ/ }).first().click();
  assert.match(readFileSync(await (await saved).path(), "utf8"), /<route /);
  const [theirs] = await orders(there);
  assert.equal((await here.api(`patrol/plans/${id}/orders/${theirs}/gpx`)).status, 404);
  assert.ok(asset !== theirs);
});

test("an aircraft drops out, and the plan recovers with the partner's word", async () => {
  const { request } = await here.api(`patrol/joint/${id}`);
  const ordered = await orders(here);
  const lost = request.assets.find((a) => ordered.includes(a.id) && a.class === "aircraft") ?? request.assets.find((a) => ordered.includes(a.id));
  await here.page.getByRole("button", { name: `${lost.name || lost.id} dropped out` }).click();
  await here.send();
  const third = await joint(there, (card) => card.joint.head === 3);
  assert.equal(third.joint.in_force, 2, "until it is agreed the plan before holds");
  // What each gives and gains: by the version that is asked about, and by the one that both work by.
  for (const n of [3, 2]) await there.says(`What each gives and gains: version ${n}`);
  await there.says("Waits for our answer.");
  await there.page.locator(".standing").getByRole("button", { name: "Agree" }).focus();
  await there.page.keyboard.press("Enter");
  await joint(here, (card) => card.joint.in_force === 3);
  assert.ok(!(await orders(here)).includes(lost.id));
  await here.says("Both work by version 3.");
});

test("the same by the command line: seen, amended, sent, declined, agreed, exported", async () => {
  const token = (planner) => planner.page.evaluate(async () => {
    const { csrf } = await (await fetch("/api/v1/session")).json();
    const made = await fetch("/api/v1/tokens", { method: "POST", headers: { "content-type": "application/json", "x-vigie-csrf": csrf }, body: JSON.stringify({ name: "planner", role: "watch_officer" }) });
    return (await made.json()).token;
  });
  const [ours, theirs] = [await token(here), await token(there)];
  const vigie = (planner, key, ...words) => {
    const done = spawnSync(program(), ["plan", ...words, "--node", planner.origin], { env: { ...process.env, VIGIE_TOKEN: key }, encoding: "utf8" });
    return { code: done.status, said: done.stdout + done.stderr };
  };
  const shown = vigie(here, ours, "show");
  assert.match(shown.said, /North Pacific together: version 3 by \S+, agreed/);
  const { request } = await there.api(`patrol/joint/${id}`);
  const amended = vigie(there, theirs, "amend", id, "--forbid", request.tasks[0].id, "--reason", "not now", "--seconds", "1", "--send");
  assert.equal(amended.code, 0, amended.said);
  assert.match(amended.said, /on its way to the partner/);
  await joint(here, (card) => card.joint.head === 4);
  const no = vigie(here, ours, "decline", id, "--version", "4", "--reason", "we need it");
  assert.equal(no.code, 0, no.said);
  await joint(there, (card) => card.joint.standing === "declined");
  assert.equal(vigie(there, theirs, "amend", id, "--remove", "0", "--seconds", "1", "--send").code, 0);
  await joint(here, (card) => card.joint.head === 5);
  const yes = vigie(here, ours, "agree", id, "--version", "5");
  assert.equal(yes.code, 0, yes.said);
  await joint(there, (card) => card.joint.in_force === 5);
  // What is left to do may be all one side's.
  const mine = await orders(here);
  const [exporter, key] = mine.length > 0 ? [here, ours] : [there, theirs];
  const [asset] = await orders(exporter);
  const paper = vigie(exporter, key, "export", id, asset, "gpx");
  assert.match(paper.said, /<gpx /);
  assert.equal(vigie(here, ours, "agree", id, "--version", "4").code, 1);
});

test("the page in every language and palette: WCAG 2.2 AA, nothing too wide, no code on the screen", async () => {
  const faults = [];
  for (const language of LANGUAGES) {
    for (const palette of PALETTES) {
      await prefer(here.page, language, palette);
      await here.page.reload();
      await here.page.waitForSelector(".versions tbody tr", options);
      if (SHOTS) await here.page.screenshot({ path: join(SHOTS, `joint-${language}-${palette}.png`), fullPage: true });
      const found = [...await violations(here.page), ...await untidy(here.page, /\b(patrol|block|finding|joint-(?:standing|cause|field|waits|rule|answer))-[a-z][a-z-]+\b/g)];
      faults.push(...found.map((fault) => `${language} ${palette}: ${fault}`));
    }
  }
  assert.deepEqual(faults, []);
  assert.deepEqual([...here.complaints, ...there.complaints], []);
});

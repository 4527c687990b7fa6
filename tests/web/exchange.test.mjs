// Two built nodes and two officers: what one releases the other sees, and nothing else; the link cut and healed from the page;
// recall with its receipt; hold; chat. The nodes are those of `vigie exercise`, which this test starts; VIGIE_PAIR may name the
// addresses of two running ones instead, that are partners with an agreement in force, such as "http://127.0.0.1:8801
// http://127.0.0.1:8802", with the account VIGIE_PAIR_USER (default `lookout`) and VIGIE_PAIR_PASSWORD, an administrator on both.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { FLAGS, PATIENCE_MS, chromium, startExercise } from "./floor.mjs";

const given = (process.env.VIGIE_PAIR ?? "").split(/[\s,]+/).filter(Boolean);
const skip = false;
const USER = process.env.VIGIE_PAIR_USER ?? "lookout";
const PASSWORD = process.env.VIGIE_PAIR_PASSWORD ?? "a watch kept all night";
/** The exercise lists its first vessels, and a stream catches up, within this on two busy cores. */
const WAIT_MS = 240_000;
const options = { timeout: WAIT_MS };
let browser;
let exercise;
let here;
let there;

class Officer {
  constructor(page, origin) {
    Object.assign(this, { page, origin, complaints: [] });
    page.on("pageerror", (error) => this.complaints.push(error.message));
    page.on("console", (message) => /Content Security Policy|Refused to/i.test(message.text()) && this.complaints.push(message.text()));
    page.on("request", (request) => new URL(request.url()).origin === origin || /^(data|blob):/.test(request.url()) || this.complaints.push(`left the node: ${request.url()}`));
  }

  /** Makes the first administrator. */
  async setUp(link) {
    await this.page.goto(link);
    await this.page.waitForSelector("input[name=again]", options);
    await this.page.fill("input[name=user]", USER);
    await this.page.fill("input[name=password]", PASSWORD);
    await this.page.fill("input[name=again]", PASSWORD);
    await this.page.click("button[type=submit]");
    await this.begin();
  }

  async begin() {
    await this.page.waitForSelector(".ranked-row", options);
    this.partners = await this.api("partners");
    this.party = this.partners.own.party;
  }

  async signIn() {
    await this.page.goto(`${this.origin}/#/signin`);
    await this.page.fill("input[name=user]", USER);
    await this.page.fill("input[type=password]", PASSWORD);
    await this.page.click("button[type=submit]");
    await this.begin();
  }

  api(path) {
    return this.page.evaluate(async (p) => (await fetch(`/api/v1/${p}`)).json(), path);
  }

  async go(route) {
    await this.page.evaluate((hash) => void (location.hash = `#/${hash}`), route);
    await this.page.waitForSelector(`main[data-page="${route.split(/[/?]/)[0]}"] h1`);
  }

  says(words, where = "main") {
    return this.page.waitForFunction(([w, s]) => document.querySelector(s)?.textContent?.includes(w), [words, where], options);
  }

  /** Waits until the API answers as wanted. */
  async until(path, fits) {
    const end = Date.now() + WAIT_MS;
    for (;;) {
      const found = await this.api(path);
      if (fits(found)) return found;
      assert.ok(Date.now() < end, `${path} stayed ${JSON.stringify(found).slice(0, 500)}`);
      await this.page.waitForTimeout(500);
    }
  }
}

before(async () => {
  exercise = given.length === 2 ? undefined : await startExercise();
  const addresses = exercise?.links ?? given;
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
  const officers = await Promise.all(addresses.map(async (address) => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, reducedMotion: "reduce", locale: "en-CA", ignoreHTTPSErrors: true });
    context.setDefaultTimeout(PATIENCE_MS);
    return new Officer(await context.newPage(), new URL(address).origin);
  }));
  await Promise.all(officers.map((officer, at) => (exercise ? officer.setUp(exercise.links[at]) : officer.signIn())));
  [here, there] = officers;
  // Pairing and the exercise's agreement take a few rounds of both desks.
  for (const [officer, other] of [[here, there], [there, here]]) {
    await officer.until("partners", ({ partners }) => partners.some((one) => one.party === other.party && one.link.state === "up" && one.state === "agreed"));
    await officer.until(`partners/${other.party}/agreement`, (all) => all.in_force && all.theirs.in_force);
  }
}, { timeout: 2 * WAIT_MS });
after(async () => {
  await browser?.close();
  await exercise?.stop();
});

const card = (officer, party) => officer.page.locator(".partner", { has: officer.page.locator(".tag", { hasText: party }) });

test("each page shows the other's fingerprint as the other shows its own, and the link is up", { skip }, async () => {
  for (const [officer, other] of [[here, there], [there, here]]) {
    await officer.go("partners");
    await officer.until("partners", ({ partners }) => partners.some((one) => one.party === other.party && one.link.state === "up"));
    const groups = card(officer, other.party).locator(".fingerprint.small li");
    await groups.first().waitFor();
    const shown = await groups.evaluateAll((items) => items.map((item) => /\d{5}/.exec(item.textContent.replace(/^\d/, ""))?.[0]).join(" "));
    assert.equal(shown, other.partners.own.fingerprint);
    assert.equal(await officer.page.locator(".fork").count(), 0);
  }
});

let release;
let alert;

test("an alert is released by key from its card, after a preview", { skip }, async () => {
  const { events } = await here.until("events?limit=30", ({ events: all }) => all.length > 0);
  const [purpose] = (await here.api(`partners/${there.party}/agreement`)).in_force.purposes;
  for (const one of events) {
    await here.go(`event/${encodeURIComponent(one.id)}`);
    await here.page.waitForSelector(".release-open", options);
    await here.page.keyboard.press("r");
    await here.page.waitForSelector(".release-panel");
    await here.page.locator(".release-panel select").first().selectOption(there.party);
    await here.page.locator(".release-panel select").nth(1).selectOption(purpose);
    await here.page.waitForSelector(".decision", options);
    if ((await here.page.getAttribute(".decision", "data-decision")) !== "deny") {
      alert = one;
      break;
    }
    assert.ok(await here.page.locator(".release-foot .primary").isDisabled(), "what is denied cannot leave");
    await here.page.keyboard.press("Escape");
  }
  assert.ok(alert, "the agreement releases an alert");
  await here.page.waitForSelector(".release-foot .primary:not(:disabled)");
  await here.page.focus(".release-panel");
  await here.page.keyboard.press("Enter");
  await here.says("Released to", ".release-panel");
  [release] = (await here.api(`releases?party=${there.party}&limit=1`)).releases;
  assert.equal(release.id, alert.id);
  await here.page.keyboard.press("Escape");
});

test("the partner sees the copy with what was whole, without what was withheld", { skip }, async () => {
  const { copies } = await there.until(`shared?party=${here.party}`, ({ copies: all }) => all.some((copy) => copy.seq === release.seq && copy.state === "shown"));
  const copy = copies.find((one) => one.seq === release.seq);
  const preview = await here.page.evaluate(async ([party, id, purpose]) => {
    const session = await (await fetch("/api/v1/session")).json();
    const response = await fetch("/api/v1/releases/preview", { method: "POST", headers: { "content-type": "application/json", "x-vigie-csrf": session.csrf }, body: JSON.stringify({ party, kind: "event", id, purpose }) });
    return response.json();
  }, [there.party, release.id, release.purpose]);
  for (const field of preview.fields) {
    if (field.state === "withheld") assert.equal(copy.body[field.name] ?? null, null, field.name);
    if (field.state === "whole" && field.before !== null) assert.ok(field.name in copy.body, field.name);
  }
  await there.go(`shared/${here.party}/${release.seq}`);
  await there.page.waitForSelector(".copy-card", options);
  assert.equal(await there.page.getAttribute(".copy-card .partner-head .tag", "data-copy"), "shown");
  await here.until(`releases?party=${there.party}&limit=50`, ({ releases }) => releases.some((one) => one.seq === release.seq && one.state === "acknowledged"));
});

test("a hold of the partner is seen by the originator with its reason, and lifted", { skip }, async () => {
  const form = there.page.locator(".copy-card form");
  if ((await form.count()) > 0) {
    await form.locator("input").fill("Case 7 of the test");
    await there.page.keyboard.press("Enter");
    const held = await there.page.waitForSelector('.copy-card .tag[data-copy="held"], .copy-card .error:not(:empty)', options);
    if ((await held.getAttribute("data-copy")) === "held") {
      await here.go("releases");
      await here.says("Case 7 of the test");
      await there.page.getByRole("button", { name: "Lift the hold" }).click();
      await there.page.waitForSelector('.copy-card .tag[data-copy="shown"]', options);
    }
  }
});

test("a recall hides the copy at the partner, and the signed receipt comes back", { skip }, async () => {
  await here.go("releases");
  const row = here.page.locator("tr[data-release]", { has: here.page.getByRole("button", { name: new RegExp(`^Recall No\\. ${release.seq.toLocaleString("en-CA")},`) }) });
  await row.getByRole("button", { name: /Recall/ }).click();
  await here.page.keyboard.type("Sent in error");
  await here.page.keyboard.press("Enter");
  // Hidden first; once it is deleted it is no longer in the list.
  await there.page.waitForFunction(() => !document.querySelector('.copy-card .tag:is([data-copy="shown"], [data-copy="held"])'), undefined, options);
  assert.equal(await there.page.locator(".copy-card section table").count(), 0, "nothing of it can be read");
  await here.until(`releases?party=${there.party}&limit=50`, ({ releases }) => releases.some((one) => one.seq === release.seq && one.state === "purged" && one.receipt));
  await here.says("receipt signed");
});

test("the link is cut from the page: what is said waits, and arrives when it is healed", { skip }, async () => {
  await here.go("partners");
  const mine = card(here, there.party);
  await mine.locator(".link-switch").click();
  await here.says("Nothing leaves and nothing arrives");
  await there.until("partners", ({ partners }) => partners.find((one) => one.party === here.party).link.state !== "up");
  const said = `Said while cut, ${Date.now()}`;
  await mine.getByRole("button", { name: "Chat" }).click();
  await mine.locator(".note-form textarea").fill(said);
  await mine.locator(".note-form button[type=submit]").click();
  await here.says(said, ".note-list");
  await here.until("partners", ({ partners }) => partners.find((one) => one.party === there.party).sent.waiting > 0);
  const before_ = (await there.api(`notes?object=partner:${here.party}`)).notes;
  assert.ok(!before_.some((note) => note.text === said), "nothing passes a cut link");
  await mine.locator(".link-switch").click();
  await here.says("healed");
  await there.go("partners");
  await card(there, here.party).getByRole("button", { name: "Chat" }).click();
  await there.says(said, ".note-list");
});

test("nothing failed on either page, and nothing was asked of anyone else", { skip }, () => {
  assert.deepEqual([...here.complaints, ...there.complaints], []);
});

// The pages of the exchange, in a real browser against the stand-in node of web/mock: what an officer sees and does with
// partners, agreements, releases, copies and notes; by keyboard; in every language and palette; by role.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { FLAGS, LANGUAGES, PALETTES, chromium, prefer, violations } from "./floor.mjs";
import { light } from "./pixel.mjs";

const web = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "web");
const built = existsSync(join(web, "dist", "index.html"));
const skip = built ? false : "web/dist is not built";
const WRONG = "50127 88214 03651 94470 21983 66502 71849 30027";
const RIGHT = "50127 88214 03651 94470 21983 66502 71849 30026";
let mock;
let browser;
let page;
let origin;
const complaints = [];

async function signIn(user, target = page) {
  await target.goto(`${origin}/#/signin`);
  await target.waitForSelector("input[type=password], nav a");
  if (await target.$("nav a")) {
    await target.evaluate(() => fetch("/api/v1/session", { method: "DELETE" }));
    await target.reload();
    await target.waitForSelector("input[type=password]");
  }
  await target.fill("input[name=user]", user);
  await target.fill("input[type=password]", "a watch kept all night");
  await target.click("button[type=submit]");
  await target.waitForSelector("nav a");
}

async function go(route) {
  await page.evaluate((hash) => void (location.hash = `#/${hash}`), route);
  await page.waitForSelector(`main[data-page="${route.split(/[/?]/)[0]}"] h1`);
}

const api = (path) => page.evaluate(async (p) => (await fetch(`/api/v1/${p}`)).json(), path);
const stage = (name) => api(`mock/${name}`);
const text = (selector) => page.textContent(selector);
const says = (words, where = "main") => page.waitForFunction(([w, s]) => document.querySelector(s)?.textContent?.includes(w), [words, where]);

before(async () => {
  if (!built) return;
  mock = spawn(process.execPath, [join(web, "mock", "serve.mjs")], { env: { ...process.env, PORT: "0" }, stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(mock.stdout.setEncoding("utf8"), "data");
  origin = /http:\S+/.exec(line)[0];
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, reducedMotion: "reduce", locale: "en-CA", timezoneId: "Asia/Tokyo" });
  page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => /Content Security Policy|Refused to/i.test(message.text()) && complaints.push(message.text()));
  await signIn("lookout");
});
after(async () => {
  await browser?.close();
  mock?.kill();
});

test("own fingerprint stands in eight groups of five, to be read aloud", { skip }, async () => {
  await go("partners");
  await page.waitForSelector(".identity .fingerprint");
  const groups = await page.$$eval(".identity .fingerprint li", (items) => items.map((item) => /\d{5}/.exec(item.textContent.replace(/^\d/, ""))?.[0]));
  const { own } = await api("partners");
  assert.equal(groups.length, 8);
  assert.equal(groups.join(" "), own.fingerprint);
  const size = await page.$eval(".identity .fingerprint", (el) => Number.parseFloat(getComputedStyle(el).fontSize));
  assert.ok(size >= 24, `${size} px`);
});

test("an invitation with another fingerprint is refused at its group; the right one makes a partner", { skip }, async () => {
  await page.fill(".meeting form textarea", "vigie-invitation-1 abc");
  const accept = page.getByRole("button", { name: "Compare and accept" });
  assert.ok(await accept.isDisabled(), "nothing is accepted before the fingerprint is typed");
  await page.focus(".groups input");
  await page.keyboard.type(WRONG.replaceAll(" ", ""));
  assert.deepEqual(await page.$$eval(".groups input", (inputs) => inputs.map((input) => input.value)), WRONG.split(" "), "a full group hands on to the next");
  await accept.click();
  await says("Nothing was accepted");
  await says("Group 8 differs");
  assert.equal(await page.getAttribute(".groups input:last-child", "aria-invalid"), "true");
  assert.equal((await api("partners")).partners.length, 2);
  await page.fill(".groups input:last-child", RIGHT.slice(-5));
  await accept.click();
  await says("Korea Coast Guard is now a partner");
  assert.equal(await page.locator(".partner").count(), 3);
});

test("the link is cut and healed by one key press each, and says so", { skip }, async () => {
  await page.locator(".link-switch").first().focus();
  await page.keyboard.press("Enter");
  await says("Link to Japan Coast Guard cut");
  await page.waitForSelector('.partner[data-link="cut"]');
  assert.equal((await api("partners")).partners[0].link.state, "cut");
  await page.locator(".link-switch").first().focus();
  await page.keyboard.press("Enter");
  await says("Link to Japan Coast Guard healed");
  assert.equal((await api("partners")).partners[0].link.state, "up");
});

test("a fork is an alarm that cannot be missed, as soon as the node tells of it", { skip }, async () => {
  assert.equal(await page.locator(".fork").count(), 0);
  await stage("fork");
  await page.waitForSelector('.fork[role="alert"]');
  assert.match(await text(".fork"), /ALARM.*two different accounts/s);
  await stage("unfork");
  await page.waitForSelector(".fork", { state: "detached" });
});

test("a proposal shows its faults at their line, and what it would release before it can be signed", { skip }, async () => {
  await page.locator(".drawers button").first().click();
  await page.waitForSelector(".lines");
  await page.locator("button.propose").click();
  const area = page.locator(".editor-box textarea");
  const good = await area.inputValue();
  const propose = page.getByRole("button", { name: "Sign and propose" });
  assert.ok(await propose.isDisabled());
  await area.fill(good.replace('release = "fields"', 'release = "all"'));
  await page.getByRole("button", { name: "Show the difference" }).click();
  await page.waitForFunction(() => document.querySelector("#editor-fault")?.textContent);
  const line = good.split("\n").findIndex((one) => one.startsWith('release = "fields"')) + 1;
  assert.match(await text("#editor-fault"), new RegExp(`^Line ${line}: `));
  assert.match(await text(".editor-numbers .fault"), new RegExp(`${line}$`));
  // The numbers belong to the lines of the whole text, and the box goes to the faulty one, wherever it is.
  for (const faulty of [200, 13, good.split("\n").length - 2]) {
    const lines = good.split("\n");
    lines[faulty - 1] = 'release = "all"';
    await area.fill(lines.join("\n"));
    await page.getByRole("button", { name: "Show the difference" }).click();
    await page.waitForFunction((n) => document.querySelector(".editor-numbers .fault")?.textContent?.endsWith(String(n)), faulty);
    const seen = await page.evaluate((n) => {
      const [box, text, mark] = [".editor-box", ".editor-box textarea", ".editor-numbers .fault"].map((one) => document.querySelector(one).getBoundingClientRect());
      const area = document.querySelector(".editor-box textarea");
      const last = document.querySelector(".editor-numbers > :last-child").getBoundingClientRect();
      const lineHeight = Number.parseFloat(getComputedStyle(area).lineHeight);
      return { last: last.bottom - (text.top + area.value.split("\n").length * lineHeight), frame: document.scrollingElement.scrollTop + document.querySelector(".shell").scrollTop, off: mark.top - (text.top + (n - 1) * lineHeight), inside: mark.top >= box.top && mark.bottom <= box.bottom, own: area.scrollHeight - area.clientHeight, picked: area.value.slice(area.selectionStart, area.selectionEnd) };
    }, faulty);
    assert.ok(Math.abs(seen.off) < 2, `the mark of line ${faulty} is ${seen.off} px off its line`);
    assert.ok(Math.abs(seen.last) < 2, `the last number is ${seen.last} px off its line`);
    assert.equal(seen.frame, 0, "the frame of the page stays where it is");
    assert.ok(seen.inside, `line ${faulty} is in sight`);
    assert.ok(seen.own <= 0, `the text scrolls ${seen.own} px by itself`);
    assert.equal(seen.picked, 'release = "all"');
  }
  await area.fill(good.replace("place_m = 20000", "place_m = 40000"));
  await page.getByRole("button", { name: "Show the difference" }).click();
  await says("Would newly release nothing to Japan Coast Guard. 7 objects would leave in another form.");
  await area.fill(good.replace('flag = "keep"', 'call_sign = "keep"'));
  await page.getByRole("button", { name: "Show the difference" }).click();
  await says("Would newly release 12 objects to Japan Coast Guard");
  await area.press("End");
  await area.pressSequentially(" ");
  assert.ok(await propose.isDisabled(), "a changed text has to be looked at again");
  await page.getByRole("button", { name: "Show the difference" }).click();
  await page.waitForSelector(".difference");
  await propose.click();
  await says("Version 2 is drafted, not sent.", ".waits-for-second");
  assert.match(await text(".waits-for-second"), /second administrator/);
  assert.equal(await page.locator(".drafted .second").count(), 0, "whoever drafted it does not sign it");
  await page.locator("button.propose").click();
  await area.fill(good.replace('gear = "keep"\n', ""));
  await page.getByRole("button", { name: "Show the difference" }).click();
  await says("3 objects would no longer leave");
  await propose.click();
  await says("Signed and sent. In force once the partner countersigns.");
  await says("Proposed by us");
});

test("a partner's proposal is shown against what is in force, and countersigned", { skip }, async () => {
  await stage("propose");
  await says("proposes this text");
  assert.match(await text(".proposal .line.fresh"), /version = 2/);
  assert.match(await text(".proposal"), /Lines that are no longer there.*gear = "keep"/s);
  await page.getByRole("button", { name: "Countersign and put in force" }).click();
  await page.waitForFunction(() => !document.querySelector(".row.accept"));
  const { theirs } = await api("partners/jp-jcg/agreement");
  assert.deepEqual([theirs.in_force.version, theirs.proposed], [2, null]);
});

test("chat goes to the partner, marked with its language; what comes in appears", { skip }, async () => {
  await page.locator(".drawers button").nth(1).click();
  await page.waitForSelector(".note-list li");
  await page.fill(".note-form textarea", "Confirmed, 0900Z.");
  await page.locator(".note-form textarea").press("Control+Enter");
  await says("Confirmed, 0900Z.", ".note-list");
  const { notes } = await api("notes?object=partner:jp-jcg");
  assert.deepEqual([notes.at(-1).language, notes.at(-1).to], ["en", ["jp-jcg"]]);
  await stage("note");
  await says("本日の巡視は終了しました。", ".note-list");
  assert.equal(await page.getAttribute(".note-list li:last-child .note-text", "lang"), "ja");
});

test("a parcel leaves as a file, and the answer to one comes back as a file", { skip }, async () => {
  await page.locator(".drawers button").nth(2).click();
  const [out] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Save what waits as a file" }).click()]);
  assert.match(out.suggestedFilename(), /^EXERCISE-EXERCICE-演習-jp-jcg-out-\d{8}T\d{6}Z\.vigie-parcel$/);
  const [back] = await Promise.all([page.waitForEvent("download"), page.setInputFiles(".drawer input[type=file]", { name: "x.vigie-parcel", mimeType: "application/octet-stream", buffer: Buffer.from("sealed") })]);
  assert.match(readFileSync(await back.path(), "utf8"), /the way back/);
  await page.setInputFiles(".drawer input[type=file]", { name: "x", mimeType: "application/octet-stream", buffer: Buffer.from("other") });
  await says("Nothing was taken");
});

test("r opens what the partner would see; Enter releases exactly that; Escape comes back to the card", { skip }, async () => {
  await go("watch");
  await page.waitForSelector(".ranked-row");
  await page.focus("[role=listbox]");
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".card .release-open");
  const before_ = (await api("releases")).releases.length;
  await page.keyboard.press("r");
  await page.waitForSelector(".release-panel");
  await page.keyboard.press("Enter");
  assert.equal((await api("releases")).releases.length, before_, "without a preview nothing leaves");
  await says("Nothing left yet. 2 purposes allow this release.", ".release-panel");
  assert.equal(await page.evaluate(() => [...document.querySelectorAll(".release-panel select")].indexOf(document.activeElement)), 1, "the choice to be made has the focus");
  await page.locator(".release-panel select").nth(1).selectOption("fisheries");
  await page.waitForSelector('.decision[data-decision="release"]');
  assert.match(await text(".release-panel"), /coarse/);
  assert.match(await text('tr[data-field="withheld"]'), /withheld/);
  const marking = await page.locator(".marking").first().boundingBox();
  const panel = await page.locator(".release-panel").boundingBox();
  assert.ok(panel.y >= marking.y + marking.height - 1, "the marking of the exercise stays in sight");
  await page.waitForSelector(".release-foot .primary:not(:disabled)");
  await page.focus(".release-panel");
  await page.keyboard.press("Enter");
  await says("Released to Japan Coast Guard as No. ", ".release-panel");
  await page.keyboard.press("Enter");
  const { releases } = await api("releases");
  assert.equal(releases.length, before_ + 1, "once");
  assert.deepEqual([releases[0].kind, releases[0].purpose], ["vessel", "fisheries"]);
  await page.keyboard.press("Escape");
  await page.waitForSelector(".release-panel", { state: "detached" });
  assert.ok(await page.$(".card"), "the card is still open");
});

test("what is denied says why and cannot leave; what is held says who may approve", { skip }, async () => {
  await go("watch?vessel=412990000");
  await page.waitForSelector(".card .release-open");
  await page.click(".release-open");
  await page.locator(".release-panel select").nth(1).selectOption("patrol");
  await page.waitForSelector('.decision[data-decision="deny"][role="alert"]');
  assert.match(await text(".decision"), /no patrol there now/);
  assert.ok(await page.locator(".release-foot .primary").isDisabled());
  await page.keyboard.press("Escape");
  const { events } = await api("events");
  await go(`event/${encodeURIComponent(events.find((event) => event.kind === "gap").id)}`);
  await page.waitForSelector(".release-open");
  await page.keyboard.press("r");
  await page.waitForSelector(".release-panel");
  await page.locator(".release-panel select").nth(1).selectOption("patrol");
  await page.waitForSelector('.decision[data-decision="hold"]');
  assert.match(await text(".decision"), /May approve: Watch officer/);
  await page.keyboard.press("Escape");
});

test("of several purposes the only one that fits is chosen: r, look, Enter", { skip }, async () => {
  const { events } = await api("events");
  const event = events.find((one) => one.kind !== "gap");
  await go(`event/${encodeURIComponent(event.id)}`);
  await page.waitForSelector(".release-open");
  await page.keyboard.press("r");
  await page.waitForSelector('.decision[data-decision="release"]');
  assert.equal(await page.locator(".release-panel select").nth(1).inputValue(), "fisheries");
  await page.waitForSelector(".release-foot .primary:not(:disabled)");
  await page.keyboard.press("Enter");
  await says("Released to Japan Coast Guard as No. ", ".release-panel");
  assert.equal((await api("releases")).releases[0].id, event.id);
  await page.keyboard.press("Escape");
});

test("a note on a vessel stays here unless it is sent on", { skip }, async () => {
  await go("watch?vessel=412990000");
  await page.waitForSelector(".card .note-form");
  await page.fill(".card .note-form textarea", "Seen at anchor.");
  await page.getByRole("button", { name: "Keep here" }).click();
  await says("Seen at anchor.", ".card .note-list");
  assert.deepEqual((await api("notes?object=vessel:412990000")).notes.at(-1).to, []);
});

test("a release is recalled with a reason, and its signed receipt is shown; its proof is a file", { skip }, async () => {
  await go("releases");
  await page.waitForSelector("tr[data-release]");
  const row = page.locator("tr[data-release]", { hasText: "398" });
  await row.getByRole("button", { name: /Recall/ }).click();
  assert.ok(await page.locator(".recall button.primary").isDisabled(), "a recall has a reason");
  await page.keyboard.type("Sent in error");
  await page.keyboard.press("Enter");
  await says("No. 398 is being recalled");
  await row.getByText(/Purged at .*Z, receipt signed/).waitFor();
  assert.match(await text("main"), /Held by Japan Coast Guard since .*Z.*Case 2026-118/s);
  const [proof] = await Promise.all([page.waitForEvent("download"), row.getByRole("button", { name: /proof/ }).click()]);
  assert.match(readFileSync(await proof.path(), "utf8"), /proof/);
});

test("what left by itself is listed too, and recalled", { skip }, async () => {
  await page.locator(".filters select").first().selectOption({ label: "Vessels of the list, newest copy of each" });
  const row = page.locator("tr[data-release]", { hasText: "9003" });
  await row.waitFor();
  await says("Each new copy replaces the one before");
  await row.getByRole("button", { name: /Recall/ }).click();
  await says("All copies of this vessel");
  await page.keyboard.type("Sent in error");
  await page.keyboard.press("Enter");
  await row.getByText(/Purged at .*Z, receipt signed/).waitFor();
  await page.locator(".filters select").first().selectOption({ label: "Decided one by one" });
  await row.waitFor({ state: "detached" });
});

test("a copy that was recalled while the partner holds it says so", { skip }, async () => {
  const row = page.locator("tr[data-release]", { hasText: "Case 2026-120" });
  assert.match(await row.textContent(), /Recalled; kept by Japan Coast Guard for an investigation until the hold ends/);
  for (const state of ["recalled", "held"]) {
    await page.locator(".filters select").nth(2).selectOption(state);
    await row.waitFor();
  }
  await page.locator(".filters select").nth(2).selectOption("");
});

test("of the alerts that wait ten are shown, and more by key", { skip }, async () => {
  const rows = page.locator(".waiting tbody tr");
  const { waiting } = await api("releases/waiting");
  assert.ok(waiting.length > 10);
  assert.equal(await rows.count(), 10);
  await says(`10 of ${waiting.length} shown`, ".waiting");
  await page.getByRole("button", { name: `Show ${waiting.length - 10} more` }).focus();
  await page.keyboard.press("Enter");
  assert.equal(await rows.count(), waiting.length);
  assert.equal(await page.evaluate(() => document.activeElement.closest("tr")?.rowIndex), 11, "one goes on where the new ones begin");
  await page.getByRole("button", { name: "Show fewer" }).click();
  assert.equal(await rows.count(), 10);
});

test("copies name their source, their end and where they differ; a hold suspends the deletion and is lifted", { skip }, async () => {
  await go("shared/jp-jcg/100");
  await page.waitForSelector(".copy-card");
  assert.match(await text(".differences"), /Same ship, two names/);
  assert.match(await text(".copy-card"), /in \d+ (d|h|min)/);
  // The clock of the page is the exercise's story; copies end by the machine's.
  assert.match(await text(".copies thead"), /Received \(real time\).*Expires \(real time\)/);
  assert.match(await text(".copy-card"), /Expires \(real time\)/);
  await page.fill(".copy-card form input", "Case 7");
  await page.keyboard.press("Enter");
  await says("Case 7", ".copy-card");
  assert.equal((await api("shared?state=held")).copies.length, 2);
  await page.getByRole("button", { name: "Lift the hold" }).click();
  await page.waitForSelector(".copy-card form");
});

test("a recalled copy hides what it said at once", { skip }, async () => {
  await go("shared/jp-jcg/55");
  await page.waitForSelector(".copy-card table");
  await stage("recall");
  await says("recalled or expired", ".copy-card");
  assert.equal(await page.locator(".copy-card table").count(), 0);
});

test("a recalled copy that is held can be read by the officer who holds it alone, and says so to all", { skip }, async () => {
  await go("shared/jp-jcg/43");
  await says("You hold it.", ".copy-card .kept");
  assert.ok((await page.locator(".copy-card section table").count()) > 0);
  await go("shared/jp-jcg/42");
  await says("only the officer who holds it can read it", ".copy-card .kept");
  await page.waitForFunction(() => document.querySelectorAll(".copy-card section table").length === 0);
  assert.match(await text(".copy-card"), /Case 11/);
  assert.match(await text(".copies tr.chosen"), /Kept for an investigation/);
});

test("partners' vessels have a layer, a legend entry and a table that leads to the copy; their alerts are marked", { skip }, async () => {
  await go("watch");
  await page.click("#tab-partners");
  await page.waitForSelector(".vessel-row .glyph.hollow");
  await page.focus("[role=listbox]");
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".list-foot a");
  assert.match(await page.getAttribute(".list-foot a", "href"), /#\/shared\/jp-jcg\/100/);
  const layer = page.getByRole("button", { name: "Partners", exact: true });
  assert.equal(await layer.getAttribute("aria-pressed"), "true");
  await layer.click();
  assert.equal(await layer.getAttribute("aria-pressed"), "false");
  await page.click("#tab-alerts");
  await page.locator(".filters select").nth(2).selectOption("jp-jcg");
  await page.waitForSelector(".event-row.theirs .party");
  assert.match(await text(".event-row.theirs"), /Japan Coast Guard/);
});

test("a viewer sees everything and can change nothing", { skip }, async () => {
  await signIn("viewer");
  await go("partners");
  await page.waitForSelector(".partner");
  assert.equal(await page.locator(".link-switch, .meeting, .propose").count(), 0);
  await go("releases");
  await page.waitForSelector("tr[data-release]");
  assert.equal(await page.getByRole("button", { name: /Recall/ }).count(), 0);
  await go("shared/jp-jcg/100");
  await page.waitForSelector(".copy-card");
  assert.equal(await page.locator(".copy-card form").count(), 0);
  await go("watch?vessel=412990000");
  await page.waitForSelector(".card h3");
  await page.keyboard.press("r");
  assert.equal(await page.locator(".release-open, .release-panel, .note-form").count(), 0);
  await signIn("lookout");
});

for (const palette of (process.env.VIGIE_LOOKS ?? PALETTES.join()).split(",").filter(Boolean)) {
  for (const language of LANGUAGES) {
    test(`${palette}, ${language}: no violation, no code in place of words, marked as an exercise`, { skip }, async () => {
      await prefer(page, language, palette);
      await page.reload();
      await page.waitForSelector("nav a");
      for (const route of ["partners", "releases", "shared/jp-jcg/100", "sharing"]) {
        await go(route);
        await page.waitForSelector(".partner, tr[data-release], .copy-card, tr[data-patrol]");
        if (route === "partners") {
          await stage("propose");
          await page.locator(".drawers button").first().click();
          await page.waitForSelector(".lines");
        }
        await check(`${route} ${language} ${palette}`, palette);
      }
      await go("watch?vessel=412990001");
      await page.waitForSelector(".card .release-open");
      await page.keyboard.press("r");
      await page.locator(".release-panel select").nth(1).selectOption("fisheries");
      await page.waitForSelector(".decision");
      await check(`release ${language} ${palette}`, palette);
      await page.keyboard.press("Escape");
    });
  }
}

/** Contrast of the words of primary buttons that cannot be pressed now: the rules exempt them, an officer has to read them. */
function disabledContrast(target) {
  return target.evaluate(() => {
    const bright = (text) => {
      const [r, g, b] = text.match(/[\d.]+/g).map((one) => Number(one) / 255).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    return [...document.querySelectorAll("button.primary:disabled")].map((button) => {
      const style = getComputedStyle(button);
      const [less, more] = [bright(style.color), bright(style.backgroundColor)].sort((a, b) => a - b);
      return [style.opacity === "1" ? (more + 0.05) / (less + 0.05) : 0, button.textContent];
    });
  });
}

async function check(name, palette) {
  for (const [ratio, words] of await disabledContrast(page)) assert.ok(ratio >= 3, `${name}: ${words} ${ratio}`);
  assert.deepEqual(await violations(page), [], name);
  const words = await page.evaluate(() => [...document.querySelectorAll("main h1, main h2, main h3, main th, main dt, main button, main label > span, main .tag, main .hint")].map((el) => el.textContent ?? ""));
  assert.deepEqual(words.filter((word) => /undefined|NaN|^[a-z]+(-[a-z]+){1,3}$/.test(word.trim()) && !/^[a-z]{2}-[a-z]+$/.test(word.trim())), [], name);
  assert.match(await page.evaluate(() => document.body.textContent), /EXERCISE.*EXERCICE.*演習/s);
  const screenshot = await page.screenshot(process.env.VIGIE_SHOTS ? { path: join(process.env.VIGIE_SHOTS, `${name.replaceAll(/[ /]/g, "-")}.png`) } : {});
  if (palette === "night") {
    const { over, worst } = light(screenshot, 20, 0.22);
    assert.equal(over, 0, `${name}: ${over} bright or blue pixels, such as ${JSON.stringify(worst)}`);
  }
}

test("the policy of the page held, and nothing failed", { skip }, () => {
  assert.deepEqual(complaints, []);
});

// The crisis room in a real browser: the board in three languages and three palettes, the public report, and check-in with
// the network cut for the whole of its work.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LANGUAGES, PALETTES, PATIENCE_MS, api, openBrowser, prefer, setUpNode, signedIn, startNode, violations } from "./floor.mjs";

const PASSWORD = "a register kept sealed";
const PHRASE = "nobody guesses this one";
const ROSTER = `登録番号,姓,名,セイ,メイ,姓(ローマ字),名(ローマ字),生年月日,国籍,旅券番号,世帯番号
1,佐藤,裕子,サトウ,ユウコ,SATO,YUKO,1984-02-29,JPN,TK1234567,A
2,佐藤,健,サトウ,ケン,SATO,KEN,1982-05-01,JPN,TK1234568,A
3,佐藤,蓮,サトウ,レン,SATO,REN,2016-04-01,JPN,TK7654321,A
4,佐藤,葵,サトウ,アオイ,SATO,AOI,2019-08-09,JPN,TK7654322,A
5,Tremblay,Émilie,,,,,1990-05-01,CAN,GA302922,
`;
let node;
let browser;
let crisis;

/** Weights 7, 3, 1 (ICAO 9303-3), written here again so that the page is not its own judge. */
function digit(text) {
  const value = (c) => (c === "<" ? 0 : /\d/.test(c) ? Number(c) : c.charCodeAt(0) - 55);
  return String([...text].reduce((sum, c, i) => sum + value(c) * [7, 3, 1][i % 3], 0) % 10);
}

function passport(issuer, number, birth, family, given) {
  const names = `${family}<<${given}`.padEnd(39, "<");
  const [n, b, e, o] = [number.padEnd(9, "<"), birth, "330101", "<".repeat(14)];
  const body = `${n}${digit(n)}${issuer}${b}${digit(b)}F${e}${digit(e)}${o}<`;
  const all = n + digit(n) + b + digit(b) + e + digit(e) + o + "<";
  return [`P<${issuer}${names}`, body + digit(all)];
}

async function context(options = {}) {
  const opened = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce", locale: "en-CA", ...options });
  opened.setDefaultTimeout(PATIENCE_MS);
  return opened;
}

async function look(page, language, palette) {
  await prefer(page, language, palette);
  await page.reload();
}

const enter = (user) => signedIn(browser, node.origin, user, PASSWORD);

before(async () => {
  node = await startNode([]);
  browser = await openBrowser();
  const opened = await context();
  const page = await opened.newPage();
  await setUpNode(page, node.link, PASSWORD, { consular: "consular", desk: "desk", viewer: "viewer" });
  await opened.close();
  const officer = await enter("consular");
  const made = await api(officer.page, "crises", "POST", { name: "Luzon earthquake", self_report: true, places: [{ name: "Manila school", kind: "assembly" }, { name: "Clark airport", kind: "embarkation" }] });
  crisis = made.body.id;
  const read = await api(officer.page, `crises/${crisis}/import?source=tabi_regi`, "POST", ROSTER, "text/csv");
  assert.equal(read.body.added, 5, JSON.stringify(read.body));
  await officer.opened.close();
});

after(async () => {
  await browser?.close();
  await node?.stop();
});

test("a national reports in three languages and learns nothing of the register", async () => {
  const opened = await context();
  const page = await opened.newPage();
  await page.goto(`${node.origin}/report.html`);
  for (const language of LANGUAGES) {
    for (const palette of PALETTES) {
      await look(page, language, palette);
      await page.waitForSelector("input[name=family]");
      assert.deepEqual(await violations(page), [], `${language} ${palette}`);
    }
  }
  await look(page, "en", "day");
  await page.check("input[value=wants_out]");
  await page.fill("input[name=family]", "Tremblay");
  await page.fill("input[name=given]", "Émilie");
  await page.fill("input[name=birth]", "1990-05-01");
  await page.click("button[type=submit]");
  await page.waitForSelector(".notice h2");
  assert.doesNotMatch(await page.textContent("main"), /Tremblay|registered/i);
  await opened.close();
});

test("the board is readable by everyone, in every language and light", async () => {
  const { opened, page } = await enter("consular");
  await page.goto(`${node.origin}/#/crises`);
  for (const language of LANGUAGES) {
    for (const palette of PALETTES) {
      await look(page, language, palette);
      await page.waitForSelector("table.funnel tbody tr");
      assert.deepEqual(await violations(page), [], `${language} ${palette}`);
    }
  }
  await look(page, "en", "day");
  await page.waitForSelector("table.funnel");
  const counts = await page.$$eval("table.funnel tbody td.num", (cells) => cells.map((cell) => Number(cell.textContent)));
  const total = Number(await page.textContent("table.funnel tfoot td.num"));
  assert.equal(counts.length, 11);
  assert.equal(counts.reduce((sum, n) => sum + n, 0), total);
  await page.fill("input[type=search]", "SATOH YUKO");
  await page.press("input[type=search]", "Enter");
  await page.click("th button:has-text('佐藤 裕子')");
  await page.waitForSelector("article.card dl");
  assert.match(await page.textContent("article.card"), /TK1234567/);
  assert.deepEqual(await violations(page), []);
  await opened.close();
  const viewer = await enter("viewer");
  await viewer.page.goto(`${node.origin}/#/crises`);
  await viewer.page.waitForSelector("table.funnel");
  assert.doesNotMatch(await viewer.page.textContent("main"), /佐藤|Tremblay/);
  await viewer.opened.close();
});

test("a family of four is checked in without a network, in four actions at most, and nothing is lost", async () => {
  const { opened, page } = await enter("desk");
  await page.goto(`${node.origin}/checkin.html`);
  await page.fill("input[name=name]", "Desk 2");
  await page.fill("input[name=phrase]", PHRASE);
  await page.click("button[type=submit]");
  await page.waitForSelector("textarea.zone");
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(async () => (await (await caches.open("vigie-checkin-2")).keys()).length > 5);
  await opened.setOffline(true);
  await page.reload();
  await page.fill("input[type=password]", "not this one at all");
  await page.click("button[type=submit]");
  await page.waitForSelector("p.error:not(:empty)");
  await page.fill("input[type=password]", PHRASE);
  await page.click("button[type=submit]");
  await page.waitForSelector("textarea.zone");

  // A keyboard-wedge reader types both lines, each ended with Enter: one action of the operator. The second is the group.
  for (const line of passport("JPN", "TK1234567", "840229", "SATO", "YUKO")) {
    await page.type("textarea.zone", line);
    await page.press("textarea.zone", "Enter");
  }
  await page.waitForSelector(".people li");
  assert.equal(await page.locator(".people li").count(), 1, "the passport finds one person");
  await page.click(".people button:has-text('4')");
  await page.waitForSelector("p.done:not(:empty)");

  const [first, second] = passport("CAN", "GA302922", "900501", "TREMBLAY", "EMILIE");
  await page.fill("textarea.zone", `${first}\n${second.replace("GA302922", "GA302923")}`);
  await page.waitForSelector(".notice.error li");
  await page.fill("textarea.zone", passport("FRA", "12AB34567", "700101", "MARTIN", "CLAIRE").join("\n"));
  await page.waitForSelector("details[open] input[name=family]");
  assert.equal(await page.inputValue("details input[name=family]"), "MARTIN");
  await page.click("details button[type=submit]");
  await page.waitForSelector("p.done:not(:empty)");

  await page.fill("textarea.zone", "裕子");
  await page.press("textarea.zone", "Enter");
  await page.click(".people button:has-text('Wristbands')");
  await page.waitForSelector(".band svg");
  const code = await page.getAttribute(".band svg", "data-code");
  await page.click("section.bands button:last-of-type");
  await page.fill("textarea.zone", code.toLowerCase());
  await page.press("textarea.zone", "Enter");
  await page.waitForSelector(".people li");
  for (const language of LANGUAGES) for (const palette of PALETTES) {
    await page.selectOption(".language select", language);
    await page.evaluate((name) => void (document.documentElement.dataset.palette = name), palette);
    assert.deepEqual(await violations(page), [], `${language} ${palette}`);
  }
  const kept = await page.evaluate(() => new Promise((done) => {
    const opening = indexedDB.open("vigie-checkin");
    opening.onsuccess = () => {
      const all = opening.result.transaction("sealed").objectStore("sealed").getAll();
      all.onsuccess = () => done(all.result.map((bytes) => new TextDecoder("utf-8", { fatal: false }).decode(bytes)).join("\n"));
    };
  }));
  assert.doesNotMatch(kept, /佐藤|MARTIN|checked_in|TK1234567/, "what the device keeps is sealed");

  await opened.setOffline(false);
  await page.selectOption(".language select", "en");
  await page.click("button:has-text('Deliver')");
  await page.waitForFunction(() => /, 0 not yet delivered/.test(document.querySelector(".state")?.textContent ?? ""));
  const board = (await api(page, `crises/${crisis}/board`)).body;
  assert.equal(board.funnel.at_assembly_point, 5);
  assert.deepEqual(board.missing, []);
  assert.equal(board.conflicts_open, 0, JSON.stringify(board));
  await opened.close();
});

test("an officer adds, changes, notes and takes back on the page, and says what headings mean", async () => {
  const { opened, page } = await enter("consular");
  page.on("dialog", (dialog) => void dialog.accept());
  await page.goto(`${node.origin}/#/crises`);
  // By the keyboard alone: the form takes the focus, and gives it back.
  await page.focus("[data-add]");
  await page.keyboard.press("Enter");
  const form = page.locator("form[data-person]");
  await form.waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("name")), "family");
  await page.keyboard.type("Gagnon");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Luc");
  await form.locator("select[name=eligibility]").selectOption("citizen");
  await form.locator("select[name=place]").selectOption({ label: "Manila school · assembly point" });
  await form.locator("select[name='consent-partner']").selectOption("no");
  await form.locator("input[name=wheelchair]").check();
  await form.locator("button", { hasText: "Add a document" }).click();
  await form.locator("input[name=issuer]").fill("can");
  await form.locator("input[name=number]").fill("GA111222");
  await form.locator("input[name=expires]").fill("2020-01-31");
  assert.deepEqual(await violations(page), []);
  await form.locator("input[name=given]").first().press("Enter");
  const card = page.locator("article.card");
  await card.locator("h3", { hasText: "Luc Gagnon" }).waitFor();
  const facts = await card.locator("dl").textContent();
  for (const words of ["Citizen", "CAN GA111222", "expired 2020-01-31", "Wheelchair", "A partner may know the name: no", "Manila school"]) assert.ok(facts.includes(words), `${words} in ${facts}`);
  await card.locator("button", { hasText: "Change" }).click();
  await card.locator("input[name=note]").fill("insulin");
  await card.locator("button.primary", { hasText: "Keep" }).click();
  await card.locator("dd", { hasText: "insulin" }).waitFor();
  await card.locator("select[name=act]").selectOption("declined");
  await card.locator("button.primary", { hasText: "Note" }).click();
  const line = card.locator("[data-journey] tr", { hasText: "Declined" }).first();
  await line.locator("button").click();
  await card.locator("td", { hasText: "taken back" }).waitFor();
  assert.deepEqual(await violations(page), []);
  const found = (await api(page, `crises/${crisis}/persons?q=Gagnon`)).body.persons[0];
  assert.equal(found.state, "registered", "what was taken back counts no more");

  const list = { name: "list.csv", mimeType: "text/csv", buffer: Buffer.from("Who,Meets at\nAda Roy,Manila school\n") };
  await page.setInputFiles("section input[type=file]", list);
  await page.getByRole("button", { name: "Try", exact: true }).click();
  await page.locator("[data-mapping]").waitFor();
  await page.locator("select[data-heading=Who]").selectOption("full_name");
  await page.locator("select[data-heading='Meets at']").selectOption("place");
  await page.locator("button.primary", { hasText: "Import" }).click();
  await page.locator("p.done", { hasText: "1 added" }).waitFor();
  await page.locator("[data-settings] summary").click();
  await page.locator("[data-rule] input[name=unreviewed_days]").fill("5");
  await page.locator("[data-rule] button").click();
  await page.locator("[data-rule] p.done:not(:empty)").waitFor();
  const board = (await api(page, `crises/${crisis}/board`)).body;
  assert.equal(board.crisis.retention.unreviewed_days, 5);
  await opened.close();
});

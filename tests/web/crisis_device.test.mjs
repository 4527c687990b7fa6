// Check-in devices in a real browser: boarding by scan of a wristband, wristbands that are not believed, a device that is
// revoked, a register under legal hold.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LANGUAGES, PALETTES, api, openBrowser, prefer, setUpNode, signedIn, startNode, violations } from "./floor.mjs";

const PASSWORD = "a register kept sealed";
const PHRASE = "nobody guesses this one";
const HOUR_MS = 3_600_000;
const SHOTS = process.env.VIGIE_SHOTS;
const id = (number) => number.toString(16).padStart(32, "0");
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
let node;
let browser;
let crisis;
let place;

async function shot(page, name) {
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
}

async function setUp(page, name) {
  await page.goto(`${node.origin}/checkin.html`);
  await page.fill("input[name=name]", name);
  await page.fill("input[name=phrase]", PHRASE);
  await page.click("button[type=submit]");
  await page.waitForSelector("textarea.zone");
}

async function scan(page, text) {
  await page.fill("textarea.zone", text);
  await page.press("textarea.zone", "Enter");
}

/** Another signature on the same wristband: one letter of its second half changed. */
const forge = (code) => code.slice(0, 150) + LETTERS[(LETTERS.indexOf(code[150]) + 1) % 32] + code.slice(151);

async function bandOf(page, name) {
  await scan(page, name);
  await page.click(".people button:has-text('Wristbands')");
  await page.waitForSelector(".band svg");
  const code = await page.getAttribute(".band svg", "data-code");
  await page.click("section.bands button:last-of-type");
  return code;
}

async function deliver(page) {
  await page.click("button:has-text('Deliver')");
  await page.waitForFunction(() => /, 0 not yet delivered/.test(document.querySelector(".state")?.textContent ?? ""));
}

const enter = (user) => signedIn(browser, node.origin, user, PASSWORD);

before(async () => {
  node = await startNode([]);
  browser = await openBrowser();
  const opened = await browser.newContext();
  const page = await opened.newPage();
  await setUpNode(page, node.link, PASSWORD, { consular: "consular", desk: "desk" });
  await opened.close();
  const officer = await enter("consular");
  crisis = (await api(officer.page, "crises", "POST", { name: "Luzon earthquake", places: [{ name: "Manila school", kind: "assembly", position: [121, 14.6] }] })).body.id;
  place = (await api(officer.page, `crises/${crisis}/board`)).body.all_places[0].id;
  for (const [family, given] of [["Tremblay", "Émilie"], ["Roy", "Marc"]]) {
    const made = await api(officer.page, `crises/${crisis}/persons`, "POST", { id: id(0), names: [{ script: "latin", family, given }], place, source: "walk_in" });
    assert.equal(made.status, 201);
  }
  const at = (hours) => new Date(Date.now() + hours * HOUR_MS).toISOString();
  const leg = (number, hours) => ({ id: id(number), name: `CFC ${number}`, owner: "CA", mode: "air", from: id(2), to: id(3), cutoff: at(hours), departure: at(hours + 1), arrival: at(hours + 4), seats: 6, open_to: ["CA"] });
  const told = await api(officer.page, `crises/${crisis}/transport`, "PUT", { own: "CA", instance: {
    start: at(0), slot_min: 60, slots: 24, partners: ["CA"],
    assembly: [{ id: place, name: "Manila school", position: [121, 14.6], bus_seats: Array(24).fill(5) }],
    embarkation: [{ id: id(2), name: "Clark", position: [120.6, 15.2], holding: 20 }],
    havens: [{ id: id(3), name: "Naha", position: [127.6, 26.2] }],
    roads: [{ from: place, to: id(2), travel_min: 90 }], legs: [leg(7, 6), leg(8, 10)], groups: [],
  } });
  assert.ok(told.status < 300, JSON.stringify(told.body));
  await officer.opened.close();
});

after(async () => {
  await browser?.close();
  await node?.stop();
});

test("people board by the scan of a wristband, and only of one that a device of this crisis signed", async () => {
  const printer = await enter("desk");
  await setUp(printer.page, "Desk 1");
  const code = await bandOf(printer.page, "tremblay");

  // A device knows every other that was enrolled before it took its pack.
  const gate = await enter("desk");
  await setUp(gate.page, "Gate 4");
  const { page } = gate;
  await gate.opened.setOffline(true);
  await page.selectOption("select[name=doing]", "boarded");
  await page.selectOption("select[name=leg]", id(8));
  await scan(page, forge(code));
  await page.waitForSelector(".notice.error:has-text('not signed')");
  assert.equal(await page.locator(".people li").count(), 0, "a forged wristband finds nobody");
  await scan(page, code.toLowerCase());
  await page.waitForSelector(".people li:has-text('Tremblay')");
  await page.waitForSelector(".people li .notice:has-text('no seat')");
  for (const language of LANGUAGES) for (const palette of PALETTES) {
    await page.selectOption(".language select", language);
    await page.evaluate((name) => void (document.documentElement.dataset.palette = name), palette);
    assert.deepEqual(await violations(page), [], `${language} ${palette}`);
  }
  await shot(page, "boarding-ja");
  await page.selectOption(".language select", "en");
  await shot(page, "boarding-en");
  await page.click(".people button:has-text('Board')");
  await page.waitForSelector(".hint:has-text('1 boarded CFC 8 here')");
  await gate.opened.setOffline(false);
  await deliver(page);
  const board = (await api(page, `crises/${crisis}/board`)).body;
  assert.equal(board.funnel.embarked, 1, JSON.stringify(board.funnel));

  // A device that came later is not known to the gate until it delivers.
  const late = await enter("desk");
  await setUp(late.page, "Desk 9");
  const other = await bandOf(late.page, "roy");
  await scan(page, other);
  await page.waitForSelector(".notice.error:has-text('does not know')");
  await deliver(page);
  // What the node told comes a moment after the count of what was delivered.
  for (let tries = 0; tries < 100 && await page.locator(".people li:has-text('Roy')").count() === 0; tries += 1) {
    await scan(page, other);
    await page.waitForTimeout(100);
  }
  await page.waitForSelector(".people li:has-text('Roy')");
  for (const one of [printer, gate, late]) await one.opened.close();
});

test("a lost device is revoked on the page: its notes are set aside and shown, its wristbands refused", async () => {
  const lost = await enter("desk");
  await setUp(lost.page, "Desk 13");
  const code = await bandOf(lost.page, "roy");
  const officer = await enter("consular");
  const { page } = officer;
  await page.goto(`${node.origin}/#/crises`);
  page.on("dialog", (dialog) => void dialog.accept("left in a taxi"));
  await page.click("table.devices tr:has-text('Desk 13') button");
  await page.waitForSelector("table.devices tr:has-text('left in a taxi')");

  await scan(lost.page, "roy");
  await lost.page.click(".people button:has-text('Check in')");
  await lost.page.waitForSelector("p.done:not(:empty)");
  await lost.page.click("button:has-text('Deliver')");
  await lost.page.waitForSelector(".notice.error:has-text('was revoked')");
  const board = (await api(page, `crises/${crisis}/board`)).body;
  assert.equal(board.funnel.at_assembly_point, 0);
  assert.equal(board.aside, 1);

  const gate = await enter("desk");
  await setUp(gate.page, "Gate 5");
  await scan(gate.page, code);
  await gate.page.waitForSelector(".notice.error:has-text('revoked')");
  assert.equal(await gate.page.locator(".people li").count(), 0);

  await page.reload();
  await page.click("summary:has-text('set aside')");
  await page.waitForSelector("details[open] td:has-text('Desk 13 · 1')");
  await page.click("button:has-text('Legal hold')");
  await page.waitForSelector("[data-hold]:has-text('left in a taxi')");
  for (const language of LANGUAGES) {
    for (const palette of PALETTES) {
      await prefer(page, language, palette);
      await page.reload();
      await page.waitForSelector("table.devices");
      await page.waitForSelector("[data-hold]");
      await page.click("section:has(table.devices) summary");
      assert.deepEqual(await violations(page), [], `${language} ${palette}`);
      if (palette === "day") await shot(page, `devices-${language}`);
    }
  }
  for (const one of [lost, gate, officer]) await one.opened.close();
});

test("a device warns at a leg whose boarding is closed, with the time, and forbids nothing", async () => {
  const officer = await enter("consular");
  const gate = await enter("desk");
  const { page } = gate;
  await setUp(page, "Gate 7");
  await page.selectOption("select[name=doing]", "boarded");
  await page.selectOption("select[name=leg]", id(7));
  await scan(page, "roy");
  await page.waitForSelector(".people li:has-text('Roy')");
  assert.equal(await page.locator("[data-closed]").count(), 0, "open");
  const closed = await api(officer.page, `crises/${crisis}/manifests/${id(7)}/close`, "POST", {});
  assert.equal(closed.status, 200, JSON.stringify(closed.body));
  await deliver(page);
  const time = `${new Date(closed.body.closing.closed_ms).toISOString().slice(0, 16).replace("T", " ")}Z`;
  await page.waitForSelector(`[role=alert][data-closed]:has-text('${time}')`);
  // Heard once, it stands without a network too.
  await gate.opened.setOffline(true);
  assert.match(await page.textContent("select[name=leg] option:checked"), /CFC 7 \(boarding closed\)/);
  await scan(page, "roy");
  await page.waitForSelector("section [data-closed]");
  for (const language of LANGUAGES) for (const palette of PALETTES) {
    await page.selectOption(".language select", language);
    await page.evaluate((name) => void (document.documentElement.dataset.palette = name), palette);
    assert.deepEqual(await violations(page), [], `${language} ${palette}`);
  }
  await page.selectOption(".language select", "en");
  await shot(page, "boarding-closed");
  await page.click(".people button:has-text('Board')");
  await page.waitForSelector(".hint:has-text('1 boarded CFC 7 here')");
  await page.selectOption("select[name=leg]", id(8));
  assert.equal(await page.locator("[data-closed]").count(), 0, "the other leg is open");
  await gate.opened.setOffline(false);
  const opened = await api(officer.page, `crises/${crisis}/manifests/${id(7)}/reopen`, "POST", { reason: "one more at the gate" });
  assert.equal(opened.status, 200, JSON.stringify(opened.body));
  await deliver(page);
  await page.selectOption("select[name=leg]", id(7));
  await page.waitForFunction(() => document.querySelector("[data-closed]") === null);
  for (const one of [gate, officer]) await one.opened.close();
});

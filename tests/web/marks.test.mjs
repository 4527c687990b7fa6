// A distress that comes from the agency's TAK server: it rings on every page, in three languages, until an officer has seen it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { after, before, test } from "node:test";
import { AXE, LANGUAGES, PALETTES, PATIENCE_MS, openBrowser, startNode } from "./floor.mjs";

const SHOTS = process.env.VIGIE_SHOTS;
const alert = (time) => `<event version='2.0' uid='A-9-1-1' type='b-a-o-tbl' how='m-g' time='${time}' start='${time}' stale='${time}'>
<point lat='48.5' lon='-179.95' hae='0' ce='10' le='9999999.0'/><detail><contact callsign='ORCA 1'/><remarks>Man over board</remarks></detail></event>`;

let [tak, node, browser, page] = [];
const clients = [];

before(async () => {
  tak = createServer((socket) => clients.push(socket)).listen(0, "127.0.0.1");
  await new Promise((done) => tak.once("listening", done));
  node = await startNode(["--feed", `cot@tcp://127.0.0.1:${tak.address().port}`]);
  browser = await openBrowser();
  page = await (await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" })).newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.addInitScript(() => {
    const Real = window.EventSource;
    window.EventSource = class extends Real {
      constructor(url) {
        super(url);
        window.stream_ = this;
      }
    };
  });
  await page.goto(node.link);
  await page.fill("input[name=user]", "lookout");
  await page.fill("input[name=password]", "a watch kept all night");
  await page.fill("input[name=again]", "a watch kept all night");
  await page.click("button[type=submit]");
  await page.waitForSelector("nav a");
});

after(async () => {
  await browser?.close();
  await node?.stop();
  for (const socket of clients) socket.destroy();
  tak?.close();
});

test("a distress rings on the page that is open, wherever that is", async () => {
  await page.evaluate(() => void (location.hash = "#/areas"));
  await page.waitForSelector('main[data-page="areas"] h1');
  assert.deepEqual(await page.locator("main > [role=alert]").allTextContents(), []);
  while (clients.length === 0) await page.waitForTimeout(50);
  clients[0].write(alert("2026-11-25T09:30:00Z"));
  const ringing = page.locator("main > [role=alert]");
  await ringing.waitFor();
  assert.match(await ringing.textContent(), /ORCA 1.*48°30.*Man over board/);
});

test("it is readable and without violations in every look", async () => {
  for (const language of LANGUAGES) {
    for (const palette of PALETTES) {
      await page.evaluate(([l, p]) => {
        localStorage.setItem("vigie-language", l);
        localStorage.setItem("vigie-palette", p);
        location.hash = "#/feeds";
      }, [language, palette]);
      await page.reload();
      await page.waitForSelector("main > [role=alert] button");
      await page.waitForSelector("main td.mono");
      await page.evaluate(readFileSync(AXE, "utf8"));
      const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] }));
      assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes[0]?.html}`), [], `${language} ${palette}`);
      if (SHOTS) await page.screenshot({ path: `${SHOTS}/marks-${language}-${palette}.png` });
    }
  }
});

test("one key tells that it was seen; a new position rings again", async () => {
  await page.evaluate(() => localStorage.setItem("vigie-language", "en"));
  await page.reload();
  await page.locator("main > [role=alert] button").focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => !document.querySelector("main > [role=alert]"));
  await page.waitForFunction(() => /Seen by lookout/.test(document.querySelector("main")?.textContent ?? ""));
  clients[0].write(alert("2026-11-25T09:31:00Z").replace("48.5", "48.6"));
  await page.locator("main > [role=alert]").waitFor();
});

test("a distress that comes while the stream is down rings when it is back", async () => {
  await page.locator("main > [role=alert] button").click();
  await page.waitForFunction(() => !document.querySelector("main > [role=alert]"));
  await page.evaluate(() => {
    window.stream_.close();
    window.stream_.dispatchEvent(new Event("error"));
  });
  await page.waitForSelector(".health[data-up=false]");
  clients[0].write(alert("2026-11-25T09:40:00Z").replace("A-9-1-1", "A-9-1-2").replace("ORCA 1", "ORCA 2"));
  await page.waitForFunction(async () => (await (await fetch("/api/v1/marks")).text()).includes("ORCA 2"));
  const ringing = page.locator("main > [role=alert]");
  await ringing.waitFor();
  assert.match(await ringing.textContent(), /ORCA 2/);
});

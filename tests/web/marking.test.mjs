// EXERCISE / EXERCICE / 演習 on every screen of an exercise: before anybody signed in, on the pages that stand alone, and
// without a network once a page was installed. A live node marks nothing.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LANGUAGES, PALETTES, PATIENCE_MS, openBrowser, prefer, startNode, violations } from "./floor.mjs";

const WORDS = ["EXERCISE", "EXERCICE", "演習"];
let [node, browser] = [];

before(async () => {
  node = await startNode();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await node?.stop();
});

async function newcomer() {
  const context = await browser.newContext({ viewport: { width: 1024, height: 768 }, reducedMotion: "reduce", locale: "en-CA" });
  context.setDefaultTimeout(PATIENCE_MS);
  return { context, page: await context.newPage() };
}

/** What is seen at the top, at the bottom and in the title, whatever was scrolled. */
async function marked(page) {
  const band = page.locator(".marking").first();
  await band.waitFor();
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  const box = await band.boundingBox();
  const height = await page.evaluate(() => innerHeight);
  assert.ok(box.y >= 0 && box.y + box.height <= height, "within sight");
  const text = await band.textContent();
  const title = await page.title();
  for (const word of WORDS) assert.ok(text.includes(word) && title.includes(word), `${word}: ${text} · ${title}`);
  assert.equal(await page.locator(".marking").count(), 2, "above and below");
}

const ALONE = ["report.html", "checkin.html", "boarding.html"];

test("who has not signed in sees that it is an exercise, and not of what name", async () => {
  const { context, page } = await newcomer();
  for (const path of [new URL(node.link).hash, "#/signin", ...ALONE]) {
    await page.goto(`${node.origin}/${path}`);
    for (const language of LANGUAGES) {
      await prefer(page, language, "day");
      await page.reload();
      await marked(page);
    }
    assert.equal(await page.locator(".marking-name").count(), 0, path);
    assert.equal(await page.locator(".no-duff").count(), 0, path);
  }
  await context.close();
});

test("the band is readable in every palette and without violations", async () => {
  const { context, page } = await newcomer();
  for (const path of ["#/signin", ...ALONE]) {
    await page.goto(`${node.origin}/${path}`);
    for (const palette of PALETTES) {
      await prefer(page, "en", palette);
      await page.reload();
      await marked(page);
      assert.deepEqual(await violations(page), [], `${path} ${palette}`);
    }
  }
  await context.close();
});

test("a page that was installed is marked without a network, and on paper", async () => {
  for (const path of ["checkin.html", "boarding.html"]) {
    const { context, page } = await newcomer();
    await page.goto(`${node.origin}/${path}`);
    await marked(page);
    await page.waitForFunction(async () => {
      await navigator.serviceWorker.ready;
      return (await caches.match(location.href)) !== undefined;
    });
    await context.setOffline(true);
    await page.reload();
    await marked(page);
    await page.emulateMedia({ media: "print" });
    assert.ok(await page.locator(".marking").first().isVisible(), path);
    await context.close();
  }
});

test("a live node marks nothing", async () => {
  const live = await startNode([]);
  try {
    const { context, page } = await newcomer();
    for (const path of ["#/signin", ...ALONE]) {
      await page.goto(`${live.origin}/${path}`);
      await page.waitForSelector("h1");
      await page.waitForFunction(() => localStorage.getItem("vigie-realm") === "live");
      assert.equal(await page.locator(".marking").count(), 0, path);
    }
    await context.close();
  } finally {
    await live.stop();
  }
});

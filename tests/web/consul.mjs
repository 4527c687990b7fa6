// Consular officers of the two nodes of `vigie exercise`, each in a window: what the stories of crises have alike.
import assert from "node:assert/strict";
import { LANGUAGES, PALETTES, PATIENCE_MS, api, prefer, setUpNode, untranslated, violations } from "./floor.mjs";

const PASSWORD = "seats given and received";
/** What one says reaches the other within this on two busy cores. */
export const WAIT_MS = 240_000;
export const id = (number) => number.toString(16).padStart(32, "0");

/** Asks until the answer fits. */
export async function until(page, path, fits) {
  const end = Date.now() + WAIT_MS;
  for (;;) {
    const found = await api(page, path);
    if (fits(found.body)) return found.body;
    assert.ok(Date.now() < end, `${path} stayed ${JSON.stringify(found.body).slice(0, 600)}`);
    await page.waitForTimeout(500);
  }
}

/** Sets a node up and signs its consular officer in, as soon as it has agreed with the other. */
export async function consul(browser, link) {
  const { origin } = new URL(link);
  const opened = await browser.newContext({ viewport: { width: 1280, height: 1000 }, reducedMotion: "reduce", locale: "en-CA" });
  opened.setDefaultTimeout(PATIENCE_MS);
  const page = await opened.newPage();
  await setUpNode(page, link, PASSWORD, { consul: "consular" });
  const { partners: [partner] } = await until(page, "partners", ({ partners }) => partners[0]?.link.state === "up");
  // A partner is agreed with as soon as either agreement is in force; what is told here needs both.
  await until(page, `partners/${partner.party}/agreement`, (all) => all.in_force && all.theirs.in_force);
  const entered = await api(page, "session", "POST", { user: "consul", password: PASSWORD });
  assert.equal(entered.status, 200, JSON.stringify(entered.body));
  page.on("dialog", (dialog) => void dialog.accept());
  return { origin, page };
}

export async function go({ page, origin }, route) {
  await page.goto(`${origin}/#/${route}`);
  await page.reload();
  await page.waitForSelector(`main[data-page="${route}"] h1`);
}

/** Opens every fold of the page. */
export function unfold(page) {
  return page.evaluate(() => document.querySelectorAll("main details").forEach((one) => (one.open = true)));
}

/** The page in three languages and lights: nothing that axe finds, none of these codes in place of words. */
export async function everywhere(side, route, name, ready, codes, open = async () => {}) {
  for (const language of LANGUAGES) {
    for (const palette of PALETTES) {
      await prefer(side.page, language, palette);
      await go(side, route);
      await side.page.waitForSelector(ready);
      await open(side.page);
      await side.page.waitForTimeout(300);
      assert.deepEqual(await violations(side.page), [], `${name} ${language} ${palette}`);
      assert.deepEqual(await untranslated(side.page, codes), [], `${name} ${language}`);
      if (process.env.VIGIE_SHOTS) await side.page.screenshot({ path: `${process.env.VIGIE_SHOTS}/${name}-${language}-${palette}.png`, fullPage: true });
    }
  }
  await prefer(side.page, "en", "day");
}

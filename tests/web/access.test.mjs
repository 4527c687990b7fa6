// WCAG 2.2 AA by axe on every route, in every language and palette, and the night palette by its pixels.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AxeBuilder, LANGUAGES, PALETTES, ROUTES, openFloor } from "./floor.mjs";
import { light } from "./pixel.mjs";

/** Blue of a night pixel, of 255. */
const BLUE_MAX = 20;
/** Relative luminance of a night pixel: WCAG AA text on black needs at least 0.175, pure red has 0.2126. */
const LUMINANCE_MAX = 0.22;
/** Mean relative luminance of a night screen: about 1 % of white's. */
const MEAN_MAX = 0.0125;
let floor;
before(async () => {
  floor = await openFloor();
});
after(() => floor?.close());

async function violations(page = floor.page) {
  const { violations: found } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
  return found.map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.target.join(" ")).join(", ")}`);
}

test("the doors: set-up and sign-in", async () => {
  const { page } = floor;
  await page.goto(floor.link);
  await page.waitForSelector("input[name=again]");
  for (const palette of PALETTES) {
    for (const language of LANGUAGES) {
      await page.evaluate(([l, p]) => {
        localStorage.setItem("vigie-language", l);
        localStorage.setItem("vigie-palette", p);
      }, [language, palette]);
      await page.goto(floor.link);
      await page.reload();
      await page.waitForSelector("input[name=again]");
      assert.deepEqual(await violations(), [], `setup ${language} ${palette}`);
      if (palette === "night") assertDark(light(await page.screenshot(), BLUE_MAX, LUMINANCE_MAX), `setup ${language}`);
    }
  }
  await page.evaluate(() => localStorage.clear());
  // The same tab first without its token, then by the link: the link must still work.
  await page.goto(`${floor.origin}/#/setup`);
  await floor.setUp();
  const stranger = await floor.browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce" });
  const door = await stranger.newPage();
  await door.goto(`${floor.origin}/#/signin`);
  for (const palette of PALETTES) {
    for (const language of LANGUAGES) {
      await door.evaluate(([l, p]) => {
        localStorage.setItem("vigie-language", l);
        localStorage.setItem("vigie-palette", p);
      }, [language, palette]);
      await door.reload();
      await door.waitForSelector("input[autocomplete=current-password]");
      assert.deepEqual(await violations(door), [], `signin ${language} ${palette}`);
      if (palette === "night") assertDark(light(await door.screenshot(), BLUE_MAX, LUMINANCE_MAX), `signin ${language}`);
    }
  }
  await stranger.close();
});

function assertDark({ blue, highest, mean, over, worst }, name) {
  assert.equal(over, 0, `${name}: ${over} pixels, such as ${JSON.stringify(worst)}; blue ${blue}, luminance ${highest.toFixed(3)}`);
  assert.ok(mean <= MEAN_MAX, `${name}: mean luminance ${mean.toFixed(4)}`);
}

for (const palette of PALETTES) {
  for (const language of LANGUAGES) {
    test(`${palette}, ${language}: no violation on any route`, async () => {
      const { page } = floor;
      await floor.look(language, palette);
      const [event] = await floor.events("limit=1");
      const top = await page.evaluate(async () => (await (await fetch("/api/v1/list?limit=1")).json()).vessels[0]);
      const routes = [...ROUTES, `watch?vessel=${top.mmsi}&track=${top.track}`, ...(event ? [`event/${encodeURIComponent(event.id)}`] : [])];
      for (const route of routes) {
        await floor.go(route);
        if (route.includes("vessel=")) await page.waitForSelector(".card .reasons");
        await page.waitForTimeout(300);
        assert.deepEqual(await violations(), [], `${route} ${language} ${palette}`);
        if (palette === "night") assertDark(light(await page.screenshot(), BLUE_MAX, LUMINANCE_MAX), `${route} ${language}`);
      }
    });
  }
}

test("every control is at least 24 px", async () => {
  const { page } = floor;
  await floor.look("en", "day");
  for (const route of ROUTES) {
    await floor.go(route);
    const small = await page.evaluate(() => [...document.querySelectorAll("button, .button, select, input, nav a, [role=tab]")]
      .map((el) => ({ box: el.getBoundingClientRect(), what: `${el.tagName} ${el.textContent?.slice(0, 20)}`, choice: el.closest("label.choice")?.getBoundingClientRect() }))
      .filter(({ box, choice }) => box.width > 0 && Math.min((choice ?? box).height, Math.max(box.width, choice?.width ?? 0)) < 24)
      .map(({ what }) => what));
    assert.deepEqual(small, [], route);
  }
});

test("focus can be seen on every stop of the keyboard on the watch floor", async () => {
  const { page } = floor;
  await floor.go("watch");
  await page.evaluate(() => document.body.focus());
  let stops = 0;
  for (let i = 0; i < 25; i += 1) {
    await page.keyboard.press("Tab");
    const seen = await page.evaluate(() => {
      const el = document.activeElement;
      if (!el || el === document.body) return "none";
      const style = getComputedStyle(el);
      const box = el.getBoundingClientRect();
      const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
      return style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) >= 2 && inside ? "seen" : `hidden: ${el.tagName}.${el.className}`;
    });
    if (seen === "none") continue;
    assert.equal(seen, "seen");
    stops += 1;
  }
  assert.ok(stops >= 15);
});

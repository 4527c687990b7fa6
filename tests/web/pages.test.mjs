// Every page in every language and palette, over one recorded moment of the exercise: no violation of WCAG 2.2 AA, the
// marking of the exercise, red light alone at night, nothing cut off, and the picture as it was last found good.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LANGUAGES, PALETTES, violations } from "./floor.mjs";
import { Golden, UPDATE, surroundings } from "./golden.mjs";
import { light } from "./pixel.mjs";
import { VIEWPORT, openRecorded } from "./recorded.mjs";

/** Blue of a night pixel, of 255. */
const BLUE_MAX = 20;
/** Relative luminance of a night pixel: WCAG AA text on black needs at least 0.175, pure red has 0.2126. */
const LUMINANCE_MAX = 0.22;
/** Mean relative luminance of a night screen: about 1 % of white's. */
const MEAN_MAX = 0.0125;
const WORDS = ["EXERCISE", "EXERCICE", "演習"];
let recorded;
let here;
before(async () => {
  recorded = await openRecorded();
  here = await surroundings(recorded.browser, recorded.page);
});
after(() => recorded?.close());

/** The routes under names that do not change with the recording. */
function named(routes) {
  return routes.map((route) => {
    const kind = /^event\/([a-z_]+)-/.exec(route)?.[1];
    return [kind ? `event-${kind}` : route.includes("vessel=") ? "vessel" : route, route];
  });
}

/** Rules that depend on colours. Palettes change nothing else of a page, so the others are run in one palette only. */
const COLOUR_RULES = ["color-contrast", "link-in-text-block"];

function darkness(png) {
  const { blue, highest, mean, over, worst } = light(png, BLUE_MAX, LUMINANCE_MAX);
  if (over > 0) return [`night: ${over} pixels, such as ${JSON.stringify(worst)}; blue ${blue}, luminance ${highest.toFixed(3)}`];
  return mean > MEAN_MAX ? [`night: mean luminance ${mean.toFixed(4)}`] : [];
}

/** The marking on screen and paper, and in the title of the window. */
async function marking() {
  const { page } = recorded;
  const faults = [];
  const text = await page.textContent(".marking");
  const title = await page.title();
  for (const word of WORDS) if (!text.includes(word) || !title.includes(word)) faults.push(`no ${word}`);
  if (!(await page.locator(".marking").first().isVisible())) faults.push("marking hidden");
  return faults;
}

/** Texts of controls and headings that do not fit their boxes. */
function cutOff() {
  return recorded.page.evaluate(() => {
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    const texts = [...document.querySelectorAll("button, .button, nav a, h1, h2, h3, label > span, th, dt, .tag, [role=tab], figcaption, .lead, .hint")]
      .filter((el) => el.clientWidth > 0 && !el.closest(".virtual, .scroll, .hidden") && !el.classList.contains("hidden") && el.scrollWidth > el.clientWidth + 1)
      .map((el) => `cut: ${el.textContent}`);
    return [...(wide > 1 ? [`${wide} px too wide`] : []), ...texts];
  });
}

/** On paper: the marking, black ink, no tools. */
async function paper() {
  const { page } = recorded;
  await page.emulateMedia({ media: "print", reducedMotion: "reduce" });
  const faults = await marking();
  if (await page.locator("nav").first().isVisible()) faults.push("tools on paper");
  const ink = await page.evaluate(() => getComputedStyle(document.querySelector(".page, .card") ?? document.body).color);
  if (ink !== "rgb(0, 0, 0)") faults.push(`${ink} ink on paper`);
  await page.emulateMedia({ media: "screen", reducedMotion: "reduce" });
  return faults.map((fault) => `paper: ${fault}`);
}

/** At 200 % zoom half the width is left. */
async function enlarged() {
  const { page } = recorded;
  await page.setViewportSize({ width: VIEWPORT.width / 2, height: VIEWPORT.height / 2 });
  const faults = await cutOff();
  await page.setViewportSize(VIEWPORT);
  return faults.map((fault) => `200 %: ${fault}`);
}

for (const palette of PALETTES) {
  for (const language of LANGUAGES) {
    test(`${palette}, ${language}: every page is in order`, async (t) => {
      const { page, recording, doors } = recorded;
      const golden = new Golden(`${language} ${palette}`, here);
      const faults = [];
      const look = async (name, more = []) => {
        const png = await page.screenshot();
        const picture = golden.judge(name, png);
        // Renewing the pictures is about the pictures alone.
        if (UPDATE) return;
        const all = [...await violations(page, palette === "day" ? undefined : COLOUR_RULES), ...await cutOff(), ...(palette === "night" ? darkness(png) : []), ...(picture ? [picture] : []), ...more];
        faults.push(...all.map((fault) => `${name}: ${fault}`));
      };
      await recorded.look(language, palette);
      assert.equal(await page.getAttribute("html", "lang"), language);
      for (const [name, route] of named(recording.routes)) {
        await recorded.go(route);
        await look(name, await marking());
        if (palette === "day" && !UPDATE) faults.push(...[...await paper(), ...await enlarged()].map((fault) => `${name}: ${fault}`));
      }
      doors.open = true;
      for (const [name, route] of [["setup", "setup?token=0123"], ["signin", "signin"]]) {
        await page.goto(`${recorded.origin}/#/${route}`);
        await page.reload();
        await page.waitForSelector("input[type=password]");
        await recorded.settle();
        await look(name, await marking());
      }
      doors.open = false;
      await page.goto(`${recorded.origin}/#/settings`);
      golden.close((text) => t.diagnostic(text));
      assert.deepEqual(faults, []);
    });
  }
}

test("forced colours: every page keeps its contrast, its borders and its symbols", async () => {
  const { page, recording } = recorded;
  await recorded.look("en", "night");
  await page.emulateMedia({ forcedColors: "active", reducedMotion: "reduce" });
  const faults = [];
  for (const [name, route] of named(recording.routes)) {
    await recorded.go(route);
    faults.push(...(await violations(page)).map((fault) => `${name}: ${fault}`));
    const lost = await page.evaluate(() => {
      const style = (el) => getComputedStyle(el);
      const bare = [...document.querySelectorAll("button, .button, select, .panel, .tag")].filter((el) => el.getBoundingClientRect().width > 0 && (style(el).borderTopStyle === "none" || style(el).borderTopColor === "rgba(0, 0, 0, 0)"));
      const rgb = (text) => text.match(/[\d.]+/g).map(Number);
      const luminance = (text) => rgb(text).slice(0, 3).reduce((sum, v, i) => sum + (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4) * [0.2126, 0.7152, 0.0722][i], 0);
      const contrast = (text) => {
        const [a, b] = [luminance(text), luminance(style(document.body).backgroundColor)].sort((x, y) => y - x);
        return (a + 0.05) / (b + 0.05);
      };
      const pale = [...document.querySelectorAll("svg text")].filter((el) => contrast(style(el).fill) < 4.5);
      const faint = [...document.querySelectorAll("svg .line, svg .threshold, svg .silent-line, svg .bar-range")].filter((el) => contrast(style(el).stroke) < 3);
      const unseen = [...document.querySelectorAll("svg .bar-value, svg .bar-fishing, svg .dot, .glyph path")].filter((el) => contrast(style(el).fill) < 3);
      return [...bare, ...unseen, ...pale, ...faint].map((el) => `${el.tagName}.${el.getAttribute("class")}`).slice(0, 5);
    });
    faults.push(...lost.map((what) => `${name}: lost ${what}`));
  }
  const chosen = await page.evaluate(() => {
    location.hash = "#/watch";
    return matchMedia("(forced-colors: active)").matches;
  });
  assert.ok(chosen);
  await page.emulateMedia({ forcedColors: "none", reducedMotion: "reduce" });
  assert.deepEqual(faults, []);
});

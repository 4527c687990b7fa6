// The eight core tasks of a watch, by keyboard alone: no pointer is ever used here. Each begins where a person begins: at the top
// of the page, with Tab.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openFloor } from "./floor.mjs";

const STOPS_MAX = 120;
let floor;
before(async () => {
  floor = await openFloor();
});
after(() => floor?.close());

/** Presses Tab until the focus is on what the test means; fails when it cannot be reached. */
async function tabTo(fits, what) {
  const { page } = floor;
  for (let i = 0; i < STOPS_MAX; i += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(fits)) return;
  }
  assert.fail(`Tab does not reach ${what}`);
}

/** To a control by its visible or accessible name. */
async function tabToName(name) {
  const { page } = floor;
  for (let i = 0; i < STOPS_MAX; i += 1) {
    await page.keyboard.press("Tab");
    const here = await page.evaluate(() => {
      const el = document.activeElement;
      return [el?.getAttribute("aria-label"), el?.textContent, el?.closest("label")?.querySelector("span")?.textContent].filter(Boolean).map((text) => text.trim());
    });
    if (here.some((text) => text === name)) return;
  }
  assert.fail(`Tab does not reach ${name}`);
}

/** A page opened by its link in the head of the page. */
async function open(name, page_) {
  await floor.page.evaluate(() => {
    document.activeElement?.blur();
    scrollTo(0, 0);
  });
  await floor.page.reload();
  await floor.page.waitForSelector("nav a");
  await tabToName(name);
  await floor.page.keyboard.press("Enter");
  await floor.page.waitForSelector(`main[data-page="${page_}"] h1`);
}

test("1 sign out and in again", async () => {
  await floor.setUp();
  const { page } = floor;
  await page.reload();
  await page.waitForSelector(".ranked-row");
  await tabToName("Sign out");
  await page.keyboard.press("Enter");
  await page.waitForSelector("input[autocomplete=current-password]");
  await tabTo(() => document.activeElement?.getAttribute("name") === "user", "the name of the user");
  await page.keyboard.type("lookout");
  await page.keyboard.press("Tab");
  await page.keyboard.type("a watch kept all night");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".ranked-row");
});

test("2 from the top of the list to the evidence of its first reason", async () => {
  const { page } = floor;
  await open("Watch", "watch");
  await page.waitForSelector(".ranked-row");
  await tabTo(() => document.activeElement?.getAttribute("role") === "listbox", "the list");
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".card .reasons li");
  await tabTo(() => document.activeElement?.closest(".reason-events") !== null, "the evidence");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".event-card h1");
});

test("3 review the event with a note", async () => {
  const { page } = floor;
  await tabTo(() => document.activeElement?.tagName === "TEXTAREA", "the note");
  await page.keyboard.type("Nothing unusual.");
  await tabToName("Dismiss");
  await page.keyboard.press("Space");
  await page.waitForSelector(".tag.review");
});

test("4 filter the list and lock its order", async () => {
  const { page } = floor;
  await open("Watch", "watch");
  await page.waitForSelector(".ranked-row");
  await tabTo(() => document.activeElement?.getAttribute("type") === "search", "the search");
  const name = await page.textContent(".ranked-row .ranked-name");
  await page.keyboard.type(name);
  await page.waitForFunction((wanted) => [...document.querySelectorAll(".ranked-row .ranked-name")].every((el) => el.textContent === wanted), name);
  await tabToName("Lock order");
  await page.keyboard.press("Space");
  await page.waitForSelector("button[aria-pressed=true] >> text=Unlock order");
});

test("5 find a vessel by its name among all vessels and open its card", async () => {
  const { page } = floor;
  await open("Watch", "watch");
  await page.waitForSelector(".ranked-row");
  const name = await page.textContent(".ranked-row .ranked-name");
  await tabTo(() => document.activeElement?.getAttribute("role") === "tab", "the tabs");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.waitForSelector(".vessel-row");
  await tabTo(() => document.activeElement?.getAttribute("type") === "search", "the search");
  await page.keyboard.type(name);
  await page.waitForFunction((wanted) => document.querySelector(".vessel-row .vessel-name")?.textContent === wanted && document.querySelectorAll(".vessel-row").length < 3, name);
  await tabTo(() => document.activeElement?.getAttribute("role") === "listbox", "the list");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".card h2");
  assert.equal(await page.textContent(".card h2"), name);
});

test("6 pan and zoom the chart, and go back along the track of the vessel", async () => {
  const { page } = floor;
  await page.reload();
  await page.waitForSelector(".slider input[type=range]");
  await tabTo(() => document.activeElement?.classList.contains("maplibregl-canvas"), "the chart");
  const scale = await page.textContent(".maplibregl-ctrl-scale");
  await page.keyboard.press("ArrowLeft");
  for (let i = 0; i < 3; i += 1) await page.keyboard.press("+");
  await page.waitForFunction((old) => document.querySelector(".maplibregl-ctrl-scale")?.textContent !== old, scale);
  await tabTo(() => document.activeElement?.getAttribute("type") === "range", "the time slider");
  const now = await page.getAttribute(".slider input", "aria-valuetext");
  for (let i = 0; i < 5; i += 1) await page.keyboard.press("PageDown");
  assert.notEqual(await page.getAttribute(".slider input", "aria-valuetext"), now);
});

test("7 measure a distance by typed positions", async () => {
  const { page } = floor;
  await open("Watch", "watch");
  await tabToName("Distance tool");
  await page.keyboard.press("Enter");
  await tabTo(() => document.activeElement?.closest(".measure form") !== null && document.activeElement.tagName === "INPUT", "the position");
  for (const position of ["40 N 179 30 E", "40 N 179 30 W"]) {
    await page.keyboard.type(position);
    await page.keyboard.press("Enter");
  }
  await page.waitForSelector(".measure tfoot");
});

test("8 draw an area by typed corners and read the report on it", async () => {
  const { page } = floor;
  await open("Areas", "areas");
  await tabToName("Name");
  await page.keyboard.type("By keys");
  await tabToName("Corner");
  for (const corner of ["44 N 178 E", "44 N 178 W", "40 N 180 E"]) {
    await page.keyboard.type(corner);
    await page.keyboard.press("Enter");
  }
  await tabToName("Save area");
  await page.keyboard.press("Enter");
  await page.waitForSelector("tbody th >> text=By keys");
  await open("Report", "report");
  await tabToName("Area");
  await page.keyboard.type("By keys");
  await page.waitForFunction(() => document.querySelector("main select")?.selectedOptions[0]?.textContent === "By keys");
  await page.waitForSelector(".figures, .page > .hint");
});

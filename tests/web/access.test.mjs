// What a hand and an eye need on every page, over the recorded moment: targets large enough, focus that can be seen.
// Contrast, names and roles are looked at in pages.test.mjs, the tasks by keyboard in keyboard.test.mjs.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openRecorded } from "./recorded.mjs";

let recorded;
before(async () => {
  recorded = await openRecorded();
});
after(() => recorded?.close());

test("every control is at least 24 px", async () => {
  const { page, recording } = recorded;
  await recorded.look("en", "day");
  for (const route of recording.routes) {
    await recorded.go(route);
    const small = await page.evaluate(() => [...document.querySelectorAll("button, .button, select, input, nav a, [role=tab]")]
      .map((el) => ({ box: el.getBoundingClientRect(), what: `${el.tagName} ${el.textContent?.slice(0, 20)}`, choice: el.closest("label.choice")?.getBoundingClientRect() }))
      .filter(({ box, choice }) => box.width > 0 && Math.min((choice ?? box).height, Math.max(box.width, choice?.width ?? 0)) < 24)
      .map(({ what }) => what));
    assert.deepEqual(small, [], route);
  }
});

test("focus can be seen on every stop of the keyboard on the watch floor", async () => {
  const { page } = recorded;
  await recorded.go("watch");
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

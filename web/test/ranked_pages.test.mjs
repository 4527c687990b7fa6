// Pages of the ranked list: what was fetched before the list changed is fetched again when it comes into view.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./bundle.mjs";

const { Pages } = await load("list/pages.ts");

test("a window is the pages it touches, and never none", () => {
  const pages = new Pages(100);
  assert.deepEqual(pages.window(0, 0), [0]);
  assert.deepEqual(pages.window(0, 100), [0]);
  assert.deepEqual(pages.window(95, 101), [0, 100]);
  assert.deepEqual(pages.window(250, 260), [200]);
  assert.deepEqual(pages.window(150, 420), [100, 200, 300, 400]);
});

test("a page held from before a change is stale, whether or not it has rows", () => {
  const pages = new Pages(100);
  assert.ok(pages.isStale(0, 20));
  pages.took(0, pages.now);
  pages.took(100, pages.now);
  assert.ok(!pages.isStale(0, 200) && pages.isStale(190, 210));
  pages.outdate();
  assert.ok(pages.isStale(0, 20) && pages.isStale(120, 130));
  pages.took(0, pages.now);
  assert.ok(!pages.isStale(0, 100) && pages.isStale(90, 110));
});

test("an answer asked for before the change does not make its page new", () => {
  const pages = new Pages(100);
  const asked = pages.now;
  pages.outdate();
  pages.took(0, asked);
  assert.ok(pages.isStale(0, 20));
});

// A bad link: the connection between page and node is cut, events happen meanwhile, the link comes back. The page resumes with
// Last-Event-ID, gets every change exactly in order, and its list of alerts is the node's.
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { after, before, test } from "node:test";
import { openFloor } from "./floor.mjs";

/** A wire to the node that can be cut and mended. */
async function openWire(target) {
  const ends = new Set();
  let whole = true;
  const server = createServer((near) => {
    if (!whole) return void near.destroy();
    const far = connect(Number(target.port), target.hostname);
    for (const [a, b] of [[near, far], [far, near]]) {
      ends.add(a);
      a.on("error", () => undefined);
      a.on("close", () => {
        ends.delete(a);
        b.destroy();
      });
      a.pipe(b);
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    cut() {
      whole = false;
      for (const end of ends) end.destroy();
    },
    mend: () => void (whole = true),
    close() {
      this.cut();
      server.close();
    },
  };
}

let floor;
let wire;
before(async () => {
  floor = await openFloor();
  wire = await openWire(new URL(floor.origin));
  await floor.context.addInitScript(() => {
    const Real = window.EventSource;
    window.heard_ = [];
    window.EventSource = class extends Real {
      constructor(url) {
        super(url);
        this.addEventListener("change", (message) => window.heard_.push([Number(message.lastEventId), JSON.parse(message.data).event]));
      }
    };
  });
});
after(async () => {
  wire?.close();
  await floor?.close();
});

/** Number of alerts that the list tells, and of how many. */
const told = () => floor.page.textContent(".list-bar [role=status]").then((text) => text.match(/\d[\d,]*/g).map((n) => Number(n.replaceAll(",", ""))));

test("after a cut no event is lost, none comes twice, and the list is the node's", async () => {
  await floor.setUp(wire.origin);
  const { page } = floor;
  await page.getByRole("tab", { name: "Alerts" }).click();
  await page.waitForSelector(".event-row");
  await page.waitForFunction(() => window.heard_.length > 0, undefined, { timeout: 120_000 });
  const total = () => fetch(`${floor.origin}/api/v1/events?limit=1`, { headers: { cookie: cookies } }).then((answer) => answer.json()).then((body) => body.total);
  const cookies = (await floor.context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  const before = await total();
  wire.cut();
  await page.waitForSelector(".health[data-up=false]");
  // Meanwhile the exercise goes on, at 600 times real time.
  for (let tries = 0; (await total()) < before + 5 && tries < 120; tries += 1) await page.waitForTimeout(1000);
  assert.ok((await total()) >= before + 5, "events happened while the link was down");
  wire.mend();
  await page.waitForSelector(".health[data-up=true]", { timeout: 60_000 });
  const numbers = () => page.evaluate(() => window.heard_.map(([seq]) => seq));
  // Walk to the end of the list: older alerts are fetched until all are there.
  await page.locator(".virtual").focus();
  let same = false;
  for (let tries = 0; tries < 60 && !same; tries += 1) {
    await page.keyboard.press("End");
    await page.waitForTimeout(500);
    const [shown, all] = await told();
    same = shown === all && all === (await total());
  }
  assert.ok(same, `the page tells ${await told()}, the node ${await total()}`);
  const heard = await numbers();
  assert.deepEqual(heard, Array.from({ length: heard.length }, (_, i) => heard[0] + i), "each change once, in order, none left out");
});

test("a change of an old event is a change, not one alert more", async () => {
  const { page } = floor;
  await page.waitForFunction(() => window.heard_.some(([, event]) => event.revision > 1), undefined, { timeout: 120_000 });
  const [shown, all] = await told();
  assert.equal(shown, all);
});

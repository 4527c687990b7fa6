// Every form is produced from a case by keyboard alone, in less than a minute each: the sheet is there, filled with what the
// node knows of the vessel. On the page for boarding teams each form is then reached and a part of it written, by keyboard too.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { openFloor } from "./floor.mjs";

const STOPS_MAX = 160;
const MINUTE_MS = 60_000;
let floor;
let id = "";
let vessel;

const api = (path, body) => floor.page.evaluate(async ([at, json]) => {
  const csrf = json ? (await (await fetch("/api/v1/session")).json()).csrf : "";
  const answer = await fetch(`/api/v1/${at}`, json ? { method: "POST", headers: { "content-type": "application/json", "x-vigie-csrf": csrf }, body: JSON.stringify(json) } : {});
  return answer.json();
}, [path, body]);

/** Presses Tab (or Shift and Tab, to go back) until the focus is on a control of that name. */
async function tabTo(name, exact = true, key = "Tab") {
  for (let n = 0; n < STOPS_MAX; n += 1) {
    await floor.page.keyboard.press(key);
    const here = await floor.page.evaluate(() => {
      const el = document.activeElement;
      return [el?.getAttribute("aria-label"), el?.textContent, el?.closest("label")?.querySelector("span")?.textContent].filter(Boolean).map((text) => text.trim());
    });
    if (here.some((text) => (exact ? text === name : text.startsWith(name)))) return;
  }
  assert.fail(`Tab does not reach ${name}`);
}

before(async () => {
  floor = await openFloor();
  await floor.setUp();
  vessel = (await api("list?limit=1")).vessels[0];
  id = (await api("cases", { title: "Nets at night", mmsi: vessel.mmsi })).id;
});
after(() => floor?.close());

test("each form is begun from the case, filled and printed by keyboard in less than a minute", async (context) => {
  const { page } = floor;
  const { form: forms, version } = await api("forms");
  assert.equal(forms.length, 4);
  for (const [n, form] of forms.entries()) {
    await page.goto(`${floor.origin}/#/case/${id}`);
    await page.reload();
    await page.waitForSelector("#form-desk-title");
    await page.waitForFunction((count) => document.querySelectorAll("section[aria-labelledby=form-desk-title] option").length === count, forms.length);
    const rows = await page.locator("tbody a[download]").count();
    const begun = Date.now();
    await tabTo("Form", false);
    for (let down = 0; down < n; down += 1) await page.keyboard.press("ArrowDown");
    assert.equal(await page.evaluate(() => document.activeElement?.value), form.id);
    await tabTo("Begin the report");
    await page.keyboard.press("Enter");
    await page.waitForFunction((count) => document.querySelectorAll("tbody a[download]").length === count, rows + 1);
    const said = await page.textContent("section[aria-labelledby=form-desk-title] [role=status]");
    const report = /Report (\S+) begun/.exec(said)?.[1];
    assert.ok(report, said);
    await tabTo(`Sheet of ${report}`, true, "Shift+Tab");
    const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
    assert.ok(readFileSync(await download.path()).subarray(0, 4).equals(Buffer.from("%PDF")));
    const took = Date.now() - begun;
    context.diagnostic(`${form.id}: ${(took / 1000).toFixed(1)} s`);
    assert.ok(took < MINUTE_MS, `${form.id} took ${took} ms`);
    const found = (await api("boarding/reports")).reports.find((one) => one.report === report);
    assert.equal(found.form, form.id);
    assert.equal(found.fields.mmsi, vessel.mmsi);
    if (vessel.name) assert.equal(found.fields.vessel_name, vessel.name);
    assert.ok(found.faults.every((fault) => fault.code === "field-missing"), JSON.stringify(found.faults));
  }
  assert.match(version, /\d/);
  assert.equal((await api(`cases/${id}`)).case.items.filter((one) => one.kind === "report").length, forms.length);
});

test("the page of rule changes shows what is in force, and how often alerts held", async () => {
  const { page } = floor;
  const event = vessel.reasons.flatMap((reason) => reason.events)[0];
  const { rule } = (await api(`events/${encodeURIComponent(event)}`)).event;
  const csrf = await page.evaluate(async () => (await (await fetch("/api/v1/session")).json()).csrf);
  const status = await page.evaluate(async ([at, token, wanted]) => (await fetch(at, { method: "POST", headers: { "content-type": "application/json", "x-vigie-csrf": token }, body: JSON.stringify({ do: "outcome", event: wanted, rule: "", verdict: "held", report: "", user: "", at_ms: 0 }) })).status, [`/api/v1/cases/${id}/entries`, csrf, event]);
  assert.equal(status, 204);
  await page.goto(`${floor.origin}/#/rules`);
  await page.reload();
  await page.waitForSelector("main[data-page=rules] h1");
  await page.waitForFunction((name) => document.querySelector("main")?.textContent.includes(name), `${rule.name}/${rule.version}`);
  const text = await page.textContent("main");
  assert.match(text, /In force: /);
  const before = (await api("rules")).toml;
  await page.setInputFiles("main input[type=file]", { name: "new.toml", mimeType: "text/plain", buffer: Buffer.from(before.replace(/^version = .*/m, 'version = "browser.1"').replace(/^loitering = .*/m, "loitering = 13.0")) });
  await page.waitForFunction(() => document.querySelector("main")?.textContent.includes("rank.points.loitering"));
  assert.match(await page.textContent("main"), /rank\.points\.loitering\s*12\.0\s*13\.0/);
  await page.getByRole("button", { name: "Accept", exact: true }).click();
  await page.waitForFunction(() => document.querySelector("main [role=alert]")?.textContent.length > 0);
  assert.match(await page.textContent("main [role=alert]"), /two others must/);
  await page.goto(`${floor.origin}/#/event/${event}`);
  await page.waitForFunction((name) => document.querySelector(".event-card")?.textContent.includes(`Alerts of rule ${name} that were looked at: 1`), `${rule.name}/${rule.version}`);
  assert.deepEqual(floor.complaints, []);
});

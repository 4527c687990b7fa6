// A boarding with the network cut from its first step to its last: two tablets, dozens of edits, photographs, a reload in
// the middle, a conflict; then merged in any order. Nothing is lost, and the report on the node is complete.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, connect } from "node:net";
import { once } from "node:events";
import { after, before, test } from "node:test";
import { LANGUAGES, PALETTES, PATIENCE_MS, openFloor, prefer, violations } from "./floor.mjs";
import { light } from "./pixel.mjs";

const PHRASE = "twelve letters at sea";
const PLACE = { longitude: -179.95, latitude: 41.25 };
let floor;
let link;
let master;
let mate;
let report = "";

/** A line to the node that can be cut: without it there is no network, whatever the browser believes. */
async function openLine(origin) {
  const { port: far } = new URL(origin);
  const ends = new Set();
  const serve = (near) => {
    const server = createServer((socket) => {
      const other = connect(Number(far), "127.0.0.1");
      for (const end of [socket, other]) {
        ends.add(end);
        end.on("error", () => end.destroy()).on("close", () => {
          ends.delete(end);
          socket.destroy();
          other.destroy();
        });
      }
      socket.pipe(other).pipe(socket);
    });
    server.listen(near, "127.0.0.1");
    return server;
  };
  let server = serve(0);
  await once(server, "listening");
  const { port } = server.address();
  return {
    origin: `http://127.0.0.1:${port}`,
    async cut() {
      server.close();
      for (const end of ends) end.destroy();
    },
    async mend() {
      server = serve(port);
      await once(server, "listening");
    },
    close() {
      server.close();
      for (const end of ends) end.destroy();
    },
  };
}

async function openTablet(name) {
  const context = await floor.browser.newContext({ viewport: { width: 820, height: 1180 }, reducedMotion: "reduce", locale: "en-CA", hasTouch: true, permissions: ["geolocation"], geolocation: PLACE, acceptDownloads: true });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (/Content Security Policy|Refused to/i.test(message.text())) complaints.push(message.text());
  });
  page.on("dialog", (dialog) => void dialog.accept());
  return { name, context, page, complaints };
}

async function setUp({ page, name }) {
  await page.goto(`${link.origin}/boarding.html`);
  await page.fill("input[name=user]", "lookout");
  await page.fill("input[name=password]", "a watch kept all night");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.fill("input[name=name]", name);
  await page.fill("input[name=phrase]", PHRASE);
  await page.getByRole("button", { name: "Set up and take along" }).click();
  await page.waitForSelector(".tasks li");
  await page.waitForFunction(async () => {
    await navigator.serviceWorker.ready;
    return (await caches.match(location.href)) !== undefined;
  });
}

async function unlock(page) {
  await page.fill("input[type=password]", PHRASE);
  await page.getByRole("button", { name: "Open", exact: true }).click();
  await page.waitForSelector(".home");
}

const part = (page, name) => page.locator(".parts button", { hasText: name }).click();
const field = (page, name) => page.locator(`#field-${name}`);
/** Edits on the device that the node does not have yet, as the page says. */
const waiting = async (page) => Number(/(\d+) entries/.exec(await page.textContent(".state [role=status]"))[1]);

/** Types into a field and waits until one more edit is on the disk. */
async function type(page, name, value) {
  const before = await waiting(page);
  await field(page, name).locator("input:not([type=radio]), textarea").first().fill(value);
  await page.waitForFunction((n) => Number(/(\d+) entries/.exec(document.querySelector(".state [role=status]").textContent)[1]) > n, before);
}

async function choose(page, name, value) {
  const before = await waiting(page);
  await field(page, name).locator(`input[value="${value}"]`).check();
  await page.waitForFunction((n) => Number(/(\d+) entries/.exec(document.querySelector(".state [role=status]").textContent)[1]) > n, before);
}

/** A PNG of one colour, drawn by the browser. */
async function photograph(page, colour) {
  const url = await page.evaluate((fill) => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [640, 480];
    const pen = canvas.getContext("2d");
    pen.fillStyle = fill;
    pen.fillRect(0, 0, 640, 480);
    return canvas.toDataURL("image/png");
  }, colour);
  return Buffer.from(url.split(",")[1], "base64");
}

const api = (path) => floor.page.evaluate(async (at) => (await (await fetch(`/api/v1/${at}`)).json()), path);
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const photos = [];

before(async () => {
  floor = await openFloor();
  await floor.setUp();
  link = await openLine(floor.origin);
  master = await openTablet("Tablet 1");
  mate = await openTablet("Tablet 2");
});
after(async () => {
  link?.close();
  await floor?.close();
});

test("two tablets are set up beside the node and take the tasks along", async () => {
  await setUp(master);
  await setUp(mate);
  for (const { page } of [master, mate]) assert.ok((await page.locator(".tasks li").count()) > 0);
  await master.context.setOffline(true);
  await mate.context.setOffline(true);
  await link.cut();
  await assert.rejects(fetch(`${link.origin}/healthz`));
});

test("without a network the page opens, and a report begins with what is known of the vessel", async () => {
  const { page } = master;
  await page.reload();
  await unlock(page);
  await page.locator(".tasks button").first().click();
  const name = await page.textContent("#vessel-name");
  await page.getByRole("button", { name: "Boarding report, NPFC high seas scheme" }).click();
  await page.waitForSelector(".steps");
  assert.ok((await page.textContent(".hint.wrap")).includes(name.replace(/^MMSI /, "")));
  report = /(tablet-1-[0-9a-f]{8}-\d+)/.exec(await page.textContent(".hint.wrap"))[1];
});

test("steps are noted with one touch each, and a second touch changes nothing", async () => {
  const { page } = master;
  for (const step of ["Sighted", "Intent to board signalled", "Hailed", "Aboard"]) {
    await page.locator("button.step", { hasText: step }).click();
    await page.waitForFunction((text) => [...document.querySelectorAll("button.step[aria-pressed=true]")].some((el) => el.textContent.includes(text)), step);
  }
  const before = await waiting(page);
  await page.locator("button.step", { hasText: "Aboard" }).click();
  await page.waitForTimeout(500);
  assert.equal(await waiting(page), before);
});

test("fields are checked while one types, and every entry is kept", async () => {
  const { page } = master;
  await part(page, "Inspection");
  await type(page, "inspection_vessel_id", "CCGS 01");
  await type(page, "inspectors", "A. Roy, 田中 一郎");
  await type(page, "report_no", "2026-14");
  await part(page, "Vessel");
  await type(page, "imo", "9074728");
  assert.match(await field(page, "imo").locator(".fault").textContent(), /last does not fit/);
  await type(page, "imo", "9074729");
  await page.waitForFunction(() => document.querySelector("#field-imo .fault").textContent === "");
  for (const [name, value] of [["vessel_name", "LU RONG 1"], ["flag", "chn"], ["call_sign", "bzab1"], ["master_name", "Wang Wei"], ["crew_count", "23"], ["external_marking", "鲁荣渔 1"], ["owner", "Owner Ltd"]]) await type(page, name, value);
  await choose(page, "vessel_type", "squid_jigger");
  await part(page, "Boarding");
  assert.equal(await field(page, "position").locator("input").inputValue(), "", "what AIS told days ago is not where the team is");
  assert.match(await field(page, "position").textContent(), /last reported at/);
  await type(page, "position", "41 15.0 N 179 57.0 W");
  await choose(page, "boarding_result", "completed");
  await choose(page, "activity_seen", "fishing");
  await part(page, "Checks");
  for (const [name, value] of [["vms_working", "tampered"], ["authorisation_valid", "not_shown"], ["logbook_checked", "differs"]]) await choose(page, name, value);
  await type(page, "mesh_mm", "12,500");
  assert.match(await field(page, "mesh_mm").locator(".fault").textContent(), /can be read two ways/);
  await type(page, "mesh_mm", "42.5");
  await field(page, "catch").getByRole("button", { name: "Add a species" }).click();
  const row = field(page, "catch").locator("li").first();
  await row.locator("input").nth(0).fill("sqj");
  await row.locator("input").nth(1).fill("1250.5");
  await row.locator("input").nth(2).fill("frozen");
  await part(page, "Result");
  await field(page, "violations").getByRole("button", { name: "Add a violation" }).click();
  await field(page, "violations").locator("select").selectOption("NPFC CMM 2021-09");
  await field(page, "violations").locator("input").fill("38(m)");
  assert.match(await field(page, "violations").textContent(), /not verified against its text/);
  for (let n = 1; n <= 12; n += 1) await type(page, "findings", `Finding ${n}: VMS cable cut; ${"logbook differs. ".repeat(n)}`);
  assert.ok((await waiting(page)) >= 45, `${await waiting(page)} edits`);
});

test("photographs carry time, place and fingerprint, and survive closing the browser in the middle", async () => {
  const { page } = master;
  await part(page, "Photographs");
  for (const [n, colour] of ["#336699", "#996633", "#118844"].entries()) {
    const buffer = await photograph(page, colour);
    photos.push(sha256(buffer));
    await page.fill("section[aria-label=Photographs] input:not([type=file])", `Photo ${n + 1}`);
    await page.setInputFiles("section[aria-label=Photographs] input[type=file]", { name: `${n}.png`, mimeType: "image/png", buffer });
    await page.waitForFunction((sum) => document.querySelector(".photos")?.textContent.includes(sum), photos[n]);
  }
  assert.match(await page.textContent(".photos"), /41°15\.0′N 179°57\.0′W|place not known/);
  const before = await waiting(page);
  await page.close();
  master.page = await master.context.newPage();
  master.page.on("dialog", (dialog) => void dialog.accept());
  master.page.on("pageerror", (error) => master.complaints.push(error.message));
  await master.page.goto(`${link.origin}/boarding.html`);
  await unlock(master.page);
  assert.equal(await waiting(master.page), before);
  await master.page.locator("section[aria-label='Reports on this device'] button").first().click();
  await part(master.page, "Result");
  assert.match(await field(master.page, "findings").locator("textarea").inputValue(), /^Finding 12:/);
  await part(master.page, "Checks");
  assert.equal(await field(master.page, "catch").locator("li input").nth(0).inputValue(), "SQJ");
});

test("a sealed file takes the report to the second tablet, and both go on: a conflict", async () => {
  const { page } = master;
  await page.getByRole("button", { name: "Back" }).click();
  await page.getByText("From device to device").click();
  await page.fill("details[open] input[type=password]", PHRASE);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Make a sealed file" }).click()]);
  const file = readFileSync(await download.path());
  assert.ok(!file.includes("Wang Wei") && !file.includes("findings"));
  const other = mate.page;
  await other.getByText("From device to device").click();
  await other.fill("details[open] input[type=password]", PHRASE);
  await other.setInputFiles("details[open] input[type=file]", { name: "tablet.vigie", mimeType: "application/octet-stream", buffer: file });
  await other.waitForSelector("section[aria-label='Reports on this device'] button");
  for (const [tablet, crew] of [[other, "25"], [page, "24"]]) {
    await tablet.locator("section[aria-label='Reports on this device'] button").first().click();
    await part(tablet, "Vessel");
    assert.equal(await field(tablet, "crew_count").locator("input").inputValue(), "23");
    await type(tablet, "crew_count", crew);
  }
  await part(other, "Photographs");
  const buffer = await photograph(other, "#aa1111");
  photos.push(sha256(buffer));
  await other.setInputFiles("section[aria-label=Photographs] input[type=file]", { name: "nets.png", mimeType: "image/png", buffer });
  await other.waitForFunction((sum) => document.querySelector(".photos")?.textContent.includes(sum), photos.at(-1));
});

test("the master reads three languages and signs on the glass; the inspector by a photographed paper", async () => {
  const { page } = master;
  await part(page, "Steps");
  await page.locator("button.step", { hasText: "Left" }).click();
  await page.waitForFunction(() => document.querySelectorAll("button.step[aria-pressed=true]").length === 5);
  await part(page, "Paper");
  const heads = await page.locator(".sheet thead th").allTextContents();
  assert.deepEqual(heads.map((text) => text.split(" · ")[0]), ["English", "Français", "日本語"]);
  assert.match(await page.textContent(".sheet"), /not verified against its text[\s\S]*non vérifié auprès du texte/);
  const pad = await field(page, "master_signature").locator("canvas").boundingBox();
  await field(page, "master_signature").locator("canvas").scrollIntoViewIfNeeded();
  const box = (await field(page, "master_signature").locator("canvas").boundingBox()) ?? pad;
  await page.mouse.move(box.x + 40, box.y + 60);
  await page.mouse.down();
  for (let n = 0; n < 20; n += 1) await page.mouse.move(box.x + 40 + n * 12, box.y + 60 + (n % 2) * 40);
  await page.mouse.up();
  await field(page, "master_signature").getByRole("button", { name: "Keep the signature" }).click();
  await page.waitForFunction(() => document.querySelector("#field-master_signature")?.textContent.includes("Signed by Wang Wei"));
  await page.setInputFiles("#field-inspector_signature input[type=file]", { name: "paper.png", mimeType: "image/png", buffer: await photograph(page, "#dddddd") });
  await page.waitForFunction(() => document.querySelector("#field-inspector_signature")?.textContent.includes("Signed by A. Roy"));
  await part(page, "Steps");
  await page.getByRole("button", { name: "The report is complete" }).click();
  await page.waitForSelector(".notice.good");
});

async function reconnect() {
  await link.mend();
  await master.context.setOffline(false);
  await mate.context.setOffline(false);
}

async function merge({ page }) {
  if (await page.getByRole("button", { name: "Back" }).count()) await page.getByRole("button", { name: "Back" }).click();
  await page.waitForFunction(() => !document.querySelector(".home button.primary")?.disabled);
  await page.getByRole("button", { name: "Merge now" }).click();
  await page.waitForFunction(() => /Delivered|Received/.test(document.querySelector(".home > p[role=status]")?.textContent ?? "") && document.querySelector(".state [role=status]").textContent.includes("0 entries, 0 files"));
}

test("merged in any order nothing is lost and the conflict is listed; a person decides", async () => {
  const mine = await waiting(master.page);
  await reconnect();
  await merge(mate);
  await merge(master);
  await merge(mate);
  const state = await api("boarding/reports");
  assert.ok(state.edits >= mine + 2, `${state.edits} of ${mine} and more`);
  assert.deepEqual(state.conflicts.map(({ conflict, field: name }) => [conflict, name]), [["field", "crew_count"]]);
  assert.deepEqual(state.conflicts[0].values.map(([, value]) => value).sort(), [24, 25]);
  for (const { page } of [master, mate]) assert.match(await page.textContent(".conflicts"), /Crew[\s\S]*2[45][\s\S]*2[45]/);
  await master.page.getByRole("button", { name: "Keep: 25" }).click();
  await master.page.waitForFunction(() => !document.querySelector(".conflicts"));
  await merge(master);
  await merge(mate);
  await mate.page.waitForFunction(() => !document.querySelector(".conflicts"));
  assert.deepEqual((await api("boarding/reports")).conflicts, []);
});

test("the report on the node is complete, its files are those that were taken, and its paper is made", async () => {
  const { reports } = await api("boarding/reports");
  const found = reports.find((one) => one.report === report);
  assert.equal(found.complete, true);
  assert.deepEqual(found.faults, []);
  assert.ok(found.due_ms > found.fields.left_at);
  assert.equal(found.fields.crew_count, 25);
  assert.equal(found.fields.vessel_name, "LU RONG 1");
  assert.deepEqual(found.fields.catch, [{ species: "SQJ", kg: 1250.5, state: "frozen" }]);
  assert.deepEqual(found.steps.map(({ act }) => act.step).filter((step) => step !== "signed"), ["sighted", "intent", "hailed", "aboard", "left"]);
  const sums = found.attachments.map(({ act }) => act.sha256);
  for (const sum of photos) assert.ok(sums.includes(sum));
  for (const { act } of found.attachments) {
    // A busy device may not have its place in time; a place that is told is the right one.
    if (act.place !== null) assert.deepEqual(act.place, [PLACE.longitude, PLACE.latitude]);
    const bytes = await floor.page.evaluate(async (sum) => [...new Uint8Array(await (await fetch(`/api/v1/attachments/${sum}`)).arrayBuffer())], act.sha256);
    assert.equal(sha256(Buffer.from(bytes)), act.sha256);
  }
  for (const language of LANGUAGES) {
    const head = await floor.page.evaluate(async (at) => (await (await fetch(at)).text()).slice(0, 4), `/api/v1/boarding/reports/${report}/paper.pdf?lang=${language}`);
    assert.equal(head, "%PDF");
  }
});

const HOURS = 4;
const PAUSE_MIN = 20;

test("a boarding of four hours with the network cut merges completely", async () => {
  const tablet = await openTablet("Tablet 3");
  const { page } = tablet;
  try {
    // The clock of the device runs on by hand: each rest between entries is a third of an hour.
    await tablet.context.clock.install();
    await setUp(tablet);
    await link.cut();
    await tablet.context.setOffline(true);
    await page.locator(".tasks button").first().click();
    await page.getByRole("button", { name: "Boarding report, NPFC high seas scheme" }).click();
    await page.waitForSelector(".steps");
    const name = /(tablet-3-[0-9a-f]{8}-\d+)/.exec(await page.textContent(".hint.wrap"))[1];
    const step = async (text) => {
      await part(page, "Steps");
      await page.locator("button.step", { hasText: text }).click();
      await page.waitForFunction((wanted) => [...document.querySelectorAll("button.step[aria-pressed=true]")].some((el) => el.textContent.includes(wanted)), text);
    };
    for (const text of ["Sighted", "Hailed", "Aboard"]) await step(text);
    const rounds = (HOURS * 60) / PAUSE_MIN;
    for (let n = 1; n <= rounds; n += 1) {
      await tablet.context.clock.fastForward(PAUSE_MIN * 60_000);
      await part(page, "Result");
      await type(page, "findings", `Finding ${n} of ${rounds}: nets counted in hold ${n}`);
      await part(page, "Vessel");
      await type(page, "crew_count", String(10 + n));
    }
    await part(page, "Photographs");
    const buffer = await photograph(page, "#0055aa");
    await page.setInputFiles("section[aria-label=Photographs] input[type=file]", { name: "late.png", mimeType: "image/png", buffer });
    await page.waitForFunction((sum) => document.querySelector(".photos")?.textContent.includes(sum), sha256(buffer));
    await step("Left");
    const written = await waiting(page);
    assert.ok(written >= 2 * rounds + 5, `${written} edits`);
    await link.mend();
    await tablet.context.setOffline(false);
    await merge(tablet);
    const { edits } = await api(`boarding/edits?known=${encodeURIComponent("none:0")}`);
    const own = edits.filter((edit) => edit.report === name);
    assert.equal(own.length, written, "every entry is on the node");
    assert.deepEqual(own.map((edit) => edit.id.seq).sort((a, b) => a - b), own.map((_, n) => n + 1), "none is missing in between");
    const times = own.map((edit) => edit.at_ms);
    assert.ok(Math.max(...times) - Math.min(...times) >= HOURS * 3_600_000, "from the first entry to the last");
    const state = await api("boarding/reports");
    const found = state.reports.find((one) => one.report === name);
    assert.equal(found.fields.findings, `Finding ${rounds} of ${rounds}: nets counted in hold ${rounds}`);
    assert.equal(found.fields.crew_count, 10 + rounds);
    assert.ok(found.fields.left_at - found.fields.boarded_at >= HOURS * 3_600_000);
    assert.deepEqual(found.steps.map(({ act }) => act.step), ["sighted", "hailed", "aboard", "left"]);
    assert.deepEqual(found.attachments.map(({ act }) => act.sha256), [sha256(buffer)]);
    assert.deepEqual(state.conflicts, []);
    assert.deepEqual(tablet.complaints, []);
  } finally {
    await tablet.context.close();
  }
});

/** Too wide for the screen, or a target too small for a glove. */
function misfits(page) {
  return page.evaluate(() => {
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    const small = [...document.querySelectorAll("main :is(button, select, summary, input:not([type=radio]), label.choice)")]
      .filter((el) => el.getBoundingClientRect().height > 0 && el.getBoundingClientRect().height < 40).map((el) => `small: ${el.tagName} ${el.textContent}`);
    return [...(wide > 1 ? [`${wide} px too wide`] : []), ...small];
  });
}

for (const palette of PALETTES) {
  test(`${palette}: no violation of WCAG 2.2 AA, everything fits a phone and a tablet, in three languages`, async () => {
    const { page } = master;
    const faults = [];
    for (const language of LANGUAGES) {
      await prefer(page, language, palette);
      await page.reload();
      await page.waitForSelector("input[type=password]");
      const look = async (name) => {
        for (const width of [360, 820]) {
          await page.setViewportSize({ width, height: 1180 });
          faults.push(...(await misfits(page)).map((fault) => `${language} ${name} ${width}: ${fault}`));
          if (process.env.VIGIE_SHOTS) await page.screenshot({ path: `${process.env.VIGIE_SHOTS}/${palette}-${language}-${name}-${width}.png`, fullPage: true });
        }
        faults.push(...(await violations(page)).map((fault) => `${language} ${name}: ${fault}`));
        if (palette !== "night") return;
        const { blue, worst } = light(await page.screenshot(), 20, 0.22);
        if (blue > 20) faults.push(`${language} ${name}: blue ${blue} ${JSON.stringify(worst)}`);
      };
      await look("locked");
      await page.fill("input[type=password]", PHRASE);
      await page.locator("form button.primary").click();
      await page.waitForSelector(".home");
      await look("home");
      await page.locator(".tasks button").first().click();
      await look("vessel");
      await page.locator(".actions button").first().click();
      await page.locator(".home > section button.task").first().click();
      const parts = await page.locator(".parts button").count();
      for (let n = 0; n < parts; n += 1) {
        await page.locator(".parts button").nth(n).click();
        await page.waitForTimeout(200);
        await look(`part-${n}`);
      }
    }
    assert.deepEqual(faults, []);
  });
}

test("by keyboard alone a sighting is begun, noted and described", async () => {
  const { page } = mate;
  await page.reload();
  await page.waitForSelector("input[type=password]");
  const to = async (wanted) => {
    for (let n = 0; n < 120; n += 1) {
      const here = await page.evaluate(() => [document.activeElement?.textContent, document.activeElement?.closest("label")?.querySelector("span")?.textContent].filter(Boolean).map((text) => text.trim()));
      if (here.some((text) => text.startsWith(wanted))) return;
      await page.keyboard.press("Tab");
    }
    assert.fail(`Tab does not reach ${wanted}`);
  };
  await to("Passphrase");
  await page.keyboard.type(PHRASE);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".home");
  await to("Begin a report without");
  await page.keyboard.press("Enter");
  await to("Sighting of a vessel without nationality");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".steps");
  await to("Sighted");
  await page.keyboard.press("Space");
  await page.waitForSelector("button.step[aria-pressed=true]");
  await to("Result");
  await page.keyboard.press("Enter");
  await to("Description");
  await page.keyboard.type("No name, no flag, hull painted over.");
  await page.keyboard.press("Tab");
  await to("Back");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".home");
  await merge(mate);
  const { reports } = await api("boarding/reports");
  const found = reports.find((one) => one.form === "stateless-sighting");
  assert.equal(found.fields.description, "No name, no flag, hull painted over.");
  assert.ok(found.fields.sighted_at > 0);
});

test("the check-in page opens from its own kept copy when the network is cut", async () => {
  const { page } = mate;
  await page.goto(`${link.origin}/checkin.html`);
  await page.waitForFunction(async () => {
    await navigator.serviceWorker.ready;
    return (await caches.match(location.href)) !== undefined;
  });
  await page.reload();
  await mate.context.setOffline(true);
  await link.cut();
  await page.reload();
  await page.waitForSelector("main .notice, main form");
  assert.deepEqual([...master.complaints, ...mate.complaints], []);
});

// What the chart costs, in CPU milliseconds by process (never wall time): the acceptance figures U1, U2, U3, U4 and U7.
// The mock node sends made-up vessels through the real stream; the numbers are of the page, not of the node. Software
// rendering (llvmpipe): nothing here says what a graphics card does. Run: npm run build && npm run bench:map
import { spawn } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";

const here = dirname(fileURLToPath(import.meta.url));
const FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--use-gl=angle", "--use-angle=gl-egl", "--ignore-gpu-blocklist", "--disable-background-networking", "--no-first-run", "--disable-component-update", "--disable-sync"];
const PORT = Number(process.env.PORT ?? 8123);
const PAN_S = 8;
const UPDATE_S = 12;

/** Starts the mock with a number of vessels that are sent whole once a second, or once only. */
async function mock(vessels, repeat) {
  const child = spawn("node", [join(here, "..", "mock", "serve.mjs")], { env: { ...process.env, PORT: String(PORT), VESSELS: String(vessels), REPEAT: repeat ? "yes" : "no", SPREAD: "wide" }, stdio: ["ignore", "pipe", "inherit"] });
  await new Promise((done) => child.stdout.once("data", done));
  return child;
}

async function cpu(session) {
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const sum = (type) => processInfo.filter((p) => p.type === type).reduce((ms, p) => ms + p.cpuTime * 1000, 0);
  return { renderer: sum("renderer"), gpu: sum("GPU") };
}

async function meter(page) {
  const client = await page.context().newCDPSession(page);
  await client.send("Performance.enable");
  return async () => Object.fromEntries((await client.send("Performance.getMetrics")).metrics.map((m) => [m.name, m.value]));
}

async function open(vessels, repeat) {
  const node = await mock(vessels, repeat);
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.addInitScript(() => {
    window.frames_ = 0;
    const ask = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (act) => ask((t) => {
      window.frames_ += 1;
      act(t);
    });
    window.longest = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((e) => (window.longest = Math.max(window.longest, e.duration)))).observe({ entryTypes: ["longtask"] });
  });
  const session = await browser.newBrowserCDPSession();
  return { node, browser, page, session, async close() {
    await browser.close();
    node.kill();
  } };
}

async function enter({ page }) {
  await page.goto(`http://127.0.0.1:${PORT}/#/signin`);
  await page.fill("input[name=user]", "bench");
  await page.fill("input[name=password]", "bench");
  await page.click("button[type=submit]");
  await page.waitForSelector(".ranked-row");
  await page.waitForTimeout(6000);
}

/** CPU a frame while the chart is dragged. */
async function pan(vessels) {
  const run = await open(vessels, false);
  await enter(run);
  const { page, session } = run;
  const metrics = await meter(page);
  const box = await page.locator(".maplibregl-canvas").boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  const [frames0, cpu0] = [await page.evaluate(() => window.frames_), await cpu(session)];
  const until = Date.now() + PAN_S * 1000;
  for (let i = 0; Date.now() < until; i += 1) await page.mouse.move(x + 150 * Math.sin(i / 15), y + 60 * Math.sin(i / 9));
  const [frames1, cpu1] = [await page.evaluate(() => window.frames_), await cpu(session)];
  await page.mouse.up();
  const frames = Math.max(1, frames1 - frames0);
  const heap = (await metrics()).JSHeapUsedSize / 1e6;
  await run.close();
  return { frames, rendererMs: (cpu1.renderer - cpu0.renderer) / frames, gpuMs: (cpu1.gpu - cpu0.gpu) / frames, heapMb: heap };
}

/** CPU of a full update of all vessels, over a still picture without updates. */
async function update(vessels) {
  const cost = async (repeat) => {
    const run = await open(vessels, repeat);
    await enter(run);
    await run.page.evaluate(() => (window.longest = 0));
    const before = await cpu(run.session);
    await run.page.waitForTimeout(UPDATE_S * 1000);
    const later = await cpu(run.session);
    const longest = await run.page.evaluate(() => window.longest);
    await run.close();
    return { renderer: (later.renderer - before.renderer) / UPDATE_S, longest };
  };
  const [moving, still] = [await cost(true), await cost(false)];
  return { rendererMs: moving.renderer - still.renderer, longestTaskMs: moving.longest };
}

/** Renderer CPU from nothing to a chart with vessels and a list. */
async function firstMap() {
  const run = await open(1000, true);
  await run.page.goto(`http://127.0.0.1:${PORT}/#/signin`);
  await run.page.evaluate(() => fetch("/api/v1/session", { method: "POST", body: "{}" }));
  await run.page.goto("about:blank");
  const before = await cpu(run.session);
  await run.page.goto(`http://127.0.0.1:${PORT}/#/watch`);
  await run.page.waitForSelector(".ranked-row");
  await run.page.waitForFunction(() => window.frames_ > 3);
  await run.page.waitForTimeout(1500);
  const after_ = await cpu(run.session);
  await run.close();
  return after_.renderer - before.renderer;
}

function transfer() {
  const assets = join(here, "..", "dist", "assets");
  const needed = /^(index|watch|watch_list|chart|language|fleet|frame|palette|place|moment|measure|maplibre|fleet\.worker|web|event|unit)/;
  const largest = new Map();
  for (const name of readdirSync(assets).filter((file) => needed.test(file))) {
    const size = gzipSync(readFileSync(join(assets, name))).length;
    // One language of three is loaded: of files with one name the largest counts.
    const key = /^(web|event|unit)-/.test(name) ? name.split("-")[0] : name;
    largest.set(key, Math.max(largest.get(key) ?? 0, size));
  }
  return [...largest.values()].reduce((a, b) => a + b, 0) / 1000;
}

const f = (value) => value.toFixed(1);
const print = (line) => process.stdout.write(`${line}\n`);
const bare = await pan(60);
print(`basemap, 60 vessels renderer ${f(bare.rendererMs)} ms, GPU process ${f(bare.gpuMs)} ms a frame (${bare.frames} frames)`);
for (const vessels of [10_000, 100_000, 300_000]) {
  const cost = await pan(vessels);
  print(`${String(vessels).padStart(7)} vessels     renderer ${f(cost.rendererMs)} ms (all its threads; U1 <= 20 at 100,000), GPU process ${f(cost.gpuMs)} ms, over basemap +${f(cost.gpuMs - bare.gpuMs)} ms (U3 <= 200 at 100,000), heap ${f(cost.heapMb)} MB (U4 <= 60 at 300,000), ${cost.frames} frames`);
}
const full = await update(100_000);
print(`full update 100,000 renderer ${f(full.rendererMs)} ms (U2 <= 60), longest task ${f(full.longestTaskMs)} ms (U1 <= 50; 0 = none over 50)`);
print(`first usable map    renderer ${f(await firstMap())} ms (U7 <= 2000), first transfer ${f(transfer())} kB gzip (U7 <= 600, basemap apart)`);

// The pages of the built program with recorded answers behind them: the same picture at every run. The page's own files and
// all headers, the content security policy too, come from a real node; only /api/v1 is answered from the recording.
import { readFileSync } from "node:fs";
import { createServer, request as ask } from "node:http";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { PATIENCE_MS, openBrowser, startNode } from "./floor.mjs";

/** Size of the screen that is compared. */
export const VIEWPORT = { width: 1280, height: 800 };
export const RECORDING = join(dirname(fileURLToPath(import.meta.url)), "recording", "north_pacific.json.gz");

/** `{now, routes, positions, answers}` as record.mjs wrote it. */
export function readRecording() {
  return JSON.parse(gunzipSync(readFileSync(RECORDING)).toString("utf8"));
}

/** The position frame: u32 length, u32 event time, records. */
function frameOf({ positions, answers }) {
  const records = Buffer.from(positions, "base64");
  const head = Buffer.alloc(8);
  head.writeUInt32LE(records.length + 4, 0);
  head.writeUInt32LE(Math.floor(Date.parse(answers.status.event_time) / 1000), 4);
  return Buffer.concat([head, records]);
}

/** Serves the recording; `session` may be told to be signed out. */
function serve(recording, node, doors) {
  const frame = frameOf(recording);
  const { answers } = recording;
  const server = createServer((request, response) => {
    const url = new URL(request.url, node.origin);
    if (!url.pathname.startsWith("/api/v1/")) {
      const { host, ...headers } = request.headers;
      const onward = ask(new URL(request.url, node.origin), { method: request.method, headers }, (answer) => {
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
      });
      onward.on("error", () => response.destroy());
      return void onward.end();
    }
    const path = url.pathname.slice("/api/v1/".length);
    if (path === "stream") {
      response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
      return void response.write(`retry: 2000\n\nid: 1\nevent: status\ndata: ${JSON.stringify(answers.status)}\n\n`);
    }
    if (path === "positions/stream") {
      response.writeHead(200, { "content-type": "application/octet-stream" });
      return void response.write(frame);
    }
    const json = (status, body) => {
      response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
      response.end(JSON.stringify(body));
    };
    if (path === "session" && doors.open) return json(200, { user: null, setup_needed: false, realm: "exercise" });
    const known = answers[path + url.search] ?? answers[path] ?? answers[Object.keys(answers).find((key) => key.split("?")[0] === path)];
    return known === undefined ? json(404, { status: 404, code: "not-found" }) : json(200, known);
  });
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done(server)));
}

/** A page over the recording, its clock standing at the moment of recording; motion off, one size, one zone, one scale. */
export async function openRecorded() {
  const recording = readRecording();
  const node = await startNode([]);
  const doors = { open: false };
  const server = await serve(recording, node, doors);
  const origin = `http://127.0.0.1:${server.address().port}`;
  const browser = await openBrowser();
  const context = await browser.newContext({ viewport: VIEWPORT, deviceScaleFactor: 1, reducedMotion: "reduce", locale: "en-CA", timezoneId: "Asia/Tokyo" });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const open = new Set();
  page.on("request", (request) => /stream$/.test(request.url()) || open.add(request));
  for (const end of ["requestfinished", "requestfailed"]) page.on(end, (request) => open.delete(request));
  /** Until nothing is being fetched and every chart says that its picture is whole, twice in a row. */
  const settle = async () => {
    for (let calm = 0; calm < 2; ) {
      await page.waitForTimeout(60);
      const drawn = await page.evaluate(() => document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(document.querySelectorAll(".chart-canvas").length === document.querySelectorAll(".chart[data-drawn=yes]").length))))));
      calm = drawn && open.size === 0 ? calm + 1 : 0;
    }
  };
  await page.clock.setFixedTime(new Date(recording.now));
  await page.goto(`${origin}/#/settings`);
  await page.waitForSelector("main h1");
  return {
    recording, origin, browser, context, page, doors, settle,
    /** Language and palette as an officer leaves them on this machine. */
    async look(language, palette) {
      await page.evaluate(([l, p]) => {
        localStorage.setItem("vigie-language", l);
        localStorage.setItem("vigie-palette", p);
      }, [language, palette]);
      await page.reload();
      await page.waitForSelector("main h1");
    },
    /** Goes to a route and waits until it is drawn: data, faces, and the chart where there is one. */
    async go(route) {
      await page.evaluate((hash) => void (location.hash = `#/${hash}`), route);
      await page.waitForSelector(`main[data-page="${route.split(/[/?]/)[0]}"] h1`);
      if (route.startsWith("watch")) await page.waitForSelector(".ranked-row");
      if (route.includes("vessel=")) await page.waitForSelector(".card .reasons");
      await page.mouse.move(0, 0);
      await settle();
    },
    async close() {
      await browser.close();
      server.closeAllConnections();
      server.close();
      await node.stop();
    },
  };
}

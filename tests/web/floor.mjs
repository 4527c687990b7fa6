// A watch floor for a test: the built program with its exercise, a real browser, and the first administrator.
// VIGIE_BIN names the program (default: the debug build). Every request and every complaint of the browser is kept.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const require = createRequire(join(root, "web", "package.json"));
export const { chromium } = require("playwright-core");
/** The accessibility checker, as a script for the page. */
export const AXE = require.resolve("axe-core/axe.min.js");
/** WCAG 2.2 AA. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

export const LANGUAGES = ["en", "fr-CA", "ja"];
export const PALETTES = ["day", "dusk", "night"];
export const ROUTES = [
  "watch", "areas", "lists", "detections", "feeds", "report", "warnings", "patrol", "joint", "cases", "crises", "evacuation", "plan-book", "threats", "users", "audit", "settings",
];
const USER = "lookout";
const PASSWORD = "a watch kept all night";
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
export const FLAGS = [
  "--no-sandbox", "--disable-dev-shm-usage", "--use-gl=angle", "--use-angle=gl-egl", "--ignore-gpu-blocklist",
  "--disable-background-networking", "--no-first-run", "--disable-component-update", "--disable-sync",
];
/** A step of the browser on a machine that is busy with other things. */
export const PATIENCE_MS = 120_000;
/** Building up the exercise's first events takes this long at most on two busy cores. */
const FILL_MS = 240_000;

export function program() {
  const candidates = [process.env.VIGIE_BIN, join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "debug", "vigie")];
  const found = candidates.find((path) => path && existsSync(path));
  if (!found) throw new Error("build the program first, or name it in VIGIE_BIN");
  return found;
}

export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** A port that is free together with those at these distances, below the range that the system gives to others. */
async function freePorts(distances) {
  for (;;) {
    const port = 12_000 + Math.floor(Math.random() * 18_000);
    const free = await Promise.all(distances.map((distance) => new Promise((done) => {
      const probe = createServer().once("error", () => done(false));
      probe.listen(port + distance, "127.0.0.1", () => probe.close(() => done(true)));
    })));
    if (free.every(Boolean)) return port;
  }
}

/** A browser with the flags that draw the chart by software. */
export function openBrowser() {
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}

/** Starts the program, with the built-in exercise unless told otherwise; resolves when it has printed its set-up link. */
export async function startNode(more = ["--exercise"]) {
  const data = mkdtempSync(join(tmpdir(), "vigie-floor-"));
  const port = await freePort();
  const child = spawn(program(), ["serve", ...more, "--data", data, "--listen", `127.0.0.1:${port}`], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  const link = await new Promise((done, fail) => {
    const hear = (chunk) => {
      said += chunk;
      const found = /(http:\/\/\S+?\/#\/setup\?token=\S+)/.exec(said);
      if (found) done(found[1]);
    };
    child.stdout.setEncoding("utf8").on("data", hear);
    child.stderr.setEncoding("utf8").on("data", hear);
    child.once("exit", (code) => fail(new Error(`the program ended with ${code}: ${said.slice(-2000)}`)));
  });
  return {
    origin: new URL(link).origin, link,
    async stop() {
      child.removeAllListeners("exit");
      if (child.exitCode === null) {
        child.kill("SIGTERM");
        await Promise.race([once(child, "exit"), new Promise((done) => setTimeout(done, 5000))]);
        if (child.exitCode === null) child.kill("SIGKILL");
      }
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** Starts the exercise of two nodes and its control; resolves when all have printed their set-up links. */
export async function startExercise(more = []) {
  const data = mkdtempSync(join(tmpdir(), "vigie-pair-"));
  const port = await freePorts([0, 1, 10, 11, 20, 21]);
  const child = spawn(program(), ["exercise", "--data", data, "--port", String(port), ...more], { stdio: ["ignore", "pipe", "pipe"], detached: true });
  let said = "";
  const links = await new Promise((done, fail) => {
    const hear = (chunk) => {
      said += chunk;
      const found = ["ca-ccg", "jp-jcg", "control"].map((party) => new RegExp(`^${party}\\s.*?(http://\\S+?/#/setup\\?token=\\S+)`, "m").exec(said)?.[1]);
      if (found.every(Boolean)) done(found);
    };
    child.stdout.setEncoding("utf8").on("data", hear);
    child.stderr.setEncoding("utf8").on("data", (chunk) => (said += chunk));
    child.once("exit", (code) => fail(new Error(`the exercise ended with ${code}: ${said.slice(-2000)}`)));
  });
  return {
    links: links.slice(0, 2), control: links[2],
    async stop() {
      child.removeAllListeners("exit");
      if (child.exitCode === null) {
        // The nodes are processes of their own, in one group with the command that started them.
        const tell = (signal) => {
          try {
            process.kill(-child.pid, signal);
          } catch {
            // All of them are gone.
          }
        };
        const ended = once(child, "exit");
        tell("SIGTERM");
        await Promise.race([ended, new Promise((done) => setTimeout(done, 5000))]);
        await new Promise((done) => setTimeout(done, 1000));
        tell("SIGKILL");
      }
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** Asks the API as the signed-in user of the page; what has another type than JSON is sent as it is. */
export function api(page, path, method = "GET", value = undefined, type = "application/json") {
  return page.evaluate(async ([p, m, body, t]) => {
    const session = await (await fetch("/api/v1/session")).json();
    const headers = { "x-vigie-csrf": session.csrf ?? "", "content-type": t };
    const answer = await fetch(`/api/v1/${p}`, { method: m, headers, ...(body === undefined ? {} : { body }) });
    return { status: answer.status, body: answer.status === 204 ? null : await answer.json() };
  }, [path, method, value === undefined || type !== "application/json" ? value : JSON.stringify(value), type]);
}

/** Makes the first administrator by the set-up link of a node, and accounts with the same password: their names, each with a role. */
export async function setUpNode(page, link, password, roles) {
  await page.goto(`${new URL(link).origin}/report.html`);
  const token = new URL(link.replace("/#", "")).searchParams.get("token");
  assert.equal((await api(page, "setup", "POST", { token, user: "admin", password })).status, 200);
  for (const [user, role] of Object.entries(roles)) assert.equal((await api(page, "users", "POST", { user, password, role })).status, 201);
}

/** A window of its own for a user who has signed in, on the page of check-in. */
export async function signedIn(browser, origin, user, password) {
  const opened = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce", locale: "en-CA" });
  opened.setDefaultTimeout(PATIENCE_MS);
  const page = await opened.newPage();
  await page.goto(`${origin}/checkin.html`);
  await page.evaluate(async (who) => {
    await fetch("/api/v1/session", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(who) });
  }, { user, password });
  return { opened, page };
}

/** Language and palette as an officer leaves them on this machine: a page shows them when it is loaded again. */
export function prefer(page, language, palette) {
  return page.evaluate(([l, p]) => {
    localStorage.setItem("vigie-language", l);
    localStorage.setItem("vigie-palette", p);
  }, [language, palette]);
}

/** What axe finds against WCAG 2.2 AA, or against these rules only. */
export async function violations(page, only = undefined) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(readFileSync(AXE, "utf8"));
  return page.evaluate(async (runOnly) => {
    const { violations: found } = await window.axe.run(document, { runOnly, resultTypes: ["violations"] });
    return found.map((rule) => `${rule.id}: ${rule.nodes.map((one) => one.target.join(" ")).join(", ")}`);
  }, only ? { type: "rule", values: only } : { type: "tag", values: RULES });
}

/** Codes on the page in place of words. */
export async function untranslated(page, codes) {
  return (await page.textContent("main")).match(codes) ?? [];
}

/** What makes a page look unfinished: wider than its window, or codes in place of words. */
export async function untidy(page, codes) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  return [...(wide > 1 ? [`${wide} px too wide`] : []), ...await untranslated(page, codes)];
}

/** Program, browser and a page; `setUp` makes the first administrator and waits for the first listed vessel. */
export async function openFloor(more) {
  const node = await startNode(more);
  const browser = await openBrowser();
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce", locale: "en-CA", timezoneId: "Asia/Tokyo" });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const requests = [];
  const complaints = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (/Content Security Policy|Refused to/i.test(message.text())) complaints.push(message.text());
  });
  return {
    ...node, browser, context, page, requests, complaints,
    async setUp(origin = node.origin) {
      await page.goto(node.link.replace(node.origin, origin));
      await page.waitForSelector("input[name=again]");
      await page.fill("input[name=user]", USER);
      await page.fill("input[name=password]", PASSWORD);
      await page.fill("input[name=again]", PASSWORD);
      await page.click("button[type=submit]");
      await page.waitForSelector(".ranked-row", { timeout: FILL_MS });
    },
    async signIn() {
      await page.goto(`${node.origin}/#/signin`);
      await page.fill("input[name=user]", USER);
      await page.fill("input[name=password]", PASSWORD);
      await page.click("button[type=submit]");
      await page.waitForSelector(".ranked-row", { timeout: FILL_MS });
    },
    /** Goes to a route of the page and waits until it is drawn. */
    async go(route) {
      await page.evaluate((hash) => void (location.hash = `#/${hash}`), route);
      await page.waitForSelector(`main[data-page="${route.split(/[/?]/)[0]}"] h1`);
      await page.waitForTimeout(400);
    },
    async look(language, palette) {
      await prefer(page, language, palette);
      await page.reload();
      await page.waitForSelector("nav a");
    },
    /** The newest events of the node, as its API tells them. */
    events(query = "limit=50") {
      return page.evaluate(async (q) => (await (await fetch(`/api/v1/events?${q}`)).json()).events, query);
    },
    async close() {
      await browser.close();
      await node.stop();
    },
  };
}

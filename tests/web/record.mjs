// Makes recording/north_pacific.json.gz: what a node with the built-in exercise, and a partner beside it, answers to every page at
// one moment, so that the pages can be looked at and compared again and again. Run by hand after the API has changed, then renew the golden
// images: `node tests/web/record.mjs && UPDATE_GOLDEN=1 npm --prefix web run test:browser`.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { ROUTES, freePort, openFloor, startNode } from "./floor.mjs";
import { RECORDING } from "./recorded.mjs";

const WANTED = ["encounter", "gap", "loitering"];
const ASKS = ["session", "status", "list?limit=100&offset=0", "events?limit=200", "vessels?limit=1000", "notices", "report/notices?limit=100", "scenes"];
const LINES_KEPT = 24;
const PARTNER_ROUTES = ["partners", "releases", "shared", "sharing"];
/** What passes between the partners in the exercise comes within this on two busy cores. */
const SHARED_MS = 240_000;

/** One of two partner nodes of the exercise, as `vigie exercise` starts them. */
const pairing = mkdtempSync(join(tmpdir(), "vigie-pairing-"));
const start = new Date(Math.floor(Date.now() / 86_400_000) * 86_400_000 - 2 * 86_400_000).toISOString();
const cell = async (name, party, agency) => [
  "--exercise=1", "--exercise-start", start, "--cell", name, "--party", party, "--party-name", agency,
  "--partner-listen", `127.0.0.1:${await freePort()}`, "--pairing", pairing,
];
const partner = await startNode(await cell("japan", "jp-jcg", "海上保安庁 / Japan Coast Guard"));
const floor = await openFloor(await cell("canada", "ca-ccg", "Canadian Coast Guard / Garde côtière canadienne"));
await floor.setUp();
const { page } = floor;

/** One request as the signed-in administrator. */
function send(method, path, body, type = "application/json") {
  return page.evaluate(async ([m, p, b, t]) => {
    const { csrf } = await (await fetch("/api/v1/session")).json();
    const response = await fetch(`/api/v1/${p}`, { method: m, headers: { "x-vigie-csrf": csrf, "content-type": t }, body: b });
    if (!response.ok) throw new Error(`${m} ${p}: ${response.status} ${await response.text()}`);
  }, [method, path, typeof body === "string" ? body : JSON.stringify(body), type]);
}

await send("POST", "users", { user: "tanaka", password: "a recorded password", role: "watch_officer" });
await send("POST", "users", { user: "tremblay", password: "a recorded password", role: "viewer" });
await send("PATCH", "users/tremblay", { disabled: true });
await send("POST", "tokens", { name: "QGIS", role: "viewer", expires: null });
const list = "name,imo,mmsi,call_sign,flag\nEX NORTH STAR,9000001,431999001,EXNS,JPN\nEX BAD ROW,not-a-number,,,\n";
await send("POST", "lists?kind=authorised&name=EXERCISE%20authorised&date=2026-01-15&source=EXERCISE", list, "text/csv");

const found = {};
while (WANTED.some((kind) => !found[kind])) {
  for (const kind of WANTED) {
    const events = await floor.events(`kind=${kind}&limit=50`);
    // The fullest evidence first: that of a gap whose reception was judged, of an encounter with its series.
    found[kind] = events.sort((a, b) => JSON.stringify(b.evidence).length - JSON.stringify(a.evidence).length)[0];
  }
  await page.waitForTimeout(2000);
}
await send("POST", `events/${encodeURIComponent(found.encounter.id)}/review`, { state: "confirmed", note: "Seen by the patrol aircraft. / Observé par l’avion de patrouille. / 哨戒機が視認。" });
const [top] = await page.evaluate(async () => (await (await fetch("/api/v1/list?limit=1")).json()).vessels);

for (const path of ["releases", "shared"]) {
  const end = Date.now() + SHARED_MS;
  const some = () => page.evaluate(async (p) => Object.values(await (await fetch(`/api/v1/${p}`)).json()).some((v) => Array.isArray(v) && v.length > 0), path);
  while (!(await some()) && Date.now() < end) await page.waitForTimeout(1000);
}

const answers = {};
const keep = async (response) => {
  const url = new URL(response.url());
  if (url.origin !== floor.origin || !url.pathname.startsWith("/api/v1/") || response.request().method() !== "GET" || !response.ok()) return;
  if (!/json/.test(response.headers()["content-type"] ?? "")) return;
  answers[url.pathname.slice("/api/v1/".length) + url.search] = await response.json().catch(() => undefined);
};
page.on("response", (response) => void keep(response));
const routes = [...ROUTES, ...PARTNER_ROUTES, `watch?vessel=${top.mmsi}&track=${top.track}`, ...WANTED.map((kind) => `event/${encodeURIComponent(found[kind].id)}`)];
for (const route of routes) {
  await floor.go(route);
  await page.waitForTimeout(1200);
}
page.removeAllListeners("response");
for (const path of ASKS) answers[path] = await page.evaluate(async (p) => (await fetch(`/api/v1/${p}`)).json(), path);
// A page of the quarantine is enough to see how it looks; its 200 lines would only slow the tests down.
for (const [path, body] of Object.entries(answers)) if (path.startsWith("quarantine")) body.lines = body.lines.slice(0, LINES_KEPT);
answers.session = { ...answers.session, csrf: "recorded" };
const positions = await page.evaluate(async () => btoa(String.fromCharCode(...new Uint8Array(await (await fetch("/api/v1/positions")).arrayBuffer()))));
await floor.close();
await partner.stop();
rmSync(pairing, { recursive: true, force: true });
const recording = { now: answers.status.now, routes, positions, answers: Object.fromEntries(Object.entries(answers).filter(([, body]) => body !== undefined).sort(([a], [b]) => (a < b ? -1 : 1))) };
const packed = gzipSync(JSON.stringify(recording), { level: 9 });
writeFileSync(RECORDING, packed);
process.stdout.write(`${Object.keys(recording.answers).length} answers, ${packed.length} bytes\n`);

// A stand-in for the node, for work on the page alone: `npm run mock`, then `npm run dev`. Only the pages of the exchange are
// tested against it, until two built nodes can be. Whoever signs in under the name of a role has that role, everyone else is
// an administrator. It serves dist with the same content security policy as the node and invents a small North Pacific fleet.
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { openExchange } from "./exchange.mjs";
import { openPatrol } from "./patrol.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "..", "dist");
const port = Number(process.env.PORT ?? 8099);
const vessels = Number(process.env.VESSELS ?? 300);
const CSP = "default-src 'self'; img-src 'self' data:; style-src 'self'; worker-src 'self'; connect-src 'self'";
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".pmtiles": "application/octet-stream" };
const T0 = Date.parse("2026-03-07T14:20:00Z") / 1000;
const started = Date.now();
const SPEED = 60;
const eventTime = () => T0 + ((Date.now() - started) / 1000) * SPEED;
const iso = (s) => new Date(s * 1000).toISOString().replace(".000", "");
let state = 7;
const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 4294967296;

const FLAGS = ["CHN", "TWN", "JPN", "CAN", "KOR", "PAN", "VUT", "RUS", "USA"];
const GEARS = ["squid_jigger", "longliner", "trawler", "purse_seiner", "carrier", null];
const NAMES = ["EX LU 17", "EX HAI FENG 8", "EX 第三海王丸", "EX PACIFIC DAWN", "EX SANG A 11", "EX OCÉAN BLEU", "EX VOSTOK 5", "EX MARU 28"];
const wide = process.env.SPREAD === "wide";
const fleet = Array.from({ length: vessels }, (_, i) => {
  const gear = GEARS[i % GEARS.length];
  const lon = wide ? 130 + random() * 110 : 160 + random() * 50;
  return { mmsi: 412990000 + i, name: `${NAMES[i % NAMES.length]}${i >= NAMES.length ? ` ${i}` : ""}`, flag: FLAGS[i % FLAGS.length], gear, lat: wide ? 10 + random() * 50 : 33 + random() * 17, lon: lon > 180 ? lon - 360 : lon, sog: random() * 12, cog: random() * 360, kind: gear === "carrier" ? 2 : gear ? 1 : i % 13, source: i % 17 === 0 ? 1 : i % 29 === 0 ? 2 : 0 };
});
const at = (v, t) => {
  const d = ((t - T0) / 3600) * v.sog / 60;
  const lon = v.lon + (d * Math.sin((v.cog * Math.PI) / 180)) / Math.cos((v.lat * Math.PI) / 180);
  return [((lon + 540) % 360) - 180, v.lat + d * Math.cos((v.cog * Math.PI) / 180)];
};
const identity = (v) => ({ name: v.name, call_sign: "BX17", imo: null, flag: v.flag, ship_type: v.gear ? 30 : 70, gear: v.gear, length_m: 62, beam_m: 11, destination: "HIGH SEAS" });
const last = (v) => ({ time: iso(Math.floor(eventTime())), position: at(v, eventTime()), sog_kn: Number(v.sog.toFixed(1)), cog_deg: Number(v.cog.toFixed(1)) });

function encounter(v, w) {
  const series = { distance_m: [], speed_kn: [] };
  for (let i = 0; i <= 24; i += 1) {
    series.distance_m.push([T0 - 86400 + i * 600, 900 - 700 * Math.sin((i / 24) * Math.PI) + 40 * random()]);
    series.speed_kn.push([T0 - 86400 + i * 600, 0.5 + random()]);
  }
  return { id: `encounter-${v.mmsi}-1-${w.mmsi}-1-${T0 - 86400}`, kind: "encounter", state: "closed", revision: 2, vessels: [{ mmsi: v.mmsi, track: `${v.mmsi}-1`, role: "fishing" }, { mmsi: w.mmsi, track: `${w.mmsi}-1`, role: "carrier" }],
    start: { time: iso(T0 - 86400), position: [179.9, 41.2] }, end: { time: iso(T0 - 72000), position: [-179.9, 41.25] }, rule: { name: "encounter", version: "2026.11.1" }, confidence: 0.82,
    evidence: { numbers: { duration_h: 4, distance_median_m: 240, distance_max_m: 500, speed_median_kn: 0.8, speed_max_kn: 2, shore_m: 1200000 }, codes: { pair: "fishing-carrier" }, series, places: { closest: [180, 41.22] } }, refuted_by: ["logbook-of-either-vessel"] };
}
function gap(v) {
  return { id: `gap-${v.mmsi}-1-${T0 - 200000}`, kind: "gap", state: "open", revision: 3, vessels: [{ mmsi: v.mmsi, track: `${v.mmsi}-1`, role: "vessel" }], start: { time: iso(T0 - 60000), position: at(v, T0 - 60000) }, end: { time: iso(T0), position: at(v, T0) },
    rule: { name: "gap.disabling", version: "2026.11.1" }, confidence: 0.74, evidence: { numbers: { silence_h: 16.7, possible_radius_m: 180000, received_before_12h: 212, shore_m: 905000 }, codes: { assessment: "supported" }, places: { possible_centre: at(v, T0 - 30000) } }, refuted_by: ["vms-report-in-gap", "receiver-outage"] };
}
const events = fleet.slice(0, 40).map((v, i) => (i % 2 ? gap(v) : encounter(v, fleet[i + 41] ?? fleet[0])));
const ranked = () => fleet.slice(0, 57).map((v, i) => ({ rank: i + 1, mmsi: v.mmsi, track: `${v.mmsi}-1`, identity: identity(v), last: last(v), score: { points: 61.5 - i, low: Math.max(0, 48 - i), high: 74 - i },
  reasons: [{ code: "gap-disabling", points: 22, low: 15, high: 25, max_points: 25, events: [events[i % events.length].id], numbers: { silence_h: 16.7 } }, { code: "encounter-with-carrier", points: 18, low: 10, high: 20, max_points: 20, events: [], numbers: {} }], would_change: [{ code: "vms-report-in-gap", effect_points: -22 }, { code: "authorisation-found", effect_points: -10 }] }));
const status = () => ({ version: "0.1.0", node: "vigie", realm: { exercise: "north-pacific-watch" }, now: new Date().toISOString(), event_time: iso(Math.floor(eventTime())), speed: SPEED, vessels, positions: 182331, events_open: 9, positions_per_s: 1200, rules_version: "2026.11.1", late: 12, duplicates: 301, faults: 44 });
const areas = { type: "FeatureCollection", features: [{ type: "Feature", properties: { id: "npfc", name: "NPFC", kind: "rfmo", source: "mock", closed: false }, geometry: { type: "MultiPolygon", coordinates: [[[[155, 35], [180, 35], [180, 48], [155, 48], [155, 35]]], [[[-180, 35], [-170, 35], [-170, 48], [-180, 48], [-180, 35]]]] } }] };

function frame() {
  const out = Buffer.alloc(8 + fleet.length * 24);
  const now = Math.floor(eventTime());
  out.writeUInt32LE(fleet.length * 24, 0);
  out.writeUInt32LE(now, 4);
  fleet.forEach((v, i) => {
    const o = 8 + i * 24;
    const [lon, lat] = at(v, now);
    out.writeUInt32LE(v.mmsi, o);
    out.writeInt32LE(Math.round(lon * 1e7), o + 4);
    out.writeInt32LE(Math.round(lat * 1e7), o + 8);
    out.writeUInt16LE(Math.round(v.sog * 10), o + 12);
    out.writeUInt16LE(Math.round(v.cog * 10), o + 14);
    out.writeUInt32LE(now, o + 16);
    out.writeUInt8(v.kind, o + 20);
    out.writeUInt8(v.source, o + 21);
    out.writeUInt8((i < 57 ? 1 : 0) | (i < 20 && i % 2 ? 4 : 0) | 8, o + 22);
    out.writeUInt8(1, o + 23);
  });
  return out;
}
const exchange = openExchange({ fleet, events, at: (v) => at(v, eventTime()), identity, now: () => Date.now(), iso });
const ROLES = ["viewer", "analyst", "watch_officer", "administrator"];
const patrol = openPatrol();
let user = null;
const answers = {
  session: () => (user ? { user, role: ROLES.includes(user) ? user : "administrator", csrf: "x", expires: iso(T0), realm: "exercise" } : { user: null, setup_needed: false, realm: "exercise" }),
  status, list: (q) => { const all = ranked().filter((r) => !q.get("flag") || r.identity.flag === q.get("flag")); const o = Number(q.get("offset") ?? 0); return { event_time: iso(T0), total: all.length, rules_version: "2026.11.1", vessels: all.slice(o, o + Number(q.get("limit") ?? 100)) }; },
  events: () => ({ events, next_cursor: null, total: events.length }), areas: () => areas,
  lists: () => ({ lists: [{ id: "npfc-iuu", name: "NPFC IUU list", kind: "iuu", date: "2025-10-01", source: "NPFC", rows: 36, faults: 0, complete_for: [] }] }),
  notices: () => ({ files: [] }), "report/notices": () => ({ total: 0, notices: [] }), scenes: () => ({ scenes: [] }),
  feeds: () => ({ feeds: [{ id: "1", address: "tcp://127.0.0.1:5631", format: "nmea", state: "running", lines: 120031, messages: 118211, positions: 100221, faults: 44, last_message: iso(T0), last_error: null, stations: 3 }] }),
  raw: () => ({ rule: { days: 30, mb: 4096, vms_days: 14 }, feeds: [] }),
  quarantine: () => ({ counts: [{ feed: "1", reason: "checksum", count: 44 }], lines: [{ feed: "1", reason: "checksum", source: "tcp://127.0.0.1:5631", line: 77, received: iso(T0), text: "!AIVDM,1,1,,A,13u?etPv2;0n:dDPwUM1U1Cb069D,0*25" }] }),
  "report/presence": () => ({ area: "npfc", from: iso(T0), to: iso(T0), step: "day", rows: [{ period: "2026-03-07", flag: "CHN", gear: "squid_jigger", vessels: 12, presence_h: 201.5, apparent_fishing_h: 88.2, closed_entries: 1, validated: false }, { period: "2026-03-07", flag: "JPN", gear: "longliner", vessels: 4, presence_h: 90, apparent_fishing_h: 20, closed_entries: 0, validated: false }], squares: [{ south_deg: 41, west_deg: 179, presence_h: 190, fishing_h: 80 }, { south_deg: 41, west_deg: -180, presence_h: 101.5, fishing_h: 28.2 }] }),
  rules: () => ({ version: "2026.11.1", toml: "version = \"2026.11.1\"\n\n[gap]\nopen_h = 12\n" }), users: () => ({ users: [{ user: "lookout", role: "administrator" }, { user: "tanaka", role: "watch_officer" }] }), tokens: () => ({ tokens: [{ id: "1", name: "QGIS", role: "viewer", expires: null }] }),
  audit: () => ({ entries: [{ seq: 1, time: iso(T0), user: "lookout", action: "sign-in", object: "session", detail: null, hash: "a".repeat(64) }], next_cursor: null, intact: true }), settings: () => ({ positions_days: 90, events_days: 730, quarantine_mb: 256 }),
};

createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  const raw = Buffer.concat(parts);
  const url = new URL(request.url, "http://x");
  response.setHeader("content-security-policy", CSP);
  const json = (value, code = 200) => { response.writeHead(code, { "content-type": "application/json" }); response.end(JSON.stringify(value)); };
  if (!url.pathname.startsWith("/api/")) {
    const file = normalize(join(dist, url.pathname === "/" ? "index.html" : url.pathname));
    if (!file.startsWith(dist) || !existsSync(file)) return response.writeHead(404).end();
    const size = statSync(file).size;
    const range = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? "");
    if (range && process.env.RANGE !== "no") {
      const [a, b] = [Number(range[1]), Math.min(size - 1, Number(range[2]))];
      response.writeHead(206, { "content-type": TYPES[extname(file)] ?? "application/octet-stream", "content-range": `bytes ${a}-${b}/${size}`, "content-length": b - a + 1 });
      return createReadStream(file, { start: a, end: b }).pipe(response);
    }
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream", "content-length": size });
    return createReadStream(file).pipe(response);
  }
  const path = url.pathname.replace("/api/v1/", "");
  if (path === "setup") return json({});
  if (path === "session" && request.method === "POST") user = JSON.parse(raw.toString() || "{}").user || "lookout";
  if (path === "session" && request.method === "DELETE") { user = null; return json({}); }
  if (path !== "session" && !user) return json({ code: "not-signed-in", status: 401 }, 401);
  const shared = exchange.answer({ method: request.method, path, query: url.searchParams, raw, user });
  if (shared?.file) return response.writeHead(shared.status, { "content-type": "application/octet-stream" }).end(shared.file);
  if (shared) return json(shared.body, shared.status);
  const planned = patrol({ method: request.method, path, raw });
  if (planned) return json(planned.body, planned.status);
  if (request.method !== "GET" && path !== "session") return json({ added: ["x"], faults: [] });
  if (path === "stream") {
    response.writeHead(200, { "content-type": "text/event-stream" });
    let id = 0;
    const timer = setInterval(() => { response.write(`id: ${++id}\nevent: status\ndata: ${JSON.stringify(status())}\n\nid: ${++id}\nevent: list\ndata: {"total":57}\n\n`); }, 2000);
    const unfollow = exchange.follow((change) => response.write(`id: ${++id}\nevent: exchange\ndata: ${JSON.stringify(change)}\n\n`));
    return response.on("close", () => { clearInterval(timer); unfollow(); });
  }
  if (path === "positions/stream") {
    response.writeHead(200, { "content-type": "application/octet-stream" });
    response.write(frame());
    const timer = process.env.REPEAT === "no" ? undefined : setInterval(() => response.write(frame()), 1000);
    return response.on("close", () => clearInterval(timer));
  }
  const track = /^vessels\/(\d+)\/track$/.exec(path);
  if (track) { const v = fleet.find((x) => x.mmsi === Number(track[1])); return json({ mmsi: v.mmsi, tracks: [{ track: `${v.mmsi}-1`, points: Array.from({ length: 300 }, (_, i) => { const s = T0 - 86400 + i * 288; const [lon, lat] = at(v, s); return [lon, lat + Math.sin(i / 9) * 0.2, s, 5, 90]; }) }], partners: [] }); }
  const card = /^vessels\/(\d+)$/.exec(path);
  if (card) { const v = fleet.find((x) => x.mmsi === Number(card[1])); if (!v) return json({ code: "no-such-vessel" }, 404); return json({ mmsi: v.mmsi, station: "ship", flag: v.flag, tracks: [{ track: `${v.mmsi}-1`, first: last(v), last: last(v), class: "a", source: "ais", positions: 5123 }], identity: identity(v), history: [{ time: iso(T0 - 90000), field: "name", from: "OLD NAME", to: v.name }], lists: [{ list: "npfc-iuu", name: "NPFC IUU list", kind: "iuu", date: "2025-10-01", source: "NPFC", row: 12, matched_by: ["imo", "name"], strength: 0.98, outcome: "listed" }], authorisation: "unknown", events: events.filter((e) => e.vessels.some((x) => x.mmsi === v.mmsi)), dismissed: [], ranked: ranked().find((r) => r.mmsi === v.mmsi) ?? null, sources: [{ feed: "1", receiver: "EXSAT1", positions: 412, last: iso(T0) }] }); }
  const event = /^events\/([^/]+)$/.exec(path);
  if (event) { const found = events.find((e) => e.id === decodeURIComponent(event[1])); return found ? json({ event: found, history: [{ ...found, revision: 1, confidence: 0.4 }, found], review: null }) : json({ code: "no-such-event" }, 404); }
  const answer = answers[path];
  return answer ? json(answer(url.searchParams)) : json({ code: "not-found" }, 404);
}).listen(port, "127.0.0.1", function listening() {
  process.stdout.write(`mock node on http://127.0.0.1:${this.address().port}\n`);
});

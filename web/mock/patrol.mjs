// The planner of the stand-in node: one plan over 180° with everything that the page can show, and changes that take effect.
const iso = (h) => new Date(Date.parse("2026-07-01T00:00:00Z") + h * 3_600_000).toISOString().replace(".000", "");
const PORTS = [["kushiro", "釧路", 144.37, 42.98], ["dutch", "Dutch Harbor", -166.53, 53.9], ["victoria", "Victoria", -123.39, 48.42]].map(([id, name, lon, lat]) => ({ id, name, position: [lon, lat], fuel: true }));
const asset = (id, name, agency, kind, port, speed, board, altitude) => ({ id, name, agency, class: kind, bases: PORTS.map((p) => p.id), start: { port }, modes: [{ name: "cruise", speed_kn: speed, fuel_t_per_h: 0.5 }], task_speed_kn: speed, task_fuel_t_per_h: 0.3, fuel_capacity_t: 600, fuel_reserve_t: 60, endurance_h: kind === "ship" ? 840 : 9, crew: {}, turn_round_h: 12, boarding_team: board, altitude_ft: altitude ?? null, limits: { task_sea_state_max: 6, board_sea_state_max: 4 } });
const ASSETS = [asset("laurier", "CCGS Sir Wilfrid Laurier", "ca-ccg", "ship", "victoria", 14, true), asset("soya", "巡視船 そうや", "jp-jcg", "ship", "kushiro", 16, true), asset("q8", "Dash 8 Q300", "ca-ccg", "aircraft", "dutch", 240, false, 1500)];
const PLACES = [["t1", "EX LU 17", 178.6, 44.1, "board"], ["t2", "EX 第三海王丸", -178.2, 45.4, "intercept"], ["t3", "Squid fleet north of the ridge", -171.5, 46.9, "search"], ["t4", "EX OCÉAN BLEU", 165.3, 42.2, "visit"], ["t5", "Encounter 41°N", 158.1, 41.0, "event"], ["t6", "EX HAI FENG 8", 172.4, 39.5, "board"], ["t7", "EX PACIFIC DAWN", -160.2, 43.0, "intercept"]];
const TASKS = PLACES.map(([id, name, lon, lat, kind], i) => ({ id, name, kind, owner: i % 2 ? "jp-jcg" : "ca-ccg", value: 61.5 - i * 6, duration_h: 2 + (i % 3), position: [lon, lat] }));
const TARGETS = [["mmsi-412000001", "EX LU 17", 178.6, 44.1], ["mmsi-431000002", "", -178.2, 45.4]].map(([id, name, lon, lat]) => ({ id, name, flag: "CHN", class: "fishing-large", track: [{ time: iso(0), position: [lon, lat] }], course_deg: 90, speed_kn: 2, uncertainty_nm: 3, growth_nm_per_h: 0.4 }));
const task = (id, h, miles, more = {}) => { const found = TASKS.find((t) => t.id === id); return { what: "task", task: id, mode: "cruise", depart: iso(h - miles / 14), arrive: iso(h), begin: iso(h), end: iso(h + found.duration_h), position: found.position, position_end: found.position, distance_nm: miles, fuel_used_t: miles / 28, fuel_taken_t: 0, fuel_end_t: 600 - h / 2, value: found.value * 0.9, ...more }; };
const port = (id, h, miles) => { const at = PORTS.find((p) => p.id === id).position; return { what: "port", port: id, mode: "cruise", depart: iso(h - miles / 14), arrive: iso(h), begin: iso(h), end: iso(h + 12), position: at, position_end: at, distance_nm: miles, fuel_used_t: miles / 28, fuel_taken_t: 300, fuel_end_t: 600, value: 0 }; };
const measures = (value, miles, tasks) => ({ value, distance_nm: miles, fuel_t: miles / 28, hours: miles / 14, cost: miles / 10, tasks });
const TOTAL = measures(216.4, 7230, 5);
const shares = [["ca-ccg", 3900, 96, 118, 80], ["jp-jcg", 3330, 80, 98, 41]].map(([agency, miles, for_others, gains, by_others]) => ({ agency, gives: measures(120, miles, 3), for_others, gains, by_others, alone: gains - 30 }));

const NETS = [["control-primary", "5680 kHz USB"], ["control-secondary", "3023 kHz USB"], ["on-scene-surface", "VHF 06 (156.300 MHz)"], ["on-scene-air", "123.100 MHz"], ["monitor", "VHF 16 (156.800 MHz), 121.500 MHz"]].map(([purpose, channel]) => ({ purpose, channel, station: "" }));
const TERMS = { coordinator: "", on_scene_coordinator: "", airspace: "", reports_to: "", remarks: "", comms: { nets: NETS, report_every_h: 4 } };

/** A search over 180°: one rectangle for each asset in each of two periods. */
function searchOf(asked) {
  const assignments = [0, 1].flatMap((period) => (asked.assets ?? []).map((one, i) => {
    const [west, south] = [179.4 + i + period * 0.3, 43.6 + period * 0.2];
    const corners = [[west, south + 0.4], [west + 0.9, south + 0.4], [west + 0.9, south], [west, south]].map(([lon, lat]) => [lon > 180 ? lon - 360 : lon, lat]);
    const legs = [[0, 1], [1, 2], [2, 3]].map(([a, b]) => ({ from: corners[a], to: corners[b], course_deg: 90, length_m: 60_000 }));
    return { asset: one.id, period, start: iso(period * 6), end: iso(period * 6 + 6), search_box: { centre: corners[0], length_m: 72_000, width_m: 44_000, axis_deg: 90 }, corners, pattern: { pattern: one.pattern ?? "parallel-sweep", legs, creep_deg: 180, track_spacing_m: 9_000, area_m2: 3.2e9 }, commence: corners[0], poc: 0.31, pod: 0.52 };
  }));
  const periods = [0, 1].map((n) => ({ start: iso(n * 6), end: iso(n * 6 + 6), effort_nm2: 576, inside: 0.98, success: 0.22, pos: 0.16, pos_so_far: 0.16 * (n + 1) }));
  const cells = [0, 1, 2].map((n) => ({ position: [n ? -179.9 + n * 0.2 : 179.9, 43.9], probability: 0.2, effort_nm2: [40 - 10 * n, 10] }));
  const tasks = assignments.map((one, n) => ({ id: `search-1-${n + 1}`, name: `Search ${n + 1}`, kind: "search", owner: "ca-ccg", value: 15.5, duration_h: 6, area: { centre: one.corners[0], radius_nm: 18 }, target_class: "fishing-large", steps_max: 1, pattern: one.pattern.pattern, windows: [{ start: one.start, end: one.end }] }));
  return { title: asked.title ?? "", cell_nm: 5, grid: [40, 32], success: 0.44, myopic: 0.43, gap: 0.000004, sweeps: 12, pos: 0.32, periods, cells, assignments, tasks };
}

const LISTS = ["ports", "assets", "tankers", "riders", "weather", "registers"];

/** A fleet file in JSON, or in TOML whose values are written as in JSON; nothing if it is neither. */
function fleetOf(text) {
  try {
    if (text.trimStart().startsWith("{")) return JSON.parse(text);
    const whole = {};
    let thing;
    for (const line of text.split("\n").filter((one) => one.trim())) {
      const list = /^\[\[(\w+)\]\]$/.exec(line);
      const pair = /^(\w+) = (.+)$/.exec(line);
      if (list) (whole[list[1]] ??= []).push(thing = {});
      else if (pair && thing) thing[pair[1]] = JSON.parse(pair[2]);
      else return undefined;
    }
    return whole;
  } catch {
    return undefined;
  }
}

/** What a fleet would change beside what is kept. */
function readingOf(whole, kept, settings) {
  const reading = { entries: [], settings: null, faults: [] };
  const fault = (table, entry, code, detail = "") => reading.faults.push({ table, entry, code, detail });
  for (const [table, list] of Object.entries(whole)) {
    if (table === "settings") {
      const value = { ...settings, ...list };
      reading.settings = { value, change: JSON.stringify(value) === JSON.stringify(settings) ? "same" : "changed" };
    } else if (!LISTS.includes(table)) fault(table, "", "fleet-table-unknown");
    else list.forEach((value, n) => {
      if (!value.id) return fault(table, String(n + 1), "fleet-entry-nameless");
      if (!/^[\w.-]{1,80}$/.test(value.id)) return fault(table, value.id, "id-unfit");
      if (value.position?.[1] > 90) return fault(table, value.id, "body-unreadable", "latitude");
      const before = (kept[table] ?? []).find((one) => one.id === value.id);
      const same = before && JSON.stringify(before) === JSON.stringify(value);
      reading.entries.push({ table, id: value.id, value, change: same ? "same" : before ? "changed" : "new" });
    });
  }
  return reading;
}

/** Answers of the planner, or nothing if the path is not its own. */
export function openPatrol() {
  let rules = [{ rule: "pin", task: "t1", asset: "laurier" }];
  let version = 1;
  let status = "draft";
  let compared = false;
  let out = "";
  const orders = {};
  const assets = ASSETS.map((value) => ({ ...value }));
  let terms = null;
  let settings = { points_min: 15, board_points_min: 35, vessels_max: 60, half_life_h: 96, release_to: [], days: 14, growth_nm_per_h: 0.4, replan_points_min: 25, orders: TERMS, canals_closed: [] };
  const routes = () => [
    { asset: "laurier", stops: [task("t7", 90, 1250), task("t3", 130, 560), task("t1", 175, 640, { instrument: "NPFC CMM 2017-09 par. 5", frozen: version > 1 }), port("dutch", 240, 930)] },
    { asset: "soya", stops: [task("t4", 62, 910), task("t2", 110, 740), port("kushiro", 230, 1640)] },
    { asset: "q8", stops: out ? [] : [task("t3", 30, 560), port("dutch", 34, 560)] },
  ];
  const card = () => ({
    id: "plan-1", state: "ready", progress: { iterations: 900, budget: 900, seconds: 20, value: TOTAL.value, bound: 251, lanes: 2, first: false }, fault: null, version, status, ordered_version: status === "ordered" ? version : null, orders, title: "North Pacific, July", cause: { kind: version > 1 ? "replanned" : "made", reason: out },
    versions: Array.from({ length: version }, (_, i) => ({ version: i + 1, made: iso(i), user: "mika", cause: { kind: i ? "amended" : "made" } })), seed: 1, iterations: 900, bound: 251.2, points: 214, at_risk: 32,
    request: { title: "North Pacific, July", span: { start: iso(0), end: iso(720) }, assets: ASSETS, ports: PORTS, tasks: TASKS, rules }, plan: { routes: routes(), total: TOTAL },
    explanation: { choices: [{ task: "t1", asset: "laurier", begin: iso(175), value: 55.3, runner_up: { asset: "soya", begin: iso(150), value: 49.1, hours: 31.5 } }, { task: "t3", asset: "laurier", begin: iso(130), value: 44.6, runner_up: null }],
      left_out: [{ task: "t6", value: 31.5, obstacles: [{ asset: "laurier", code: "would-displace", points: 37.2 }, { asset: "soya", code: "no-authority", instruments: ["NPFC CMM 2017-09"] }, { asset: "q8", code: "no-boarding-team" }] }, { task: "t5", value: 37.5, obstacles: [{ asset: "soya", code: "fuel", short_t: 12.4 }, { asset: "laurier", code: "too-late", late_h: 31.2 }] }] },
    shares, findings: [],
  });
  return function answer({ method, path, raw }) {
    const body = raw.length > 0 && raw[0] === 0x7b ? JSON.parse(raw.toString()) : {};
    const reply = (value, code = 200) => ({ status: code, body: value });
    if (path === "patrol") return reply({ agency: "ca-ccg", now: iso(100), assets: assets.length, in_service: assets.length - (out ? 1 : 0), tasks: 7, plans: 1, ordered: status === "ordered" ? "plan-1" : null, running: [], reports: 0, replan_due: out ? { reason: out } : null });
    if (path === "patrol/plans" && method === "POST") return reply({ id: "plan-1" }, 202);
    if (path === "patrol/plans") return reply({ plans: [{ id: "plan-1", title: "North Pacific, July", version, made: iso(0), user: "mika", status, ordered_version: status === "ordered" ? version : null, state: "ready", cause: "made", value: 216.4, points: 214, bound: 251, visits: 5, findings: 0 }] });
    if (path === "patrol/assets") return reply({ assets: assets.map((value) => ({ id: value.id, version: 1, changed: iso(0), user: "mika", in_service: !(out && value.id === "q8"), note: out && value.id === "q8" ? out : "", value })) });
    if (path === "patrol/tasks") return reply({ tasks: TASKS.map((value, i) => ({ origin: i % 3 ? "watch" : "hand", state: i < 5 ? "planned" : "open", value, ...(i < 5 ? { asset: "laurier", begin: iso(90) } : {}) })), targets: TARGETS });
    if (/^patrol\/assets\/.+\/service$/.test(path)) { out = body.in_service ? "" : body.note; version += 1; return reply({}); }
    const thing = /^patrol\/(assets|ports|tankers|riders|weather|registers)\/([^/]+)$/.exec(path);
    if (thing?.[1] === "assets" && method !== "GET") {
      const at = assets.findIndex((one) => one.id === thing[2]);
      if (method === "DELETE") return at < 0 ? reply({ code: "not-found" }, 404) : (assets.splice(at, 1), reply({}));
      assets.splice(at < 0 ? assets.length : at, 1, body);
    }
    if (thing && method === "PUT") return body.position?.[1] > 90 ? reply({ code: "body-unreadable", detail: "latitude" }, 400) : reply({ id: thing[2], version: 1 });
    if (path === "patrol/ports") return reply({ ports: PORTS.map((value) => ({ id: value.id, version: 1, changed: iso(0), user: "mika", value })) });
    const kept = /^patrol\/(tankers|riders|weather|registers)$/.exec(path);
    if (kept) return reply({ [kept[1]]: [] });
    if (path === "patrol/settings") { if (method === "PUT") settings = body; return reply(settings); }
    if (path === "patrol/fleet" && method === "POST") {
      const whole = fleetOf(raw.toString());
      return whole ? reply(readingOf(whole, { ports: PORTS, assets }, settings)) : reply({ code: "fleet-file-unreadable", detail: "expected a value", line: 1 }, 400);
    }
    if (path === "patrol/fleet") return reply({ ports: PORTS, assets, tankers: [], riders: [], weather: [], registers: [], settings });
    if (path === "patrol/searches") return reply(searchOf(body));
    if (path === "patrol/reports" && method === "POST") return reply({ id: "report-1", replan_due: false, sighting: body.position && body.kind !== "outcome" ? { scene: "sighting-1", outcome: { dark: 1, on_ais: 0, uncertain: 0, missed: 0 } } : null }, 201);
    if (/^patrol\/tasks\//.test(path) || path === "patrol/reports") return reply({});
    const own = /^patrol\/plans\/plan-1(?:\/(.*))?$/.exec(path);
    if (!own) return path.startsWith("patrol/") ? reply({ code: "not-found" }, 404) : undefined;
    const [what = "", who = "", format = ""] = (own[1] ?? "").split("/");
    if (what === "amend") { rules = [...rules.filter((_, i) => !body.remove.includes(i)), ...body.add]; version += 1; return reply({ id: "plan-1" }, 202); }
    if (what === "replan") { out = body.reason; version += 1; return reply({ id: "plan-1" }, 202); }
    if (what === "status") { status = body.status; return reply({}); }
    if (what === "alternatives" && method === "POST") { compared = true; return reply({ id: "plan-1" }, 202); }
    if (what === "alternatives") return reply({ state: compared ? "ready" : "none", alternatives: compared ? ["value", "miles", "fuel", "cost", "risk"].map((emphasis, i) => ({ emphasis, plan: { routes: routes().slice(i % 2), total: TOTAL }, total: measures(216 - i * 9, 7230 - i * 400, 5), points: 214 - i, at_risk: 32 - i * 4, shares, findings: 0 })) : [], joint_gain_percent: compared ? 23.4 : null });
    if (what === "difference") return reply({ from: version - 1, to: version, changes: [{ asset: "soya", change: "retimed", what: "task", id: "t2", before: { begin: iso(104) }, after: { begin: iso(110) } }], kept: 6, of: 7 });
    if (what === "terms" && method === "PUT") { terms = body; return reply({ id: "plan-1", issued: [] }); }
    if (what === "terms" && method === "DELETE") { terms = null; return reply({}); }
    if (what === "terms") return reply({ usual: TERMS, plan: terms });
    if (what === "plan.csv") return reply("asset,stop");
    if (what === "ways") return reply({ version, ways: [] });
    if (what === "orders" && method === "PUT") { orders[who] = { status: body.status, note: "", user: "mika", changed: iso(100) }; return reply({}); }
    if (what === "orders" && format) return reply({ code: "not-found" }, 404);
    return what === "" ? reply(card()) : reply({ code: "not-found" }, 404);
  };
}

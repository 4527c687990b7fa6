// The exchange of the stand-in node (docs/api.md): two partners, one linked and one not, with everything that the pages
// show of them. It keeps what is done to it until it ends; `/mock/...` addresses bring about what a partner would.
const HOUR = 3_600_000;
const OWN = "ca-ccg";
const JP = "jp-jcg";
const GOOD_FINGERPRINT = "50127 88214 03651 94470 21983 66502 71849 30026";

const AGREEMENT = `# What the Canadian Coast Guard releases to the Japan Coast Guard.

[agreement]
from = "ca-ccg"
to = "jp-jcg"
version = 1
realm = { exercise = "north-pacific-watch" }
valid_from = 2026-11-01T00:00:00Z
valid_until = 2027-11-01T00:00:00Z
purposes = ["fisheries", "patrol"]
caveats = ["no-onward"]

[kind.alert]
release = "fields"
level_max = "protected"
retain_h = 72
hold = "investigation"
[kind.alert.fields]
event = "keep"
kind = "keep"
state = "keep"
place = { place_m = 20000 }
mmsis = "keep"
confidence = { round = 0.1 }

[kind.vessel]
release = "fields"
level_max = "community"
retain_h = 24
[kind.vessel.fields]
name = "keep"
flag = "keep"
gear = "keep"
place = { place_m = 5000 }
`;
/** As long as a real one: more than any box shows at once. */
const LONG = `${AGREEMENT}\n${Array.from({ length: 24 }, (_, i) => `# Rule ${i + 1}\n[kind.report-${i + 1}]\nrelease = "fields"\nlevel_max = "protected"\nretain_h = 48\n[kind.report-${i + 1}.fields]\nkind = "keep"\n`).join("\n")}`;

export function openExchange({ fleet, events, at, identity, now, iso }) {
  const time = (ms) => iso(Math.floor((now() + ms) / 1000));
  const partners = [
    { party: JP, name: "Japan Coast Guard", fingerprint: "77120 45098 31166 02487 59930 18254 60713 94425", state: "agreed",
      link: { state: "up", carrier: "https", since: time(-9 * HOUR), address: "https://192.0.2.7:8751", last_error: null },
      agreement: { version: 1, state: "in-force", purposes: ["fisheries", "patrol"], from: "2026-11-01T00:00:00Z", until: "2027-11-01T00:00:00Z" },
      sent: { entries: 412, acknowledged: 398, waiting: 14, countersigned: 371, bytes: 184_230 },
      received: { entries: 260, gaps: [[131, 134], [207, 208]], skipped: 38, countersigned: 256, bytes: 91_022, refused: { "exchange-signature": 1, "refusal-too-far-ahead": 3 } }, fork: null },
    { party: "us-uscg", name: "United States Coast Guard", fingerprint: "11873 90264 55510 73392 08146 62975 41108 27639", state: "invited",
      link: { state: "down", address: "https://198.51.100.20:8751", last_error: "link-silent" }, agreement: null,
      sent: { entries: 0, acknowledged: 0, waiting: 0, countersigned: 0, bytes: 0 }, received: { entries: 0, gaps: [], skipped: 0, countersigned: 0, bytes: 0, refused: {} }, fork: null },
  ];
  const none = () => ({ in_force: null, proposed: null, theirs: { in_force: null, proposed: null } });
  const theirText = (version) => ({ version, state: version === 1 ? "in-force" : "proposed-there", digest: "17ab".padEnd(64, String(version)), cedar: "", from: "2026-11-01T00:00:00Z", until: "2027-11-01T00:00:00Z", purposes: ["fisheries"],
    text: AGREEMENT.replace("# What the Canadian Coast Guard releases to the Japan Coast Guard.", "# 日本の海上保安機関からカナダ沿岸警備隊への提供").replace('from = "ca-ccg"\nto = "jp-jcg"', 'from = "jp-jcg"\nto = "ca-ccg"').replace("version = 1", `version = ${version}`).replace('gear = "keep"\n', version === 1 ? 'gear = "keep"\n' : "") });
  const agreements = {
    [JP]: { in_force: { version: 1, state: "in-force", digest: "9f3c51d6aa07".padEnd(64, "4"), text: LONG, cedar: "", from: "2026-11-01T00:00:00Z", until: "2027-11-01T00:00:00Z", purposes: ["fisheries", "patrol"] }, proposed: null, theirs: { in_force: theirText(1), proposed: null } },
    "us-uscg": none(),
  };
  const eventTitle = (event) => `${event.kind}: ${event.vessels.map((v) => fleet.find((x) => x.mmsi === v.mmsi)?.name ?? v.mmsi).join(" – ")}`;
  const released = (seq, state, hours, more = {}) => {
    const event = events[seq % events.length];
    return { party: JP, seq, kind: "alert", id: event.id, object: `7f00${seq}`, title: eventTitle(event), released: time(-hours * HOUR), by: "tanaka", purpose: "fisheries", expires: time((72 - hours) * HOUR), purge: time((96 - hours) * HOUR), state, receipt: null, held: null, ...more };
  };
  const releases = [
    released(412, "waiting", 0.2), released(398, "acknowledged", 3), released(377, "acknowledged", 30, { held: { by: "Japan Coast Guard, R. Sato", reason: "Case 2026-118", since: time(-20 * HOUR) } }),
    { ...released(350, "acknowledged", 40), kind: "vessel", id: String(fleet[4].mmsi), title: fleet[4].name, purpose: "patrol" },
    released(320, "recalled", 45, { held: { by: "Japan Coast Guard, R. Sato", reason: "Case 2026-120", since: time(-44 * HOUR) } }),
    released(301, "recalled", 50), released(244, "purged", 90, { receipt: time(-17 * HOUR) }),
  ];
  const leftAlone = fleet.slice(0, 12).map((v, i) => ({ ...released(9_000 + i, "acknowledged", 0.1), kind: "vessel", id: String(v.mmsi), object: `5e${i}`, title: v.name, by: "vigie" }));
  const waiting = events.slice(0, 25).map((event, i) => ({ party: JP, kind: "alert", id: event.id, title: eventTitle(event), event: event.kind, state: event.state, purpose: "fisheries", from: time(-i * HOUR) }));
  const theirs = fleet.slice(60, 72);
  const vesselCopy = (v, i) => ({
    party: JP, seq: 100 + i, originator: JP, kind: "vessel", object: `a1${i}`, title: i === 0 ? "EX KAIYO MARU 8" : v.name,
    body: { name: i === 0 ? "EX KAIYO MARU 8" : v.name, mmsi: v.mmsi, flag: v.flag, gear: v.gear, place: { lat: at(v, 0)[1], lon: at(v, 0)[0] }, sog_kn: Number(v.sog.toFixed(1)), cog_deg: Number(v.cog.toFixed(1)), seen_ms: now() - 0.1 * HOUR },
    received: time(-0.1 * HOUR), released: time(-0.12 * HOUR), expires: time((i === 1 ? 0.6 : 22) * HOUR), purge: time(46 * HOUR), purpose: "fisheries", level: "community", caveats: ["no-onward"],
    state: "shown", hold: null, own: i === 0 ? { mmsi: v.mmsi } : null,
    onward: "none", onward_to: [], beyond: [], differences: i === 0 ? [{ field: "name", own: v.name, theirs: "EX KAIYO MARU 8" }, { field: "flag", own: v.flag, theirs: "KOR" }] : [],
  });
  const eventCopy = (seq, state, more = {}) => {
    const event = events[(seq * 3) % events.length];
    return { party: JP, seq, originator: JP, kind: "alert", object: `b2${seq}`, title: event.id, body: { event: event.id, kind: event.kind, state: event.state, mmsis: event.vessels.map((v) => v.mmsi), place: { lat: 41, lon: 179.9 }, from_ms: Date.parse(event.start.time), confidence: 0.8, refuted_by: event.refuted_by },
      received: time(-5 * HOUR), released: time(-5.1 * HOUR), expires: time(20 * HOUR), purge: time(40 * HOUR), purpose: "patrol", level: "protected", caveats: ["no-onward", "officers-only"], state, hold: null, own: null, onward: "none", onward_to: [], beyond: [], differences: [], ...more };
  };
  const copies = [
    ...theirs.map(vesselCopy), eventCopy(55, "shown"), eventCopy(52, "held", { hold: { by: "M. Roy", reason: "Case 2026-044, boarding of 6 March", since: time(-26 * HOUR) } }),
    eventCopy(43, "hidden", { hold: { by: "lookout", reason: "Case 9", since: time(-6 * HOUR) } }), eventCopy(42, "hidden", { hold: { by: "M. Roy", reason: "Case 11", since: time(-6 * HOUR) } }),
    eventCopy(41, "hidden"),
  ];
  /** What is hidden tells nothing, not even in the list. */
  const told = (copy) => (copy.state === "hidden" ? { ...copy, body: {}, title: null } : copy);
  const notes = [
    { object: `partner:${JP}`, text: "Patrol vessel 3 leaves Kushiro at 0600Z. Please keep 41N 152E to 45N 160E clear of your aircraft.", language: "en", by: "tanaka", party: OWN, at: time(-3 * HOUR), to: [JP] },
    { object: `partner:${JP}`, text: "了解。航空機は 0900Z 以降に変更します。", language: "ja", by: "sato", party: JP, at: time(-2.8 * HOUR), to: [OWN] },
    { object: `vessel:${fleet[0].mmsi}`, text: "Boarded in 2025, logbook in order.", language: "en", by: "roy", party: OWN, at: time(-30 * HOUR), to: [] },
    { object: `vessel:${fleet[0].mmsi}`, text: "漁具の写真あり。必要なら送付します。", language: "ja", by: "sato", party: JP, at: time(-4 * HOUR), to: [OWN] },
  ];

  const partnerOf = (party) => partners.find((one) => one.party === party);
  const problem = (status, code, more = {}) => ({ status, body: { type: "about:blank", title: code, status, code, ...more } });
  const ok = (body, status = 200) => ({ status, body });
  const subscribers = new Set();
  const tell = (what, party) => subscribers.forEach((send) => send({ what, party }));

  function previewOf({ kind, id, purpose, party }) {
    if (!agreements[party]?.in_force) return "no-agreement";
    const found = kind === "event" ? events.find((event) => event.id === id) : fleet.find((v) => String(v.mmsi) === id);
    if (!found) return undefined;
    return kind === "event" ? eventPreview(found, purpose) : vesselPreview(found, purpose);
  }
  const deny = (code, purpose, fields = []) => ({ decision: "deny", rule: { code, name: code, policies: [] }, purpose, fields, expires: null, purge: null, level: null, caveats: [] });
  const terms = { expires: time(72 * HOUR), purge: time(96 * HOUR), level: "protected", caveats: ["no-onward"] };
  function eventPreview(event, purpose) {
    if (event.kind !== "gap" && purpose !== "fisheries") return deny("release-purpose", purpose);
    const mmsis = event.vessels.map((v) => v.mmsi);
    const place = { lat: event.start.position[1], lon: event.start.position[0] };
    const fields = [
      { name: "confidence", before: event.confidence, after: Math.floor(event.confidence * 10) / 10, state: "coarse" }, { name: "event", before: event.id, after: event.id, state: "whole" },
      { name: "evidence", before: event.evidence, after: null, state: "withheld" }, { name: "from_ms", before: Date.parse(event.start.time), after: null, state: "withheld" },
      { name: "kind", before: event.kind, after: event.kind, state: "whole" }, { name: "mmsis", before: mmsis, after: mmsis, state: "whole" },
      { name: "place", before: place, after: { lat: Math.round(place.lat * 5) / 5, lon: Math.round(place.lon * 5) / 5 }, state: "coarse" }, { name: "state", before: event.state, after: event.state, state: "whole" },
    ];
    return { decision: event.kind === "gap" ? "hold" : "release", rule: { code: event.kind === "gap" ? "approval" : "released", name: event.kind === "gap" ? "approval" : "released", policies: event.kind === "gap" ? ["gap-needs-approval"] : [] }, purpose, fields, ...terms };
  }
  function vesselPreview(v, purpose) {
    const [lon, lat] = at(v, 0);
    const fields = [
      { name: "name", before: v.name, after: v.name, state: "whole" }, { name: "mmsi", before: v.mmsi, after: v.mmsi, state: "whole" }, { name: "flag", before: v.flag, after: v.flag, state: "whole" }, { name: "gear", before: v.gear, after: v.gear, state: "whole" },
      { name: "place", before: { lat, lon }, after: { lat: Math.round(lat * 20) / 20, lon: Math.round(lon * 20) / 20 }, state: "coarse" }, { name: "call_sign", before: "BX17", after: null, state: "withheld" }, { name: "points", before: 61.5, after: null, state: "withheld" }, { name: "reasons", before: [{ code: "gap-disabling", points: 22 }], after: null, state: "withheld" },
    ];
    if (v.source === 1) return deny("release-patrol", purpose, fields.map((field) => ({ ...field, after: null, state: "withheld" })));
    return { decision: "release", rule: { code: "released", name: "released", policies: [] }, purpose, fields, ...terms, level: "community" };
  }
  function faultIn(text) {
    const at_ = text.split("\n").findIndex((line) => /= *$|release = "all"/.test(line));
    return at_ < 0 ? undefined : problem(400, "exchange-policy", { line: at_ + 1, detail: "expected one of none, whole, fields, count" });
  }
  const differenceOf = (text) => ({
    newly_released: [
      ...(/call_sign = "keep"/.test(text) ? fleet.slice(0, 12).map((v) => ({ kind: "vessel", id: String(v.mmsi), title: v.name, fields: ["call_sign"], changed: [], unheld: false })) : []),
      ...(/place_m = 40000/.test(text) ? fleet.slice(12, 19).map((v) => ({ kind: "vessel", id: String(v.mmsi), title: v.name, fields: ["place"], changed: ["place"], unheld: false })) : []),
    ],
    newly_withheld: /gear = "keep"/.test(text) ? [] : fleet.slice(0, 3).map((v) => ({ kind: "vessel", id: String(v.mmsi), title: v.name, fields: ["gear"] })),
    counts: { newly_released: /call_sign = "keep"/.test(text) ? 12 : 0, newly_withheld: /gear = "keep"/.test(text) ? 0 : 3, same: 397 },
  });

  const all = () => ({ own: { party: OWN, name: "Canadian Coast Guard", realm: { exercise: "north-pacific-watch" }, fingerprint: "01234 56789 20461 33578 90125 47742 68013 95566", log: { records: 1234, last: "9f3c51d6aa07".padEnd(64, "b") } }, partners });

  const routes = {
    "GET partners": () => ok(all()),
    "POST partners/invitation": () => ok({ invitation: `vigie-invitation-1 ${"Q2FuYWRpYW4gQ29hc3QgR3VhcmQ".repeat(6)}`, fingerprint: all().own.fingerprint }),
    "POST partners": ({ body }) => {
      if (!/^vigie-invitation-1 /.test(body.invitation)) return problem(409, "invitation-unreadable");
      const wrong = body.fingerprint.split(" ").findIndex((group, i) => group !== GOOD_FINGERPRINT.split(" ")[i]);
      if (wrong >= 0) return problem(409, "fingerprint-differs", { group: wrong + 1 });
      if (partnerOf("kr-kcg")) return problem(409, "partner-known");
      partners.push({ ...partners[1], party: "kr-kcg", name: "Korea Coast Guard", fingerprint: GOOD_FINGERPRINT, link: { state: "down", address: "https://203.0.113.4:8751", last_error: null } });
      agreements["kr-kcg"] = none();
      return ok(all(), 201);
    },
    "PUT partners/*/link": ({ party, body }) => {
      Object.assign(partnerOf(party).link, { state: body.cut ? "cut" : "up", carrier: body.cut ? null : "https", since: time(0) });
      tell("partner", party);
      return ok(all());
    },
    "GET partners/*/agreement": ({ party }) => ok(agreements[party]),
    "PUT partners/*/agreement": ({ party, body, user }) => faultIn(body.text) ?? (() => {
      if (differenceOf(body.text).newly_released.length > 0) {
        agreements[party].drafted = { version: 2, digest: "55ee".padEnd(64, "d"), text: body.text, cedar: body.cedar ?? "", by: user, at: time(0) };
        return ok(agreements[party]);
      }
      agreements[party].drafted = null;
      agreements[party].proposed = { version: 2, state: "proposed-here", digest: "17ab".padEnd(64, "c"), text: body.text, cedar: body.cedar ?? "", purposes: ["fisheries", "patrol"], from: "2026-12-01T00:00:00Z", until: null };
      tell("partner", party);
      return ok(agreements[party]);
    })(),
    "POST partners/*/agreement/accept": ({ party, body }) => {
      const { theirs: waiting } = agreements[party];
      if (waiting.proposed?.digest !== body.digest) return problem(400, "exchange-digest");
      agreements[party].theirs = { in_force: { ...waiting.proposed, state: "in-force" }, proposed: null };
      tell("partner", party);
      return ok(agreements[party]);
    },
    "POST partners/*/agreement/difference": ({ body }) => faultIn(body.text) ?? ok(differenceOf(body.text)),
    "GET partners/*/parcel": () => ({ status: 200, file: Buffer.from("vigie parcel, sealed") }),
    "POST partners/*/parcel": ({ raw }) => (raw.includes("sealed") ? { status: 200, file: Buffer.from("vigie parcel, the way back") } : problem(409, "parcel-unreadable")),
    "POST releases/preview": ({ body }) => { const found = previewOf(body); return found === "no-agreement" ? problem(409, found) : found ? ok(found) : problem(404, "object-unknown"); },
    "POST releases": ({ body, user }) => {
      const found = previewOf(body);
      if (!found?.decision || found.decision === "deny") return problem(409, "release-denied");
      const cut = partnerOf(body.party).link.state !== "up";
      const title = body.kind === "event" ? eventTitle(events.find((event) => event.id === body.id)) : fleet.find((v) => String(v.mmsi) === body.id).name;
      const one = { ...body, kind: body.kind === "event" ? "alert" : body.kind, seq: Math.max(...releases.map((r) => r.seq)) + 1, object: "7fff", title, released: time(0), by: user, expires: found.expires, purge: found.purge, state: cut ? "waiting" : "acknowledged", receipt: null, held: null };
      releases.unshift(one);
      tell("release", body.party);
      return ok(one, 201);
    },
    "GET releases": ({ query }) => ok({ releases: (query.get("conflated") === "true" ? leftAlone : releases).filter((one) => !query.get("party") || one.party === query.get("party")), next: null }),
    "GET releases/waiting": () => ok({ waiting, more: false }),
    "POST releases/*/*/recall": ({ party, seq, body }) => {
      const one = [...releases, ...leftAlone].find((r) => r.party === party && r.seq === seq);
      if (!one || !body.reason) return problem(404, "release-unknown");
      Object.assign(one, { state: "recalled" });
      tell("release", party);
      setTimeout(() => { Object.assign(one, { state: "purged", receipt: time(0) }); tell("release", party); }, 1500);
      return ok({});
    },
    "GET releases/*/*/proof": () => ({ status: 200, file: Buffer.from(JSON.stringify({ form: "vigie-release-proof/1", from: OWN, to: JP, proof: "00" })) }),
    "GET shared/*/*": ({ party, seq, user }) => {
      const copy = copies.find((one) => one.party === party && one.seq === seq);
      if (!copy) return problem(404, "not-found");
      return ok(copy.hold?.by === user ? { ...copy, state: "held" } : told(copy));
    },
    "GET shared": ({ query }) => ok({ copies: copies.map(told).filter((copy) => (!query.get("mmsi") || String(copy.body.mmsi) === query.get("mmsi") || copy.body.mmsis?.map(String).includes(query.get("mmsi"))) && ["party", "kind", "state"].every((key) => !query.get(key) || query.get(key).split(",").includes(copy[key]))), next: null }),
    "GET shared/areas": () => ok({ type: "FeatureCollection", features: [] }),
    "GET shared/vessels": () => ok({ type: "FeatureCollection", features: copies.filter((copy) => copy.kind === "vessel" && copy.state !== "hidden").map((copy, i) => ({ type: "Feature", geometry: { type: "Point", coordinates: i === 0 ? at(theirs[i], 0) : [at(theirs[i], 0)[0], at(theirs[i], 0)[1] + 0.9] }, properties: { ...copy.body, party: copy.party, seq: copy.seq, seen: new Date(copy.body.seen_ms).toISOString() } })) }),
    "POST shared/*/*/hold": ({ party, seq, body, user }) => change(party, seq, { state: "held", hold: { by: user, reason: body.reason, since: time(0) } }),
    "DELETE shared/*/*/hold": ({ party, seq }) => change(party, seq, { state: "shown", hold: null }),
    "GET declared": () => ok({
      patrols: [
        { id: "c1".padEnd(32, "0"), party: JP, from: time(-20 * HOUR), until: time(50 * HOUR), by: "roy", state: "open", rings: [[[150, 38], [-170, 38], [-170, 46]]] },
        { id: "c2".padEnd(32, "0"), party: JP, from: time(-300 * HOUR), until: time(-200 * HOUR), by: "roy", state: "over", rings: [] },
      ],
      scopes: [{ scope: "north-pacific-guard", active: true, by: "roy", at: time(-20 * HOUR) }, { scope: "typhoon-12", active: false, by: "roy", at: time(-90 * HOUR) }],
      consents: [{ originator: OWN, object: "b255".padEnd(32, "0"), to: "us-uscg", until: null, by: "roy" }],
    }),
    "GET matches": () => ok({
      matches: [
        { id: "d1".padEnd(32, "0"), party: JP, kind: "imo", state: "waiting", by: "", at: time(-1 * HOUR), asked: 120, listed: null, common: [] },
        { id: "d2".padEnd(32, "0"), party: JP, kind: "mmsi", state: "done", by: "roy", at: time(-9 * HOUR), asked: 40, listed: 1_322, common: ["412990001"] },
      ],
      quota: { items: 2_000, runs: 6, hours: 24 },
    }),
    "GET keys": () => ok({
      keys: [
        { id: "e1".padEnd(32, "0"), fingerprint: GOOD_FINGERPRINT, state: "rotated", from_record: 0, until_record: 411, spoken_to_by: [JP] },
        { id: "e2".padEnd(32, "0"), fingerprint: all().own.fingerprint, state: "current", from_record: 411, until_record: null, spoken_to_by: [] },
      ],
      link: { fingerprint: all().own.fingerprint, next: GOOD_FINGERPRINT, waits_for: [JP] },
    }),
    "GET notes": ({ query }) => ok({ notes: notes.filter((note) => note.object === query.get("object")), next: null }),
    "POST notes": ({ body, user }) => {
      notes.push({ ...body, by: user, party: OWN, at: time(0) });
      tell("note", body.to[0] ?? null);
      return ok(notes.at(-1), 201);
    },
  };
  function change(party, seq, what) {
    const copy = copies.find((one) => one.party === party && one.seq === seq);
    if (!copy) return problem(404, "not-found");
    Object.assign(copy, what);
    tell("copy", party);
    return ok({});
  }
  /** What a partner does, for tests: `fork`, `propose`, `recall`, `note`. */
  function stage(name) {
    const partner = partnerOf(JP);
    if (name === "fork") partner.fork = { code: "stream-forked", seq: 198 };
    if (name === "unfork") partner.fork = null;
    if (name === "propose") agreements[JP].theirs.proposed = theirText(2);
    if (name === "recall") Object.assign(copies.find((copy) => copy.seq === 55), { state: "hidden" });
    if (name === "note") notes.push({ object: `partner:${JP}`, text: "本日の巡視は終了しました。", language: "ja", by: "sato", party: JP, at: time(0), to: [OWN] });
    for (const what of ["partner", "copy", "note"]) tell(what, JP);
    return ok({});
  }

  return {
    /** Follows what changes; the answer ends it. */
    follow(send) { subscribers.add(send); return () => subscribers.delete(send); },
    /** The answer to a request, or undefined when the path is not the exchange's. */
    answer({ method, path, query, raw, user }) {
      if (path.startsWith("mock/")) return stage(path.slice(5));
      const parts = path.split("/");
      const party = parts.length > 2 && parts[0] !== "notes" ? decodeURIComponent(parts[1]) : undefined;
      const seq = parts[0] === "partners" ? undefined : Number(parts[2]);
      const shape = [path, ...(party ? [[parts[0], "*", ...(seq === undefined || Number.isNaN(seq) ? parts.slice(2) : ["*", ...parts.slice(3)])].join("/")] : [])];
      const route = shape.map((one) => routes[`${method} ${one}`]).find(Boolean);
      if (!route) return undefined;
      let body;
      try { body = raw.length > 0 ? JSON.parse(raw.toString()) : {}; } catch { body = {}; }
      if (party && path.startsWith("partners/") && parts[1] !== "invitation" && !partnerOf(party)) return problem(404, "partner-unknown");
      return route({ party, seq, query, body, raw, user });
    },
  };
}

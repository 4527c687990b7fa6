// The page for boarding teams beside the program: one table of rules, one table of merges, and what is typed by hand.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { load } from "./bundle.mjs";

const crate = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "crates", "case");
const table = (name) => JSON.parse(readFileSync(join(crate, "tests", name), "utf8"));
const rules = table("rules.json");
const { deadlineMs, due, faultOf, faults, fieldsOf, filled, isVerified } = await load("boarding/form.ts");
const { fold, heldUpTo, isEdit, textOf } = await load("boarding/edit.ts");
const { readTyped, toldFault, typedOf } = await load("boarding/typed.ts");
const { placesNoted, touch } = await load("boarding/step.ts");
const { Journal } = await load("boarding/journal.ts");
const { prefill } = await load("boarding/pack.ts");
const { vesselsOf } = await load("boarding/orders.ts");
const { deviceId } = await load("boarding/device.ts");
const { carry, openCarried } = await load("boarding/carry.ts");

/** The forms of the program's own file; a small reader of the parts of TOML that it uses. */
function readForms() {
  const forms = { version: "", measure: [], field: {}, form: [] };
  let at = forms;
  const text = readFileSync(join(crate, "src", "forms.toml"), "utf8").replaceAll(/sections = \[\n([\s\S]*?)\n\]/g, (_, rows) => `sections = [${rows.replaceAll("\n", " ")}]`);
  for (const line of text.split("\n")) {
    const [, list] = /^\[\[(\w+)\]\]$/.exec(line) ?? [];
    const [, field] = /^\[field\.(\w+)\]$/.exec(line) ?? [];
    const [, name, value] = /^(\w+) = (.+)$/.exec(line) ?? [];
    if (list) forms[list].push((at = {}));
    else if (field) at = forms.field[field] = {};
    else if (name) at[name] = JSON.parse(value.replaceAll(/(\{|, )\s*(\w+) = /g, '$1"$2": ').replaceAll(/,\s*\]/g, "]"));
  }
  return forms;
}
const forms = readForms();

function long(value) {
  if (Array.isArray(value)) return value.map(long);
  if (typeof value !== "object" || value === null) return value;
  if (value.$repeat) return value.$repeat[0].repeat(value.$repeat[1]);
  if (value.$rows) return Array.from({ length: value.$rows[1] }, () => value.$rows[0]);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, long(part)]));
}

const form = (id) => forms.form.find((one) => one.id === id);

test("every kind of field takes good values and refuses bad ones, as the program does", () => {
  const kinds = new Set();
  for (const [field, { good, bad }] of Object.entries(rules.values)) {
    if (forms.field[field]) kinds.add(forms.field[field].kind);
    for (const value of good) assert.equal(faultOf(forms, field, long(value)), undefined, `${field} ${JSON.stringify(value)}`);
    for (const [value, code] of bad) assert.equal(faultOf(forms, field, long(value)), code, `${field} ${JSON.stringify(value)}`);
  }
  assert.equal(kinds.size, 12);
  assert.deepEqual(new Set(Object.values(forms.field).map((one) => one.kind)), kinds);
});

/** Good and bad values of a field by its kind; a kind that is new has none until they are written here. */
function samples(kind) {
  const half = (kind.min + kind.max) / 2 + 0.25;
  const cite = (measure, paragraph, note = "") => [{ measure, paragraph, note }];
  switch (kind.kind) {
    case "text": return [["底刺し網", "x".repeat(kind.max)], ["x".repeat(kind.max + 1), 7], "field-too-long"];
    case "flag": return [["JPN"], ["jpn", "JP", 392], "field-flag"];
    case "call_sign": return [["7JAB"], ["AB", "7jab", "AB CD"], "field-call-sign"];
    case "imo": return [[9074729], [9074728, "9074729"], "field-imo"];
    case "mmsi": return [[431000001], [999999, "431000001", 1.5], "field-mmsi"];
    case "choice": return [kind.choices, [...kind.choices.map((code) => code.toUpperCase()), 0], "field-choice"];
    case "number": return [[kind.min, kind.max, ...(kind.whole ? [] : [half])], [kind.min - 0.01, kind.max + 0.01, String(kind.min), ...(kind.whole ? [half] : [])], "field-number"];
    case "place": return [[[180, -90], [-179.99, 41]], [[180.1, 0], [0, 90.1], [0], "41N"], "field-place"];
    case "time": return [[1], [0, -5, "today", 1.5], "field-time"];
    case "catch": return [[[{ species: "SAP", kg: 0 }]], [[{ species: "sap", kg: 1 }], [{ species: "SAP", kg: -1 }], [{ species: "SAP" }], "fish"], "field-catch"];
    case "violations": return [forms.measure.flatMap((one) => one.paragraphs.map((paragraph) => cite(one.id, paragraph))), [cite("NPFC CMM 1066-01", "1"), cite(forms.measure[0].id, " "), "none"], "field-violations"];
    case "attachment": return [["ab".repeat(32)], ["AB".repeat(32), "signed", 1], "field-attachment"];
    default: return [[], [], ""];
  }
}

test("every field of every form takes good values and refuses bad ones", () => {
  const tried = new Set();
  for (const one of forms.form) {
    for (const [name, needed] of fieldsOf(one)) {
      tried.add(name);
      const [good, bad, code] = samples(forms.field[name]);
      assert.ok(good.length > 0 && bad.length > 0, `${name} has no samples`);
      const codes = (value) => faults(forms, one, { [name]: value }).filter((fault) => fault.field === name).map((fault) => fault.code);
      for (const value of good) assert.deepEqual([faultOf(forms, name, value), codes(value).filter((found) => found !== "field-no-identifier")], [undefined, []], `${one.id} ${name} ${JSON.stringify(value)}`);
      for (const value of bad) assert.ok(codes(value).includes(code), `${one.id} ${name} ${JSON.stringify(value)}`);
      assert.equal(codes(null).includes("field-missing"), needed, `${one.id} ${name}`);
    }
  }
  assert.deepEqual(tried, new Set(Object.keys(forms.field)));
});

test("whole reports, what a form is filled with, and deadlines are those of the table", () => {
  for (const { form: id, change, faults: wanted } of rules.reports) {
    assert.deepEqual(faults(forms, form(id), { ...rules.complete, ...change }).map((one) => [one.field, one.code]), wanted, JSON.stringify(change));
  }
  for (const { form: id, known, fields } of rules.fills) assert.deepEqual(filled(forms, form(id), known), fields);
  for (const one of rules.deadlines) assert.equal(deadlineMs(one.end_ms, one.count, one.offset_min, one.holidays), one.deadline_ms, JSON.stringify(one));
});

test("a paragraph is verified by itself, and a measure that the file lacks never", () => {
  const one = { ...forms.measure[0], paragraphs: ["5", "6"], verified_paragraphs: ["6"] };
  const file = { ...forms, measure: [one] };
  assert.deepEqual(["5", "6", "7"].map((paragraph) => isVerified(file, one.id, paragraph)), [false, true, false]);
  assert.equal(isVerified(file, "other", "6"), false);
  assert.ok(isVerified({ ...forms, measure: [{ ...one, verified: true }] }, one.id, "5"));
});

test("dates with holidays and summer time, and what is not certain of them, are those of the table", () => {
  assert.ok(rules.dues.length > 3);
  for (const one of rules.dues) assert.deepEqual(due(one.calendar, one.scheme, one.end_ms, one.count), one.due, JSON.stringify(one));
});

test("edits make the reports and conflicts of the table, in every order", () => {
  for (const { says, edits, fields, heads, conflicts } of table("folds.json")) {
    for (let turn = 0; turn < edits.length; turn += 1) {
      const folded = fold([...edits.slice(turn), ...edits.slice(0, turn)].reverse());
      const reports = [...folded.reports].sort(([a], [b]) => (a < b ? -1 : 1));
      assert.deepEqual(Object.fromEntries(reports.map(([name, report]) => [name, report.fields])), fields, says);
      assert.deepEqual(Object.fromEntries(reports.map(([name, report]) => [name, Object.fromEntries(Object.entries(report.heads).map(([field, ids]) => [field, ids.map((id) => [id.device, id.seq])]))])), heads, says);
      assert.deepEqual(folded.conflicts, conflicts, says);
    }
    for (const edit of edits) assert.ok(isEdit(edit), says);
  }
});

test("what is no edit is not taken, and what is missing in the middle is asked for", () => {
  const good = table("folds.json")[0].edits[0];
  for (const bad of [null, 5, {}, { ...good, id: { device: "", seq: 1 } }, { ...good, id: { device: "a", seq: 0 } }, { ...good, act: { do: "drop" } }, { ...good, report: "x".repeat(65) }, { ...good, act: { do: "attach", sha256: "AB" } }]) assert.equal(isEdit(bad), false, JSON.stringify(bad));
  // What the node would refuse with everything that is sent beside it.
  const photo = { do: "attach", kind: "photo", caption: "", sha256: "ab".repeat(32), size: 1, media: "image/jpeg", place: null };
  assert.ok(isEdit({ ...good, act: photo }));
  for (const bad of [{ ...good, more: 1 }, { ...good, id: { ...good.id, more: 1 } }, { ...good, act: { ...good.act, more: 1 } }, { ...good, act: { ...photo, size: -1 } }, { ...good, act: { do: "set", field: "crew", replaces: [] } }]) assert.equal(isEdit(bad), false, JSON.stringify(bad));
  const of = (device, seq) => ({ ...good, id: { device, seq } });
  assert.deepEqual([...heldUpTo([of("a", 1), of("a", 2), of("a", 4), of("b", 2)])], [["a", 2], ["b", 0]]);
  assert.equal(textOf({ b: 1, a: [null, { d: 1, c: "é" }] }), '{"a":[null,{"c":"é","d":1}],"b":1}');
});

/** A vault in memory; while `full` is set nothing more goes in. */
function vaultOf(id, kept = new Map()) {
  const vault = {
    device: { id, name: id, user: "tanaka" }, full: false, kept,
    get: async (name) => kept.get(name), bytes: async (name) => kept.get(name),
    names: async (start) => [...kept.keys()].filter((name) => name.startsWith(start)).sort(),
    all: async (start) => [...kept.keys()].filter((name) => name.startsWith(start)).sort().map((name) => kept.get(name)),
    keep: async (things) => {
      if (vault.full) throw new Error("QuotaExceededError");
      for (const [name, what] of things) kept.set(name, "bytes" in what ? what.bytes : structuredClone(what.json));
    },
    put: (name, json) => vault.keep([[name, { json }]]),
  };
  return vault;
}

/** A node that keeps edits and gives 2,000 of them at once, as the program's own does. */
function nodeOf() {
  const node = { edits: [], files: new Map(), asked: 0 };
  globalThis.fetch = async (address, { method, body }) => {
    const json = (value) => new Response(JSON.stringify(value));
    const url = new URL(address, "http://node");
    if (url.pathname.startsWith("/api/v1/attachments/")) {
      node.files.set(url.pathname.split("/").at(-1), new Uint8Array(await body.arrayBuffer()));
      return new Response(null, { status: 204 });
    }
    if (method === "POST") {
      const edits = JSON.parse(body).edits;
      node.edits.push(...edits.filter((edit) => !node.edits.some((one) => textOf(one) === textOf(edit))));
      return json({ taken: edits.length, known: 0, refused: [] });
    }
    node.asked += 1;
    assert.ok(node.asked < 100, "a device that never stops asking");
    const known = new Map((url.searchParams.get("known") ?? "").split(",").filter(Boolean).map((pair) => [pair.slice(0, pair.lastIndexOf(":")), Number(pair.slice(pair.lastIndexOf(":") + 1))]));
    const count = new Map();
    for (const { id } of node.edits) count.set(`${id.device}/${id.seq}`, (count.get(`${id.device}/${id.seq}`) ?? 0) + 1);
    const twin = ({ id }) => count.get(`${id.device}/${id.seq}`) > 1;
    const lacking = node.edits.filter((edit) => twin(edit) || edit.id.seq > (known.get(edit.id.device) ?? 0)).sort((a, b) => (a.id.device < b.id.device ? -1 : a.id.device > b.id.device ? 1 : a.id.seq - b.id.seq));
    return json({ edits: lacking.slice(0, 2000) });
  };
  return node;
}

test("what a full device could not keep leaves no gap behind it, and what it has still leaves it", async () => {
  const vault = vaultOf("tablet-1");
  const journal = await Journal.open(vault);
  const report = await journal.begin("npfc-hsbi", "412000001", { vessel_name: "LU RONG 1" });
  const bytes = Uint8Array.from([1, 2, 3]);
  await journal.attach(report, { kind: "photo", caption: "", media: "image/jpeg", place: null }, bytes);
  vault.full = true;
  await assert.rejects(journal.set(report, [{ field: "findings", value: "nets" }]));
  assert.match(journal.notKept(), /Quota/);
  assert.equal(journal.folded().reports.get(report).fields.findings, undefined, "shown only when it is on the disk");
  const node = nodeOf();
  await journal.merge();
  assert.deepEqual([node.edits.length, node.files.size], [3, 1]);
  vault.full = false;
  await journal.set(report, [{ field: "findings", value: "nets" }]);
  assert.equal(journal.notKept(), "");
  await journal.merge();
  assert.deepEqual(node.edits.map((edit) => edit.id.seq), [1, 2, 3, 4]);
  assert.deepEqual([...heldUpTo(journal.all())], [["tablet-1", 4]]);
  // Closed and opened again, it goes on where it was.
  const again = await Journal.open(vaultOf("tablet-1", vault.kept));
  await again.set(report, [{ field: "findings", value: "nets and a harpoon" }]);
  assert.deepEqual(again.all().map((edit) => edit.id.seq), [1, 2, 3, 4, 5]);
});

test("a gap in what one device wrote keeps nobody's entries from coming", async () => {
  const edit = (device, seq, value) => ({ id: { device, seq }, at_ms: 0, user: "roy", report: "r1", act: { do: "set", field: "crew_count", value, replaces: [] } });
  const node = nodeOf();
  node.edits = Array.from({ length: 2500 }, (_, n) => edit("a", n + (n < 2 ? 1 : 2), n));
  node.edits.push(...[1, 2, 3, 4].map((seq) => edit("b", seq, seq)), edit("b", 2, 99));
  const journal = await Journal.open(vaultOf("tablet-1"));
  await journal.merge();
  assert.equal(journal.all().length, node.edits.length);
  assert.ok(journal.folded().conflicts.some((one) => one.conflict === "twin"));
  const asked = node.asked;
  await journal.merge();
  assert.equal(journal.all().length, node.edits.length);
  assert.deepEqual([asked, node.asked], [2, 4]);
});

test("a touch never changes an outcome that somebody wrote", async () => {
  for (const [step, wrote, wanted] of [["refused", "completed", "completed"], ["refused", null, "refused"], ["cancelled", null, "cancelled"], ["cancelled", "refused", "refused"]]) {
    const journal = await Journal.open(vaultOf("tablet-1"));
    const name = await journal.begin("npfc-hsbi", "", wrote === null ? {} : { boarding_result: wrote });
    const report = () => journal.folded().reports.get(name);
    await touch(journal, report(), step);
    assert.equal(report().fields.boarding_result, wanted);
    assert.equal(typeof report().fields.left_at, "number");
    assert.equal(report().steps.length, 1);
  }
});

test("what is typed is read, what cannot be read is kept and is a fault", () => {
  const kind = (field) => forms.field[field];
  const read = (field, typed) => readTyped(kind(field), typed);
  assert.equal(read("imo", "IMO 9074729"), 9074729);
  assert.equal(read("mmsi", "４３１０００００１"), 431000001);
  assert.equal(read("length_m", "44,5"), 44.5);
  assert.equal(read("call_sign", " 7j ab "), "7JAB");
  assert.deepEqual(read("position", "41°00.0′N 179°57.0′W"), [-179.95, 41]);
  assert.equal(read("left_at", "2026-02-28T23:59"), Date.UTC(2026, 1, 28, 23, 59));
  assert.equal(read("findings", "  "), null);
  for (const [field, typed] of [["imo", "none"], ["crew_count", "about 20"], ["position", "off Hokkaido"]]) {
    assert.equal(read(field, typed), typed);
    assert.ok(faultOf(forms, field, read(field, typed)), field);
    assert.equal(typedOf(kind(field), read(field, typed)), typed);
  }
  assert.equal(typedOf(kind("left_at"), Date.UTC(2024, 1, 29, 23, 59)), "2024-02-29T23:59");
});

test("a comma before three digits is not guessed at: it is kept as typed, and the fault says why", () => {
  const read = (typed) => readTyped(forms.field.mesh_mm, typed);
  for (const typed of ["12,500", "1,000", "+12,500", "012,500", "１２，５００", "1234,500"]) {
    assert.equal(read(typed), typed);
    const code = faultOf(forms, "mesh_mm", read(typed));
    assert.equal(code, "field-number", "the rules' own code is the program's");
    assert.equal(toldFault(code, read(typed)), "field-number-two-ways", typed);
  }
  for (const [typed, value] of [["12500", 12500], ["12.5", 12.5], ["12,5", 12.5], ["12,50", 12.5], ["12.500", 12.5], ["0,500", 0.5], ["12,5000", 12.5]]) assert.equal(read(typed), value, typed);
  assert.equal(toldFault("field-number", "about 20"), "field-number");
  assert.equal(toldFault("field-catch", [{ species: "SAP", kg: 5 }, { species: "SQJ", kg: "12,500" }]), "field-number-two-ways");
  for (const value of [[{ species: "sap", kg: 5 }], [null, 5], "fish"]) assert.equal(toldFault("field-catch", value), "field-catch");
});

test("the position of a report is not filled from an old report of the vessel; where the device was is offered", () => {
  const last = { time: "2026-03-01T00:00:00Z", position: [179.9, 41], sog_kn: null, cog_deg: null };
  const task = { mmsi: 412000001, name: "LU RONG 1", flag: "CHN", call_sign: "", imo: null, length_m: 62, last };
  const filledIn = prefill({ own: "JCG", forms }, form("npfc-hsbi"), task);
  assert.equal(filledIn.vessel_name, "LU RONG 1");
  assert.equal("position" in filledIn, false);
  const step = (name, at_ms, note) => ({ at_ms, act: { do: "step", step: name, note } });
  const picture = (kind, at_ms, place) => ({ at_ms, act: { do: "attach", kind, place } });
  const noted = placesNoted({
    steps: [step("sighted", 1, "41.25000, -179.95000"), step("hailed", 2, ""), step("aboard", 3, "41.30000, -179.90000"), step("signed", 4, "master_signature 41")],
    attachments: [picture("photo", 6, [-179.5, 41.5]), picture("photo", 5, [-179.9, 41.3]), picture("signature", 7, [1, 1]), picture("document", 8, null)],
  });
  assert.deepEqual(noted.map((one) => [one.code, one.at_ms, [...one.place]]), [["sighted", 1, [-179.95, 41.25]], ["aboard", 3, [-179.9, 41.3]], ["photo", 6, [-179.5, 41.5]]]);
});

test("a device's name is its own and fits", () => {
  assert.equal(deviceId("Tablet 1", "0123456789abcdef"), "tablet-1-01234567");
  assert.equal(deviceId("巡視船ざおう・端末,1:2", "ff".repeat(8)).includes(","), false);
  assert.ok(new TextEncoder().encode(deviceId("端".repeat(60), "ff".repeat(8))).length <= 48);
  assert.equal(deviceId(" :,", "ab".repeat(8)), "device-abababab");
});

test("a carried file opens with its passphrase alone, and with every byte in place", async () => {
  const bytes = Uint8Array.from({ length: 70_000 }, (_, n) => n % 251);
  const edits = table("folds.json")[0].edits;
  const journal = { attachments: () => [{ act: { sha256: "ab".repeat(32) } }], hasFile: () => true, file: async () => bytes, all: () => edits };
  for (const phrase of ["a long passphrase", ""]) {
    const file = await carry(journal, phrase);
    const opened = await openCarried(file, phrase);
    assert.deepEqual(opened.edits, edits);
    assert.deepEqual(opened.files, [["ab".repeat(32), bytes]]);
    if (phrase === "") continue;
    assert.ok(!Buffer.from(file).includes("tanaka"));
    assert.equal(await openCarried(file, "another passphrase"), "sealed");
    file[file.length - 1] ^= 1;
    assert.equal(await openCarried(file, phrase), "sealed");
  }
  assert.equal(await openCarried(new TextEncoder().encode("{}"), ""), "foreign");
});

test("a device for a ship's orders knows the vessels of her stops, in their order, each once", () => {
  const stop = (task) => ({ what: "task", task });
  const routes = [
    { asset: "tsugaru", stops: [stop("look-3"), { what: "port", port: "kushiro" }, stop("look-1"), stop("by-hand"), stop("look-3")] },
    { asset: "okitsu", stops: [stop("look-2")] },
  ];
  const row = (id, mmsi) => ({ mmsi, value: { id } });
  const rows = [row("look-1", 412000001), row("look-2", 412000002), row("look-3", 412000003), row("by-hand", undefined)];
  assert.deepEqual(vesselsOf({ plan: { routes } }, "tsugaru", rows), [412000003, 412000001]);
  assert.deepEqual(vesselsOf({ plan: { routes } }, "nobody", rows), []);
  assert.deepEqual(vesselsOf({}, "tsugaru", rows), []);
});

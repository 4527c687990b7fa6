// The check-in page's own reader of travel documents, its events and wristbands: the same specimens and the same bytes as
// the program's (crates/crisis/tests/mrz.rs, src/journey/event.rs, src/wristband.rs).
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./bundle.mjs";

const { checkDigit, isZone, readZone } = await load("checkin/mrz.ts");
const { bandBytes, bandText, documentTag, eventText, readBand } = await load("checkin/canon.ts");

const TD3 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";
const SPECIMENS = [
  [TD3, "td3", "L898902C3", "1974-08-12"],
  ["I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<", "td1", "D23145890", "1974-08-12"],
  ["I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6", "td2", "D23145890", "1974-08-12"],
  ["V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F96121096ZE184226B<<<<<<", "mrv_a", "L8988901C", "1940-09-07"],
  ["V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nL8988901C4XXX4009078F9612109<<<<<<<<", "mrv_b", "L8988901C", "1940-09-07"],
  ["I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<", "td1", "D23145890734", "1934-07-12"],
  ["I<UTOSTEVENSON<<PETER<JOHN<<<<<<<<<<\nD23145890<UTO3407127M95071227349<<<8", "td2", "D23145890734", "1934-07-12"],
];

test("the specimens are read", () => {
  for (const [text, format, number, birth] of SPECIMENS) {
    const zone = readZone(text, 2026);
    assert.deepEqual(zone.faults, [], text);
    assert.deepEqual([zone.format, zone.number, zone.birth], [format, number, birth]);
    assert.deepEqual(readZone(text.replaceAll("\n", "").toLowerCase(), 2026), zone);
  }
  const zone = readZone(TD3, 2026);
  assert.deepEqual([zone.family, zone.given, zone.nationality, zone.sex], ["ERIKSSON", "ANNA MARIA", "UTO", "F"]);
  assert.equal(isZone("P<UTO"), false);
  assert.equal(readZone("佐藤", 2026), undefined);
});

test("every single error in a checked field is flagged but those that no digit sees", () => {
  const value = (c) => (c === "<" ? 0 : Number.parseInt(c, 36));
  const [first, second] = TD3.split("\n");
  let [tried, blind] = [0, 0];
  for (let column = 0; column < 44; column += 1) {
    if ((column >= 10 && column < 13) || column === 20) continue;
    for (const wrong of "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<") {
      if (wrong === second[column]) continue;
      const zone = readZone(`${first}\n${second.slice(0, column)}${wrong}${second.slice(column + 1)}`, 2026);
      tried += 1;
      if (zone.faults.length === 0) {
        blind += 1;
        assert.equal(Math.abs(value(wrong) - value(second[column])) % 10, 0, `${second[column]} to ${wrong} at ${column}`);
      }
    }
  }
  assert.ok(blind * 10 < tried, `${blind} of ${tried}`);
  assert.equal(checkDigit("520727"), "3");
});

test("an event and a wristband are the program's, byte for byte", () => {
  const deed = { act: "checked_in", document: null, place: "00000000000000000000000000000003" };
  const event = { device: "00000000000000000000000000000007", seq: 1, before: "", at_ms: 1772600000000, by: "desk-1", person: "00000000000000000000000000000009", deed };
  assert.equal(eventText(event), '{"id":{"device":"00000000000000000000000000000007","seq":1},"before":"","at_ms":1772600000000,"by":"desk-1","person":"00000000000000000000000000000009","act":"checked_in","place":"00000000000000000000000000000003","document":null}');
  const id = (n) => String(n).padStart(32, "0");
  const signature = [...Array(64).keys()].map((n) => n.toString(16).padStart(2, "0")).join("");
  const band = { crisis: id(1), person: id(2), group: id(3), device: id(4), signature };
  const text = "VGB1AEAAAAAAAAAAAAAAAAAAAAAAAAAQAAAAAAAAAAAAAAAAAAAAAAAAEAAAAAAAAAAAAAAAAAAAAAAAAAYAAAAAAAAAAAAAAAAAAAAAAAAEAAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQTCQKRMFYYDENBWHA5DYPSAIJCEMSCKJRHFAUSUKZMFUXC6MBRGIZTINJWG44DSOR3HQ6T4PY";
  assert.equal(bandText(band), text);
  assert.deepEqual(readBand(` ${text.toLowerCase()} `), band);
  assert.equal(readBand(text.slice(0, -1)), undefined);
  assert.equal(readBand("VGB1!"), undefined);
});

test("the fingerprint of a document is keyed and tells no number", async () => {
  const key = "11".repeat(32);
  const tag = await documentTag(key, "JPN", "TK1234567");
  assert.match(tag, /^[0-9a-f]{32}$/);
  assert.notEqual(tag, await documentTag("22".repeat(32), "JPN", "TK1234567"));
  assert.notEqual(tag, await documentTag(key, "JPN", "TK1234568"));
});

test("a wristband is believed by the key of the device that printed it, and by nothing else", async () => {
  const { find } = await load("checkin/find.ts");
  const id = (n) => String(n).padStart(32, "0");
  const raw = async (key) => Buffer.from(await crypto.subtle.exportKey("raw", key)).toString("hex");
  const make = () => crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]);
  const [own, other, lost] = [await make(), await make(), await make()];
  const journal = {
    vault: { device: { id: id(10), crisis: id(1), public: await raw(own.publicKey) } },
    pack: { devices: [{ id: id(11), public: await raw(other.publicKey), revoked: false }, { id: id(12), public: await raw(lost.publicKey), revoked: true }] },
    travellers: () => [{ id: id(2), names: [], documents: [] }],
  };
  const band = async (device, pair, about = {}, change = {}) => {
    const band = { crisis: id(1), person: id(2), group: id(3), device, ...about };
    const signature = Buffer.from(await crypto.subtle.sign("Ed25519", pair.privateKey, bandBytes(band))).toString("hex");
    return bandText({ ...band, signature, ...change });
  };
  const seen = async (text) => {
    const { band: fault, people } = await find(journal, text, 2026);
    return [fault, people.length];
  };
  assert.deepEqual(await seen(await band(id(10), own)), [undefined, 1], "its own");
  assert.deepEqual(await seen(await band(id(11), other)), [undefined, 1], "another device's");
  assert.deepEqual(await seen(await band(id(12), lost)), ["revoked", 0]);
  assert.deepEqual(await seen(await band(id(11), own)), ["forged", 0], "signed by a third");
  assert.deepEqual(await seen(await band(id(11), other, {}, { person: id(9) })), ["forged", 0], "another person put in");
  assert.deepEqual(await seen(await band(id(13), other)), ["unknown", 0]);
  assert.deepEqual(await seen(await band(id(11), other, { crisis: id(7) })), ["foreign", 0]);
  assert.deepEqual(await seen(await band(id(12), own)), ["forged", 0], "a false signature is said before the revocation");
});

test("a date of birth that does not exist and a blank name are said at the desk", async () => {
  const { isBirth, recordFault, sendable } = await load("checkin/record.ts");
  for (const good of ["1984", "1984-02", "1984-02-29", "2000-02-29", "1999-12-31"]) assert.equal(isBirth(good), true, good);
  for (const bad of ["", "84", "1984-2", "1984-02-30", "1985-02-29", "1900-02-29", "1985-13-01", "1985-00", "1985-04-31", "1985-01-00", "1849", "2201", "1984-02-29x"]) assert.equal(isBirth(bad), false, bad);
  assert.equal(recordFault(" ", "1984"), "name");
  assert.equal(recordFault("Roy", "1984-02-30"), "birth");
  assert.equal(recordFault("Roy", ""), undefined);
  assert.deepEqual(sendable({ id: "1", birth: "1984-02-30" }), { id: "1", birth: null });
  assert.deepEqual(sendable({ id: "1", birth: "1984-02" }), { id: "1", birth: "1984-02" });
});

test("a record leaves once, with its note or after it, and one that the node refuses keeps nothing back", async () => {
  const { Journal } = await load("checkin/journal.ts");
  const id = (n) => String(n).padStart(32, "0");
  const traveller = (n, family) => ({ id: id(n), names: [{ script: "latin", family, given: "" }], documents: [], group: null });
  const kept = new Map();
  // What an earlier page left: everything undelivered, a date that does not exist, a blank name, a record without a note.
  for (const [n, family] of [[1, "Roy"], [2, " "], [3, "Gagnon"]]) kept.set(`walkin/${String(n - 1).padStart(9, "0")}`, { record: { id: id(n), names: traveller(n, family).names, birth: n === 1 ? "1984-02-30" : null }, traveller: traveller(n, family) });
  for (const seq of [1, 2]) kept.set(`event/${String(seq).padStart(9, "0")}`, { seq, text: `${seq}`, signature: "", person: id(seq), act: "registered", at_ms: 0 });
  const vault = {
    device: { id: id(9), crisis: id(8), name: "Desk 2" },
    get: async (name) => kept.get(name),
    all: async (start) => [...kept].filter(([name]) => name.startsWith(start)).sort().map(([, what]) => structuredClone(what)),
    put: async (name, what) => void kept.set(name, structuredClone(what)),
    keep: async (things) => { for (const [name, { json }] of things) kept.set(name, structuredClone(json)); },
    sign: async () => "00",
  };
  const sent = [];
  const real = globalThis.fetch;
  globalThis.fetch = async (path, { body }) => {
    if (path.endsWith("/pack")) return new Response(JSON.stringify({ persons: [], places: [] }));
    const told = JSON.parse(body);
    sent.push(told);
    const persons_refused = told.persons.flatMap((one, at) => (one.names[0].family.trim() ? [] : [[at, "crisis-name-missing"]]));
    return new Response(JSON.stringify({ taken: told.events.length, known: 0, forked: 0, refused: [], aside: 0, walk_ins: 0, now_ms: 0, persons_refused }));
  };
  try {
    const journal = await Journal.open(vault);
    assert.equal(journal.waiting(), 2);
    await journal.deliver();
    assert.deepEqual(sent.map((one) => [one.events.length, one.persons.map((person) => person.id)]), [[3, [id(1), id(2), id(3)]]]);
    assert.equal(sent[0].persons[0].birth, null, "the date is not worth the name");
    assert.deepEqual([journal.waiting(), journal.untaken().map((one) => one.id)], [0, [id(2)]]);
    const again = await Journal.open(vault);
    assert.deepEqual([again.waiting(), again.untaken().length], [0, 1], "the page was opened anew");
    const fresh = await again.walkIn({ script: "latin", family: "Sato", given: "" }, { minor: false, group: null }, "Desk 2");
    assert.equal(again.waiting(), 1);
    await again.deliver();
    assert.deepEqual(sent[1].persons.map((person) => person.id), [fresh.id], "only what is new");
    await again.deliver();
    assert.equal(sent.length, 2, "and nothing twice");
  } finally {
    globalThis.fetch = real;
  }
});

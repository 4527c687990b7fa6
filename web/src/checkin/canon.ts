// The one text of an event, its hash, and the code of a wristband: byte for byte as the program has them
// (crates/crisis/src/journey/event.rs and wristband.rs).
import { hex, joined, unhex } from "../public/bytes";

export type Deed =
  | { act: "registered"; source: "walk_in" }
  | { act: "checked_in"; place: string; document: string | null }
  | { act: "boarded"; leg: string }
  | { act: "arrived"; place: string };

export interface Written { device: string; seq: number; before: string; at_ms: number; by: string; person: string; deed: Deed }

/** JSON without spaces, fields in the order of the program's declaration. */
export function eventText(e: Written): string {
  const head = { id: { device: e.device, seq: e.seq }, before: e.before, at_ms: e.at_ms, by: e.by, person: e.person };
  return JSON.stringify({ ...head, ...ordered(e.deed) });
}

function ordered(deed: Deed): Record<string, string | null> {
  switch (deed.act) {
    case "registered": return { act: deed.act, source: deed.source };
    case "checked_in": return { act: deed.act, place: deed.place, document: deed.document };
    case "boarded": return { act: deed.act, leg: deed.leg };
    case "arrived": return { act: deed.act, place: deed.place };
  }
}

/** The keyed fingerprint of a travel document: it finds the person and does not tell the number. */
export async function documentTag(key: string, issuer: string, number: string): Promise<string> {
  const secret = await crypto.subtle.importKey("raw", unhex(key), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const what = new TextEncoder().encode("document");
  const length = new Uint8Array(8);
  length[7] = what.length;
  const parts = [new TextEncoder().encode("vigie/crisis/pseudonym/1"), length, what, new TextEncoder().encode(`${issuer} ${number}`)];
  const tag = await crypto.subtle.sign("HMAC", secret, joined(parts));
  return hex(new Uint8Array(tag).slice(0, 16));
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const MARK = "VGB1";
const SIGNED = 1 + 4 * 16;

export interface Band { crisis: string; person: string; group: string; device: string; signature: string }

/** The bytes of a wristband that the device signs. */
export function bandBytes(band: Omit<Band, "signature">): Uint8Array<ArrayBuffer> {
  return joined([Uint8Array.of(1), unhex(band.crisis), unhex(band.person), unhex(band.group), unhex(band.device)]);
}

/** The text of a wristband's code. */
export function bandText(band: Band): string {
  const bytes = joined([bandBytes(band), unhex(band.signature)]);
  let [out, bits, count] = ["", 0, 0];
  for (const byte of bytes) {
    bits = (bits << 8) | byte;
    count += 8;
    while (count >= 5) {
      count -= 5;
      out += ALPHABET[(bits >> count) & 31];
    }
    bits &= (1 << count) - 1;
  }
  if (count > 0) out += ALPHABET[(bits << (5 - count)) & 31];
  return MARK + out;
}

/** Reads a wristband's code; nothing when it is none. */
export function readBand(typed: string): Band | undefined {
  const text = typed.replaceAll(/\s/g, "").toUpperCase();
  if (!text.startsWith(MARK)) return undefined;
  const bytes: number[] = [];
  let [bits, count] = [0, 0];
  for (const c of text.slice(MARK.length)) {
    const value = ALPHABET.indexOf(c);
    if (value < 0) return undefined;
    bits = (bits << 5) | value;
    count += 5;
    if (count >= 8) {
      count -= 8;
      bytes.push((bits >> count) & 255);
      bits &= (1 << count) - 1;
    }
  }
  if (bytes.length !== SIGNED + 64 || bytes[0] !== 1 || bits !== 0) return undefined;
  const id = (n: number): string => hex(Uint8Array.from(bytes.slice(1 + n * 16, 17 + n * 16)));
  return { crisis: id(0), person: id(1), group: id(2), device: id(3), signature: hex(Uint8Array.from(bytes.slice(SIGNED))) };
}

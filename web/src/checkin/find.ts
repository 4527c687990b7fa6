// Whom a scan or a typed name means, without a network: by wristband, by the fingerprint of the passport, by name.
import { unhex } from "../public/bytes";
import { type Band, bandBytes, documentTag, readBand } from "./canon";
import type { Journal, Traveller } from "./journal";
import { type Zone, readZone } from "./mrz";

export interface Found {
  kind: "band" | "zone" | "name";
  people: Traveller[];
  zone?: Zone | undefined;
  tag?: string | undefined;
  /** Why a wristband is not believed. */
  band?: BandFault | undefined;
}

/** Of another crisis; printed by a device that this one does not know; not signed by it; by one that was revoked. */
export type BandFault = "foreign" | "unknown" | "forged" | "revoked";

const MOST = 20;

function folded(text: string): string {
  const plain = text.normalize("NFKD").replaceAll(/\p{M}/gu, "").normalize("NFKC").toLowerCase();
  return plain.replaceAll(/[ァ-ヶ]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0x60));
}

/** Words of a name as they are compared: without accents, kana as hiragana. */
export function words(text: string): string[] {
  return folded(text).split(/[\s<,・-]+/u).filter(Boolean);
}

export async function find(journal: Journal, typed: string, year: number): Promise<Found> {
  const band = readBand(typed);
  const all = journal.travellers();
  if (band) {
    const fault = await bandFault(journal, band);
    return { kind: "band", people: fault ? [] : all.filter((one) => one.id === band.person), band: fault };
  }
  const zone = readZone(typed, year);
  if (zone) {
    const key = journal.pack?.document_key;
    const tag = key ? await documentTag(key, zone.issuer, zone.number) : undefined;
    const own = all.filter((one) => tag !== undefined && one.documents.includes(tag));
    return { kind: "zone", people: own.length > 0 ? own : byName(all, `${zone.family} ${zone.given}`), zone, tag };
  }
  return { kind: "name", people: byName(all, typed) };
}

/** Whether a wristband is one that a device of this crisis printed. */
export async function bandFault(journal: Journal, band: Band): Promise<BandFault | undefined> {
  const own = journal.vault.device;
  if (band.crisis !== own.crisis) return "foreign";
  const known = journal.pack?.devices?.find((one) => one.id === band.device);
  const open = band.device === own.id ? own.public : known?.public;
  if (open === undefined) return "unknown";
  const key = await crypto.subtle.importKey("raw", unhex(open), "Ed25519", false, ["verify"]);
  const good = await crypto.subtle.verify("Ed25519", key, unhex(band.signature), bandBytes(band));
  if (!good) return "forged";
  return known?.revoked ? "revoked" : undefined;
}

function byName(all: readonly Traveller[], typed: string): Traveller[] {
  const wanted = words(typed);
  if (wanted.length === 0) return [];
  const scored = all.map((one) => {
    const own = one.names.flatMap((name) => [...words(name.family), ...words(name.given), words(`${name.family}${name.given}`).join("")]);
    const hits = wanted.filter((word) => own.some((part) => part.startsWith(word))).length;
    return { one, hits };
  });
  const best = scored.filter(({ hits }) => hits * 2 >= wanted.length && hits > 0).sort((a, b) => b.hits - a.hits);
  return best.slice(0, MOST).map(({ one }) => one);
}

/** Who travels with someone, themselves included. */
export function groupOf(journal: Journal, one: Traveller): Traveller[] {
  return one.group === null ? [one] : journal.travellers().filter((other) => other.group === one.group);
}

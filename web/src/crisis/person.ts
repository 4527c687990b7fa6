// A person of the register as the node keeps it (crates/crisis/src/person.rs), and what a page does with it before it is
// sent: words of consent are added and never taken out, and nobody is taken for an adult who may be a child.
import { word } from "../language";
import type { Name } from "./crisis";

export const SCRIPTS = ["latin", "kana", "kanji", "mrz"] as const;
export const PAPERS = ["passport", "emergency", "card", "visa", "other"] as const;
export const CONTACTS = ["phone", "email", "next_of_kin"] as const;
export const NEEDS = ["stretcher", "wheelchair", "pregnant", "medical", "minor", "interpreter"] as const;
export const CONSENTS = ["partner", "next_of_kin", "reunification"] as const;
export const ELIGIBILITIES = ["unknown", "citizen", "resident", "family", "partner", "no"] as const;
export const REPLIES = ["safe", "wants_out", "own_way", "needs_help"] as const;
/** Most entries of one kind, as the node takes them. */
export const ENTRIES_MAX = 16;
const ADULT_YEARS = 18;

export type Consent = (typeof CONSENTS)[number];
export interface Paper { kind: string; issuer: string; number: string; expires: string | null }
export interface Contact { kind: string; number?: string; address?: string; name?: string; reach?: string }
export type Needs = Record<(typeof NEEDS)[number], boolean> & { pets: number; note: string };
export interface ConsentGiven { to: string; given: boolean; at_ms: number }
export interface Person {
  id: string; names: Name[]; nationalities: string[]; birth: string | null; documents: Paper[]; contacts: Contact[]; needs: Needs; language: string | null;
  consents: ConsentGiven[]; group: string | null; guardian: string | null; place: string | null; whereabouts: string; eligibility: string; source: string; source_key: string;
}

/** A record to fill in at a desk. */
export function blankPerson(): Person {
  return {
    id: "0".repeat(32), names: [{ script: "latin", family: "", given: "" }], nationalities: [], birth: null, documents: [], contacts: [],
    needs: { stretcher: false, wheelchair: false, pregnant: false, medical: false, minor: false, interpreter: false, pets: 0, note: "" },
    language: null, consents: [], group: null, guardian: null, place: null, whereabouts: "", eligibility: "unknown", source: "walk_in", source_key: "",
  };
}

/** Yes, no, or never asked: the latest word on it counts, and of two at one time no. */
export function consentOf(consents: readonly ConsentGiven[], to: Consent): "yes" | "no" | "" {
  const words = consents.filter((one) => one.to === to);
  const last = words.reduce<ConsentGiven | undefined>((best, one) => (!best || one.at_ms > best.at_ms || (one.at_ms === best.at_ms && !one.given) ? one : best), undefined);
  return last ? (last.given ? "yes" : "no") : "";
}

/** With one more word on a consent. When there is no room, only the latest word on each stays. */
export function withConsent(consents: readonly ConsentGiven[], to: Consent, given: boolean, now_ms: number): ConsentGiven[] {
  const before = consents.filter((one) => one.to === to).map((one) => one.at_ms);
  const word: ConsentGiven = { to, given, at_ms: Math.max(now_ms, ...before.map((at) => at + 1)) };
  if (consents.length < ENTRIES_MAX) return [...consents, word];
  const latest = CONSENTS.flatMap((one) => {
    const said = consents.filter((it) => it.to === one).sort((a, b) => a.at_ms - b.at_ms || Number(b.given) - Number(a.given)).at(-1);
    return said && one !== to ? [said] : [];
  });
  return [...latest, word];
}

/** Whether a date of birth (year, perhaps month, perhaps day) is that of a child on a day; what is not known counts as its latest. */
export function isChild(birth: string, today: Date): boolean {
  const [year, month, day] = birth.split("-").map(Number);
  if (!year || Number.isNaN(year)) return false;
  const turns = Date.UTC(year + ADULT_YEARS, (month ?? 12) - 1, day ?? 31);
  return today.getTime() < turns;
}

/** Whether the last day of a document is over. */
export function isOver(expires: string | null, today: Date): boolean {
  return expires !== null && expires < today.toISOString().slice(0, expires.length);
}

export function paperText(paper: Paper): string {
  return [word("paper-kind", paper.kind), paper.issuer, paper.number].filter(Boolean).join(" ");
}

export function contactText(contact: Contact): string {
  const said = contact.number ?? contact.address ?? [contact.name, contact.reach].filter(Boolean).join(" ");
  return contact.kind === "next_of_kin" ? `${word("contact-kind", contact.kind)}: ${said}` : said;
}

/** `CAN, JPN` as codes. */
export function codes(text: string): string[] {
  return text.toUpperCase().split(/[\s,;/、]+/u).filter(Boolean);
}

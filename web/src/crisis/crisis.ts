// Crises as the node tells of them (docs/api.md, Crises).
import { call, query } from "../api";
import { t, word } from "../language";
import type { Person } from "./person";

export const STATES = [
  "registered", "contacted", "wants_to_leave", "offered", "accepted", "at_assembly_point", "embarked", "arrived", "declined", "deceased", "unaccounted",
] as const;
export type State = (typeof STATES)[number];
export type Funnel = Record<State, number>;
export interface Retention { after_return_days: number; after_close_days: number; unreviewed_days: number }
export interface Crisis { id: string; alert?: { sender: string; headline: string; event: string; proof: string } | null; name: string; opened_ms: number; closed_ms: number | null; self_report: boolean; retention: Retention; hold?: { since_ms: number; by: string; reason: string } | null }
export interface Place { id: string; name: string; kind: string; position: [number, number] | null }
export interface PlaceFunnel { place: string | null; name: string | null; kind: string | null; total: number; funnel: Funnel }
export interface ClassFunnel { class: string; total: number; funnel: Funnel }
export interface Board {
  crisis: Crisis; register: number; funnel: Funnel; places: PlaceFunnel[]; classes: ClassFunnel[]; needs_help: number; erased: number; aside: number; merged: number;
  /** Self-reports that nobody has acted on in time. */
  overdue: number;
  conflicts_open: number; missing: { device: string; from_seq: number; to_seq: number }[]; events: number; digest: string; all_places: Place[];
}
export interface Conflict { id: string; kind: string; settled: unknown; person?: string; persons?: string[] }
export interface Name { script: string; family: string; given: string }
export interface Brief {
  id: string; names: Name[]; birth: string | null; nationalities: string[]; state: State | null; since_ms: number | null; place: string | null;
  group: string | null; class: string; minor: boolean; needs_help: boolean; score: number | null;
}
export interface EventId { device: string; seq: number }
export interface JourneyEvent {
  id: EventId; at_ms: number; by: string; person: string; act: string;
  reply?: string; channel?: string; eligibility?: string; leg?: string | null; place?: string; source?: string; of?: EventId;
}
export interface Standing { state: State; since_ms: number; place: string | null; leg: string | null; eligibility: string; needs_help: boolean; closed: boolean }
export interface Card {
  person: Person;
  /** Of the record as it is here: a change says what it was made from. */
  revision: string;
  standing: Standing | null; events: JourneyEvent[]; group: Brief[]; conflicts: Conflict[]; erasure_due: { at_ms: number; reason: string } | null; held: boolean;
}
export interface Twin { persons: Brief[]; score: number; reasons: string[] }

/** A path below one crisis. */
export function at(crisis: string, rest: string, asked: Record<string, string | number | undefined> = {}): string {
  return `crises/${encodeURIComponent(crisis)}/${rest}${query(asked)}`;
}

/** Notes what happened to a person. */
export function note(crisis: string, person: string, deed: Record<string, unknown>): Promise<unknown> {
  return call(at(crisis, "deeds"), { json: { person, deed } });
}

/** Names in all writings, family name first where people write it so. */
export function shown(names: readonly Name[]): string {
  const one = (name: Name): string => (name.script === "latin" ? `${name.given} ${name.family}` : `${name.family} ${name.given}`).trim();
  return names.map(one).filter(Boolean).join(" · ");
}

/** The place by name. */
export function placeName(board: Board | undefined, id: string | null): string {
  return board?.all_places.find((place) => place.id === id)?.name ?? t("crisis-place-unknown");
}

/** A leg by which people leave, as the transport or the plan in force names it. */
export interface LegChoice { id: string; name: string; departure: string }

/** All legs that are known here, the earliest first: our own, and those of partners by the plan in force. */
export async function legsOf(crisis: string): Promise<LegChoice[]> {
  const [told, made] = await Promise.all([
    call<{ transport: { instance: { legs: LegChoice[] } } | null }>(at(crisis, "transport")),
    call<{ plan: { legs: LegChoice[] } | null }>(at(crisis, "plan")),
  ]);
  const all = [...(told.transport?.instance.legs ?? []), ...(made.plan?.legs ?? [])];
  const known = new Map(all.map((leg) => [leg.id, leg]));
  return [...known.values()].sort((a, b) => a.departure.localeCompare(b.departure) || a.name.localeCompare(b.name));
}

/** A place as it is chosen from a list: its name and what it is. */
export function placeChoice(place: Place): string {
  return `${place.name} · ${word("place-kind", place.kind)}`;
}

export function stateName(state: State): string {
  return word("funnel", state);
}

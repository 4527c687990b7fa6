// Crises as the node tells of them (docs/api.md, Crises).
import { call, query } from "../api";
import { t, word } from "../language";

export const STATES = [
  "registered", "contacted", "wants_to_leave", "offered", "accepted", "at_assembly_point", "embarked", "arrived", "declined", "deceased", "unaccounted",
] as const;
export type State = (typeof STATES)[number];
export type Funnel = Record<State, number>;
export interface Crisis { id: string; alert?: { sender: string; headline: string; event: string; proof: string } | null; name: string; opened_ms: number; closed_ms: number | null; self_report: boolean; hold?: { since_ms: number; by: string; reason: string } | null }
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
export interface JourneyEvent { id: { device: string; seq: number }; at_ms: number; by: string; person: string; act: string; reply?: string }
export interface Card {
  person: Brief & { contacts: Record<string, string>[]; documents: { kind: string; issuer: string; number: string }[]; whereabouts: string; language: string | null };
  standing: { state: State; since_ms: number } | null; events: JourneyEvent[]; group: Brief[]; conflicts: Conflict[]; erasure_due: { at_ms: number } | null;
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

export function stateName(state: State): string {
  return word("funnel", state);
}

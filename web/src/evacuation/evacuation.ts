// The evacuation as the node tells of it (docs/api.md, Evacuation).
import { at } from "../crisis/crisis";
import { number, t } from "../language";
import { utc } from "../moment";

export interface Waiting { people: number; lifted: number; median_h: number | null; p90_h: number | null; last_h: number | null }
export interface PartnerFigure {
  partner: string; alone: number; alone_bound?: number; pooled: number; alone_not_lifted: number; pooled_not_lifted: number; seats_received: number; seats_given: number;
}
export interface Leg {
  id: string; name: string; owner: string; mode: string; status: string; from: string | null; to: string | null; cutoff: string; departure: string; arrival: string;
  seats: number; stretchers: number; people: number; partners: Record<string, number> | null;
}
export interface Help { code: string; place: string | null; leg: string | null; time: string | null; saves_h: number }
/** How full a safe haven gets by the plan; limits are null where there are none. */
export interface Reception {
  id: string; name: string; people: number; beds: number | null; stay_h: number | null; per_day: number | null; most: number; most_at: string | null; most_per_day: number;
}
export interface Vehicle { id: string; name: string; owner: string; seats: number; at: string | null; trips: { departure: string; arrival: string; from: string | null; to: string | null }[] }
export interface Plan {
  version: number; made_ms: number; by: string; method: string; gap_pct: number; lifted: number; not_lifted: number; violations: unknown[];
  partners: PartnerFigure[]; stranded: Record<string, number>; fairness: { all: Waiting; partner: Record<string, Waiting> }; helps: Help[];
  changed: number; disrupted: number; legs: Leg[]; buses: { departure: string; from: string | null; to: string | null; people: number }[]; placeless?: number;
  /** Of a new plan: minors whose guardian is aboard or elsewhere, and people aboard legs that the transport does not list. */
  minors_apart?: number; aboard_other?: number; elsewhere?: number;
  vehicles?: Vehicle[]; reception?: Reception[];
}
export interface Member {
  id: string; names: { script: string; family: string; given: string }[]; nationality?: string | null; birth?: string | null; document?: string | null;
  needs?: { minor: boolean; stretcher: boolean; wheelchair: boolean };
  /** The leg is a partner's, who must not know this name. */
  withheld?: boolean;
  /** At the door of this leg, as far as it is known. */
  boarding?: "aboard" | "no_show" | null;
}
export interface ManifestGroup {
  group: string; partner: string; size: number; stretchers: number; wheelchairs: number; minors: number; standby: number | null; members: Member[];
}
export interface Manifest { leg: { id: string; name: string; owner: string; cutoff: string; departure: string; arrival: string }; from: string | null; to: string | null; version: number; groups: ManifestGroup[]; standby: ManifestGroup[]; closing?: { closed_ms: number; by: string; digest: string; aboard: number; absent: number; empty: [number, number] } | null }
/** What came of the plan in made-up courses of events. */
export interface Trial {
  version: number; runs: number; planned_not_lifted: number; not_lifted_mean: number; not_lifted_p90: number; not_lifted_worst: number; extra_h: number;
  /** Legs that may fail. */
  uncertain: number;
  critical: { id: string; name: string; owner: string; from: string | null; to: string | null; departure: string; reliability_pct: number; people: number; failed: number; extra_h: number }[];
}
export interface Offer { number: number; leg: string; to: string; seats: number; stretchers: number; expires: string; state: "open" | "released" | "withdrawn" }
export interface Book {
  leg: string; name: string | null; departure: string | null; cutoff: string; owner: string; places: [number, number]; own: [number, number]; free: [number, number];
  offers: { offer: Offer; open: [number, number] }[];
}
export interface Balance { from: string; to: string; places: number; amounts: { currency: string; minor: number }[] }
export interface Transport { own: string; instance: { partners: string[]; legs: { id: string; name: string; owner: string; cutoff: string }[]; assembly: unknown[] } }
export interface PlanTouched {
  /** The partner that told the plan; null for one of ours. */
  party: string | null; key: string; name: string; assembly: number; holds: number; embarkation: number; havens: number;
  triggers: { key: string; name: string; note: string }[];
}
export interface Hazard {
  id: string;
  hazard: { source: string; id: string; sender: string; event: string; headline: string; severity: string; sent: string; proof: string; exercise: boolean };
  touched: { places: number; people: number }; plans?: PlanTouched[]; holds: boolean;
}

export { at };

/** A moment in running text, as day and minute; nothing where there is none. */
export function minute(time: string | null): string {
  return time ? utc(time) : "";
}

/** A bound so far away says nothing of the plan: those of tiny plans are loose. */
const GAP_PCT_CLOSE = 20;

/** How near the plan is proven to be to the best, in words. */
export function proven(gap_pct: number): string {
  return gap_pct > GAP_PCT_CLOSE ? t("evac-gap-loose") : t("evac-gap", { gap: number(gap_pct, 2) });
}

/** An amount in its currency: yen have no hundredths. */
export function money(amount: { currency: string; minor: number }, language: string): string {
  const format = new Intl.NumberFormat(language, { style: "currency", currency: amount.currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amount.minor / 10 ** digits);
}

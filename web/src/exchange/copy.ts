// Copies: what partners released to us, and their vessels (docs/api.md).
import { call, query } from "../api";
import type { Hold } from "./release";

export type CopyState = "shown" | "hidden" | "held" | "purged";
export const COPY_STATES: readonly CopyState[] = ["shown", "held", "hidden", "purged"];
export interface FieldDifference { field: string; own: unknown; theirs: unknown }
export interface Copy {
  party: string; seq: number; originator: string; kind: string; object: string; title: string | null; body: Record<string, unknown>;
  received: string; released: string; expires: string | null; purge: string | null; purpose: string; level: string; caveats: string[];
  onward: "none" | "ask" | "allowed"; onward_to: string[];
  state: CopyState; hold: Hold | null; own: { mmsi: number } | null; differences: FieldDifference[];
  /** What of it the partner's own agreement does not explain: `kind`, `purpose`, `personal`, `time`, `field NAME`. */
  beyond: string[];
  /** Its size as it came, and the fields that a list leaves out because they are large: `wholeCopy` has them. */
  bytes?: number; left_out?: string[];
}
export interface CopyPage { copies: Copy[]; next: number | null }

/** One vessel of a partner: a GeoJSON point with the fields of its copy, as far as they were released. */
export interface PartnerVesselProperties {
  party: string; seq: number; mmsi?: number | null; name?: string | null; ship_type?: number | null; gear?: string | null;
  seen: string | null; sog_kn?: number | null; cog_deg?: number | null;
}
export interface PartnerVessel { type: "Feature"; id: string; geometry: { type: "Point"; coordinates: [number, number] }; properties: PartnerVesselProperties }
export interface PartnerVessels { type: "FeatureCollection"; features: PartnerVessel[] }

const of = (copy: { party: string; seq: number }): string => `shared/${encodeURIComponent(copy.party)}/${copy.seq}`;

export const copies = (filter: { party?: string; kind?: string; state?: string }): Promise<CopyPage> => call(`shared${query(filter)}`);
/** One copy with all its fields, however large. */
export const wholeCopy = (copy: { party: string; seq: number }): Promise<Copy> => call(of(copy));
export const wholeCopyPath = (copy: { party: string; seq: number }): string => `/api/v1/${of(copy)}`;
/** Copies that say something of one ship. */
export const copiesAbout = (mmsi: number): Promise<CopyPage> => call(`shared${query({ mmsi })}`);
export const partnerVessels = (): Promise<PartnerVessels> => call("shared/vessels");
export const hold = (copy: Copy, reason: string): Promise<unknown> => call(`${of(copy)}/hold`, { json: { reason } });
export const liftHold = (copy: Copy): Promise<unknown> => call(`${of(copy)}/hold`, { method: "DELETE" });

/** Taken back or over, and kept for an investigation only: the list says no more of it than who keeps it and why. */
export const isKept = (copy: Copy): boolean => copy.state === "hidden" && copy.hold !== null;

/** What names a copy on the screen and in addresses of the page. */
export const copyKey = (copy: { party: string; seq: number }): string => `${copy.party}/${copy.seq}`;
/** What names a partner's vessel: it stays while newer copies of it come. */
export const vesselKey = (vessel: PartnerVessel): string => vessel.id;

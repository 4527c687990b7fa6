// Releases: copies made for one partner, each by one decision of the node (docs/api.md).
import { type Role, call, callFile, query } from "../api";
import type { ObjectLabel } from "./label_form";

/** What can be released from a card. */
export type ReleasableKind = "vessel" | "event" | "copy" | "area" | "crisis-counts" | "vessel-list";
export interface Wanted { party: string; kind: ReleasableKind; id: string; purpose: string }
export type Decision = "release" | "hold" | "deny";
export interface PreviewField { name: string; before: unknown; after: unknown; state: "whole" | "coarse" | "withheld" }
export interface Preview {
  decision: Decision; rule: { code: string; name: string; policies: string[] }; purpose: string; fields: PreviewField[];
  expires: string | null; purge: string | null; level: string | null; caveats: string[];
  /** The object's own label, before any agreement. */
  label?: ObjectLabel;
  /** For `hold`: the least role that may approve. */
  approver?: Role | null;
}
export interface Hold { by: string; reason: string; since: string }
export type ReleaseState = "waiting" | "acknowledged" | "recalled" | "purged";
export const RELEASE_STATES: readonly ReleaseState[] = ["waiting", "acknowledged", "recalled", "purged"];
export interface Release {
  party: string; seq: number; kind: string; id: string; object: string; title: string; released: string; by: string; purpose: string;
  expires: string | null; purge: string | null; state: ReleaseState; receipt: string | null; held: Hold | null;
  /** An alert that an officer approved is by now another than the partner was given. */
  changed?: boolean;
}
export interface ReleasePage { releases: Release[]; next: number | null }

const of = (release: { party: string; seq: number }): string => `releases/${encodeURIComponent(release.party)}/${release.seq}`;

export const preview = (wanted: Wanted): Promise<Preview> => call("releases/preview", { json: wanted });
export const release = (wanted: Wanted): Promise<Release> => call("releases", { json: wanted });
/** `latest`: of what leaves by itself and replaces the copy before, the newest copy of each; otherwise what was decided one by one. */
export const releases = (party: string, latest: boolean, before: number | undefined, limit: number): Promise<ReleasePage> =>
  call(`releases${query({ party, conflated: latest ? "true" : undefined, before, limit })}`);
export const recall = (one: Release, reason: string): Promise<unknown> => call(`${of(one)}/recall`, { json: { reason } });
export const proof = (one: Release): Promise<Blob> => callFile(`${of(one)}/proof`);

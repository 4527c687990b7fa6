// What officers declare for the exchange, and the node's keys, as the node tells them (docs/api.md).
import { call } from "../api";

export interface Patrol { id: string; party: string; from: string; until: string; by: string; state: "open" | "planned" | "over"; rings: [number, number][][] }
export interface Scope { scope: string; active: boolean; by: string; at: string }
export interface Consent { originator: string; object: string; to: string; until: string | null; by: string | null }
export interface Declared { patrols: Patrol[]; scopes: Scope[]; consents: Consent[] }
export interface Key { id: string; fingerprint: string; state: "current" | "rotated" | "revoked"; from_record: number; until_record: number | null; spoken_to_by: string[] }
export interface Match { id: string; party: string; kind: string; state: "asked" | "waiting" | "working" | "answered" | "refused" | "done"; by: string; at: string; asked: number; listed: number | null; common: string[] }
export interface Matches { matches: Match[]; quota: { items: number; runs: number; hours: number } }
export const MATCH_KINDS = ["imo", "mmsi", "call-sign"] as const;

export const declared = (): Promise<Declared> => call("declared");
export const openPatrol = (party: string, area: string, until: string): Promise<unknown> => call("patrols", { json: { party, area, until } });
export const closePatrol = (id: string): Promise<{ recalled: number }> => call(`patrols/${encodeURIComponent(id)}`, { method: "DELETE" });
export const declareScope = (scope: string, active: boolean): Promise<unknown> => call(`scopes/${encodeURIComponent(scope)}`, { method: "PUT", json: { active } });
export const giveConsent = (party: string, seq: number, to: string): Promise<unknown> => call(`releases/${encodeURIComponent(party)}/${seq}/consent`, { json: { to } });
export const matches = (): Promise<Matches> => call("matches");
export const askMatch = (party: string, kind: string, list: string): Promise<unknown> => call("matches", { json: { party, kind, list } });
export const answerMatch = (id: string, list: string | null): Promise<unknown> => call(`matches/${encodeURIComponent(id)}/answer`, { json: { list } });
export interface LinkKey { fingerprint: string; next: string | null; waits_for: string[] }
export const keys = (): Promise<{ keys: Key[]; link: LinkKey }> => call("keys");
export const changeLinkKey = (at_once: boolean): Promise<unknown> => call("keys/link", { json: { at_once } });
export const rotateKey = (): Promise<unknown> => call("keys/rotate", { method: "POST" });
export const revokeKey = (id: string): Promise<unknown> => call(`keys/${encodeURIComponent(id)}/revoke`, { method: "POST" });
export const areaNames = async (): Promise<[string, string][]> => {
  const found = await call<{ features: { id: string; properties: { name?: string } }[] }>("areas");
  return found.features.map((one) => [one.id, one.properties.name || one.id]);
};
export const listNames = async (): Promise<[string, string][]> => {
  const found = await call<{ lists: { id: string; name: string }[] }>("lists");
  return found.lists.map((one) => [one.id, one.name]);
};

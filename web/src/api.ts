// The node's HTTP API as the page sees it (docs/api.md). One origin, cookies, and the CSRF value on every change.
// The types are those of the node's own description (schema.ts).
import type { components } from "./schema";

type Schemas = components["schemas"];

/** `[lon, lat]`, degrees. */
export type LonLat = readonly [number, number];
export type Role = Schemas["Role"];
export type Session = Schemas["Session"];
export type Status = Schemas["Status"];
/** What is known of a ship; a vessel known only from its events has none of it. */
export type Identity = Partial<Schemas["CardIdentity"]>;
export type Fix = Schemas["Last"];
export type Reason = Schemas["Reason"];
export type Ranked = Schemas["Ranked"];
export type RankedList = Schemas["List"];
export type EventRecord = Schemas["Event"];
export type Review = Schemas["Review"];
export type EventCard = Schemas["EventCard"];
export type EventPage = Schemas["Events"];
export type ListMatch = Schemas["ListMatch"];
export type VesselCard = Schemas["VesselCard"];
export type VesselBrief = Schemas["VesselBrief"];
export type TrackPoint = Schemas["TrackPoint"];
export type Tracks = Schemas["Track"];
/** Where a partner says that a ship was. */
export type PartnerTrail = Tracks["partners"][number];
export type Feed = Schemas["Feed"];
export type Receiver = Schemas["Receiver"];
export type RawLog = Schemas["RawLog"];
export type RawLogs = Schemas["RawLogs"];
export type RawRule = Schemas["RawRule"];
export type Mark = Schemas["Mark"];
export type Quarantine = Schemas["Quarantine"];
export type ListInfo = Schemas["VesselList"];
export type NoticeFile = Schemas["NoticeFile"];
export type Scene = Schemas["Scene"];
export type SceneGlance = Schemas["SceneGlance"];
export type NoticeLine = Schemas["NoticeLine"];
export type Presence = Schemas["Presence"];
export type PresenceRow = Schemas["PresenceRow"];
export type User = Schemas["User"];
export type Token = Schemas["Token"];
export type AuditPage = Schemas["Audit"];
export type Settings = Schemas["Retention"];

/** Areas are GeoJSON, which the description leaves to RFC 7946; these are the properties the node gives. */
export interface AreaFeature {
  type: "Feature"; id?: string | number;
  properties: { id?: string; name?: string; kind?: string; source?: string; closed?: unknown } & Record<string, unknown>;
  geometry: { type: string; coordinates: unknown } | null;
}
export interface AreaCollection { type: "FeatureCollection"; features: AreaFeature[] }

/** An answer that is not 2xx: RFC 9457 problem. `code` is also the id of its sentence; `more` holds what else the node said of it. */
export class Problem extends Error {
  constructor(readonly status: number, readonly code: string, readonly detail: string, readonly more: Record<string, unknown> = {}) {
    super(detail || code);
  }
}

let csrf = "";
let onSignedOut: () => void = () => undefined;

/** The value that every change carries. */
export function carryCsrf(value: string): void {
  csrf = value;
}

/** What to do when the node says that the session is over. */
export function whenSignedOut(act: () => void): void {
  onSignedOut = act;
}

interface Send { method?: string; json?: unknown; text?: string; file?: Blob; type?: string; signal?: AbortSignal }

/** One request whose answer is JSON; throws a [`Problem`]. */
export async function call<T>(path: string, send: Send = {}): Promise<T> {
  const text = await (await request(path, send, "application/json")).text();
  return (text ? JSON.parse(text) : undefined) as T;
}

/** One request whose answer is a file; throws a [`Problem`]. */
export async function callFile(path: string, send: Send = {}): Promise<Blob> {
  return (await request(path, send, "*/*")).blob();
}

async function request(path: string, send: Send, accept: string): Promise<Response> {
  const body = send.json !== undefined ? JSON.stringify(send.json) : (send.text ?? send.file);
  const method = send.method ?? (body !== undefined ? "POST" : "GET");
  const headers: Record<string, string> = { accept };
  if (method !== "GET") headers["x-vigie-csrf"] = csrf;
  if (send.json !== undefined) headers["content-type"] = "application/json";
  else if (body !== undefined) headers["content-type"] = send.type ?? (send.file ? "application/octet-stream" : "text/plain");
  let response: Response;
  try {
    response = await fetch(`/api/v1/${path}`, {
      method, headers, credentials: "same-origin",
      ...(body !== undefined ? { body } : {}), ...(send.signal ? { signal: send.signal } : {}),
    });
  } catch (cause) {
    if (send.signal?.aborted) throw cause;
    throw new Problem(0, "node-unreachable", "");
  }
  if (response.ok) return response;
  if (response.status === 401 && path !== "session") onSignedOut();
  throw await problem(response);
}

async function problem(response: Response): Promise<Problem> {
  try {
    const body = (await response.json()) as { code?: string; detail?: string; title?: string } & Record<string, unknown>;
    return new Problem(response.status, body.code ?? "request-refused", body.detail ?? body.title ?? "", body);
  } catch {
    return new Problem(response.status, "request-refused", `HTTP ${response.status}`);
  }
}

/** `?a=1&b=2` of the values that are set. */
export function query(values: Record<string, string | number | undefined | null>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) if (value !== undefined && value !== null && value !== "") params.set(key, String(value));
  const text = params.toString();
  return text ? `?${text}` : "";
}

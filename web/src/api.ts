// The node's HTTP API as the page sees it (docs/api.md). One origin, cookies, and the CSRF value on every change.

export type LonLat = readonly [number, number];
export type Role = "viewer" | "analyst" | "watch_officer" | "administrator";

export interface Session { user: string | null; role?: Role; csrf?: string; expires?: string; setup_needed?: boolean }

export interface Status {
  version: string; node: string; realm: "live" | { exercise: string }; now: string; event_time: string | null; speed: number | null;
  vessels: number; positions: number; events_open: number; positions_per_s: number; rules_version: string;
  late: number; duplicates: number; faults: number;
}

export interface Identity {
  name?: string | null; call_sign?: string | null; imo?: number | null; flag?: string | null; ship_type?: number | null;
  gear?: string | null; length_m?: number | null; beam_m?: number | null; destination?: string | null;
}

export interface Fix { time: string; position: LonLat; sog_kn?: number | null; cog_deg?: number | null }

export interface Reason {
  code: string; points: number; low: number; high: number; max_points: number; events: string[];
  numbers?: Record<string, number | null>; codes?: Record<string, string>;
}

export interface WouldChange { code: string; effect_points: number }

export interface Ranked {
  rank: number; mmsi: number; track: string; identity: Identity; last: Fix;
  score: { points: number; low: number; high: number }; reasons: Reason[]; would_change: WouldChange[]; unknowns?: string[];
}

export interface RankedList { event_time: string | null; total: number; rules_version: string; vessels: Ranked[] }

export interface EventRecord {
  id: string; kind: string; state: "open" | "closed" | "retracted"; revision: number;
  vessels: { mmsi: number; track: string; role: string }[];
  start: { time: string; position: LonLat }; end: { time: string; position: LonLat } | null;
  rule: { name: string; version: string }; confidence: number;
  evidence: {
    numbers?: Record<string, number | null>; codes?: Record<string, string>;
    series?: Record<string, [number, number][]>; places?: Record<string, LonLat>;
  };
  refuted_by: string[]; retraction?: { reason: string; at: string };
}

export interface Review { state: "confirmed" | "dismissed" | "open"; user: string; time: string; note: string }
export interface EventCard { event: EventRecord; history: EventRecord[]; review: Review | null }
export interface EventPage { events: EventRecord[]; next_cursor: string | null; total: number }

export interface ListMatch {
  list: string; name: string; kind: string; date: string | null; source: string | null; row: number;
  matched_by: string[]; strength: number; outcome: string;
}

export interface VesselCard {
  mmsi: number; station: string; flag: string | null;
  tracks: { track: string; first: Fix; last: Fix; class: string; source: string; positions: number }[];
  identity: Identity; history: { time: string; field: string; from: string | number | null; to: string | number | null }[];
  lists: ListMatch[]; authorisation: string; events: EventRecord[]; ranked: Ranked | null;
  sources: { feed: string; receiver: string | null; positions: number; last: string }[];
}

export interface VesselBrief { mmsi: number; name?: string | null; call_sign?: string | null; imo?: number | null; flag?: string | null; identity?: Identity }
export type TrackPoint = [number, number, number, number | null, number | null];
export interface Tracks { mmsi: number; tracks: { track: string; points: TrackPoint[] }[] }

export interface Feed {
  id: string; address: string; format: string; state: string; lines: number; messages: number; positions: number; faults: number;
  last_message: string | null; last_error: string | null; stations: number | string[];
}
export interface Quarantine {
  counts: { feed: string; reason: string; count: number }[];
  lines: { feed: string; reason: string; source: string; line: number; received: string; text: string }[];
}
export interface ListInfo { id: string; name: string; kind: string; date: string | null; source: string | null; rows: number; faults: number }
export interface PresenceRow {
  period: string; flag: string | null; gear: string | null; vessels: number; presence_h: number; apparent_fishing_h: number;
  closed_entries: number; validated: boolean;
}
export interface Presence { area: string; from: string; to: string; step: string; rows: PresenceRow[] }
export interface User { user: string; role: Role; disabled?: boolean; created?: string; last_seen?: string | null }
export interface Token { id: string; name: string; role: Role; expires: string | null; token?: string }
export interface AuditPage {
  entries: { seq: number; time: string; user: string; action: string; object: string; detail: unknown; hash: string }[];
  next_cursor: string | null; intact: boolean;
}
export interface Settings { positions_days: number; events_days: number; quarantine_mb: number }

export interface AreaFeature {
  type: "Feature"; id?: string | number;
  properties: { id?: string; name?: string; kind?: string; source?: string; closed?: unknown } & Record<string, unknown>;
  geometry: { type: string; coordinates: unknown } | null;
}
export interface AreaCollection { type: "FeatureCollection"; features: AreaFeature[] }

/** An answer that is not 2xx: RFC 9457 problem. `code` is also the id of its sentence. */
export class Problem extends Error {
  constructor(readonly status: number, readonly code: string, readonly detail: string) {
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

interface Send { method?: string; json?: unknown; text?: string; type?: string; signal?: AbortSignal }

/** One request; throws a [`Problem`]. */
export async function call<T>(path: string, send: Send = {}): Promise<T> {
  const method = send.method ?? (send.json !== undefined || send.text !== undefined ? "POST" : "GET");
  const headers: Record<string, string> = { accept: "application/json" };
  if (method !== "GET") headers["x-vigie-csrf"] = csrf;
  if (send.json !== undefined) headers["content-type"] = "application/json";
  else if (send.text !== undefined) headers["content-type"] = send.type ?? "text/plain";
  const body = send.json !== undefined ? JSON.stringify(send.json) : send.text;
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
  if (response.ok) {
    const text = await response.text();
    return (text ? JSON.parse(text) : undefined) as T;
  }
  if (response.status === 401 && path !== "session") onSignedOut();
  throw await problem(response);
}

async function problem(response: Response): Promise<Problem> {
  try {
    const body = (await response.json()) as { code?: string; detail?: string; title?: string };
    return new Problem(response.status, body.code ?? "request-refused", body.detail ?? body.title ?? "");
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

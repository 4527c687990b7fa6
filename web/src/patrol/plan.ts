// The patrol planner as the page sees it (docs/api.md, Patrol).
import { type LonLat, call, query } from "../api";

export interface Measures { value: number; distance_nm: number; fuel_t: number; hours: number; cost: number; tasks: number }
export type What = "task" | "port" | "tanker" | "embark";
export interface Stop {
  what: What; task?: string; port?: string; tanker?: string; rider?: string;
  mode: string; depart: string; arrive: string; begin: string; end: string; position: LonLat; position_end: LonLat;
  distance_nm: number; fuel_used_t: number; fuel_taken_t: number; fuel_end_t: number; value: number; instrument?: string; frozen?: boolean;
}
export interface Route { asset: string; stops: Stop[] }
export interface Plan { routes: Route[]; total: Measures }
export interface Circle { centre: LonLat; radius_nm: number }
export interface Task {
  id: string; name?: string; kind: string; owner: string; value: number; duration_h: number; releasable_to?: string[];
  windows?: { start: string; end: string }[]; position?: LonLat; target?: string; area?: Circle; port?: string;
  decay?: { from: string; half_life_h: number; floor?: number }; repeat?: { visits_max: number; factor: number; gap_h?: number }; meet?: { group: string; within_min?: number };
}
export interface Asset {
  id: string; name?: string; agency: string; class: string; bases: string[]; start: { port?: string | null; position?: LonLat | null };
  modes: { name: string; speed_kn: number }[]; boarding_team?: boolean; altitude_ft?: number | null; endurance_h: number; cost_per_h?: number;
}
export interface Target { id: string; name?: string; flag?: string; track: { time: string; position: LonLat }[] }
export type Rule = { rule: "pin"; task: string; asset: string } | { rule: "forbid"; task: string; asset?: string } | { rule: "order"; first: string; second: string };
export interface PlanRequest { title?: string; span: { start: string; end: string }; assets: Asset[]; tasks: Task[]; ports?: { id: string; name?: string; position: LonLat }[]; rules?: Rule[] }
/** A code with the numbers and names that belong to it. */
export type Coded = { code: string; asset?: string; stop?: number; about?: string } & Record<string, unknown>;
export interface Explanation {
  choices: { task: string; asset: string; begin: string; value: number; runner_up?: { asset: string; begin: string; value: number; hours: number } | null }[];
  left_out: { task: string; value: number; obstacles: Coded[] }[];
}
export interface Share { agency: string; gives: Measures; for_others: number | Measures; gains: number; by_others: number | Measures; alone?: Measures | number | null }
export type OrderStatus = "issued" | "acknowledged" | "under-way" | "completed" | "refused";
export interface PlanCard {
  id: string; state: "running" | "ready" | "failed"; progress?: { iterations: number; budget: number; seconds: number; value: number; bound?: number | null; first?: boolean };
  fault?: string | { code?: string } | null; version?: number; versions?: { version: number; made: string; user: string; cause?: { kind: string; reason?: string } }[];
  /** `status` is that of the version shown; a version made since one was ordered is a draft. */
  status?: "draft" | "ordered" | "withdrawn"; ordered_version?: number | null; orders?: Record<string, { status: OrderStatus; note?: string }>; title?: string;
  cause?: { kind: string; reason?: string }; bound?: number | null; points?: number; request?: PlanRequest; plan?: Plan;
  explanation?: Explanation; shares?: Share[]; findings?: Coded[]; at_risk?: number;
}
export interface PlanBrief { id: string; title: string; version: number; made: string; user: string; status: string; ordered_version?: number | null; state: string; value: number; visits: number; findings: number }
export interface Alternative { emphasis: string; plan: Plan; total: Measures; points: number; at_risk: number; shares: Share[]; findings: number }
export interface Alternatives { state: string; version?: number | null; alternatives: Alternative[]; alone?: Record<string, Measures>; joint_gain_percent?: number | null }
export interface Desk { agency: string; now: string; assets: number; in_service: number; tasks: number; plans: number; ordered: string | null; running: string[]; reports: number; replan_due: Due | null }
/** Why the ordered plan is due: a code with what belongs to it. */
export type Due = { reason: string } & Record<string, unknown>;
export interface Net { purpose: string; channel: string; station: string }
/** What orders say beyond the plan. */
export interface Terms { coordinator: string; on_scene_coordinator: string; airspace: string; reports_to: string; remarks: string; comms: { nets: Net[]; report_every_h: number } }
export interface Reported { id: string; replan_due: boolean; sighting: { scene?: string; outcome?: Record<string, number>; fault?: string } | null }
export interface AssetRow { version: number; in_service: boolean; note?: string; value: Asset }
export interface TaskRow { origin: "watch" | "hand"; state: "open" | "planned" | "done" | "dropped"; mmsi?: number; plan?: string; asset?: string; begin?: string; value: Task }
/** When a stop begins: nodes tell it as a time, docs/api.md as `{begin}`. */
export type When = string | { begin: string } | null;
export interface Change { asset: string; change: "added" | "removed" | "moved" | "retimed"; what: string; id: string; before: When; after: When }

const at = (id: string, rest = ""): string => `patrol/plans/${encodeURIComponent(id)}${rest}`;

export const desk = (): Promise<Desk> => call("patrol");
export const plans = (): Promise<{ plans: PlanBrief[] }> => call("patrol/plans");
export const plan = (id: string, version?: number): Promise<PlanCard> => call(at(id, query({ version })));
export const make = (json: { title?: string; days?: number; seconds?: number; emphasis?: string; sea_state?: number }): Promise<{ id: string }> => call("patrol/plans", { json });
export const stop = (id: string): Promise<unknown> => call(at(id, "/stop"), { method: "POST" });
export const amend = (id: string, json: { add: Rule[]; remove: number[] }): Promise<{ id: string }> => call(at(id, "/amend"), { json });
export const replan = (id: string, json: { reason: string; without: string[] }): Promise<{ id: string }> => call(at(id, "/replan"), { json });
export const compare = (id: string, version?: string): Promise<unknown> => call(at(id, `/alternatives${query({ version })}`), { json: {} });
export const alternatives = (id: string, version?: string): Promise<Alternatives> => call(at(id, `/alternatives${query({ version })}`));
export const difference = (id: string, from: number, to: number): Promise<{ changes: Change[]; kept: number; of: number }> => call(at(id, `/difference${query({ from, to })}`));
/** The ways of all assets as their orders have them, around land: the plan itself holds only the stops. */
export const ways = async (id: string, version?: number | string): Promise<ReadonlyMap<string, LonLat[]>> => {
  const found = await call<{ ways: { asset: string; places: LonLat[] }[] }>(at(id, `/ways${query({ version })}`));
  return new Map(found.ways.filter((way) => way.places.length > 1).map((way) => [way.asset, way.places]));
};
/** Orders the version that was looked at, not one that was made since; what is withdrawn is what is ordered. */
export const setStatus = (id: string, status: string, version?: number): Promise<unknown> => call(at(id, "/status"), { method: "PUT", json: { status, ...(version === undefined ? {} : { version }) } });
export const setOrder = (id: string, asset: string, status: string, note = ""): Promise<unknown> => call(at(id, `/orders/${encodeURIComponent(asset)}`), { method: "PUT", json: { status, note } });
export const assets = (): Promise<{ assets: AssetRow[] }> => call("patrol/assets");
export const tasks = (): Promise<{ tasks: TaskRow[]; targets: Target[] }> => call("patrol/tasks");
export const service = (id: string, in_service: boolean, note: string): Promise<unknown> => call(`patrol/assets/${encodeURIComponent(id)}/service`, { method: "PUT", json: { in_service, note } });
export const putTask = (task: Task): Promise<unknown> => call(`patrol/tasks/${encodeURIComponent(task.id)}`, { method: "PUT", json: task });
export const dropTask = (id: string): Promise<unknown> => call(`patrol/tasks/${encodeURIComponent(id)}`, { method: "DELETE" });
export const report = (json: Record<string, unknown>): Promise<Reported> => call("patrol/reports", { json });
export const terms = (id: string): Promise<{ usual: Terms; plan: Terms | null }> => call(at(id, "/terms"));
export const putTerms = (id: string, json: Terms): Promise<{ issued: string[] }> => call(at(id, "/terms"), { method: "PUT", json });
export const dropTerms = (id: string): Promise<unknown> => call(at(id, "/terms"), { method: "DELETE" });

/** The address of one asset's order in a format. */
export const orderPath = (id: string, asset: string, format: string, version?: number | string): string => at(id, `/orders/${encodeURIComponent(asset)}/${format}${query({ version })}`);
/** The address of the stops of a version as a table. */
export const tablePath = (id: string, version?: number | string): string => at(id, `/plan.csv${query({ version })}`);

/** What tells which version of a plan is under orders. */
export interface Standing { version?: number; status?: string; ordered_version?: number | null }

/** The version under orders, if one is; the newest may be a draft. */
export const orderedVersion = (plan: Standing): number | undefined => plan.ordered_version ?? (plan.status === "ordered" ? plan.version : undefined);

/** Identifier of what is done at a stop. */
export const idOf = (stop: Stop): string => stop.task ?? stop.port ?? stop.tanker ?? stop.rider ?? "";

/** Whether an agency tells what its assets cost: a joint plan is offered without it as often as not, and nought is no cost. */
export const tellsCost = (request: PlanRequest | undefined, agency: string): boolean => request?.assets.some((asset) => asset.agency === agency && (asset.cost_per_h ?? 0) > 0) ?? false;

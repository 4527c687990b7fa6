// What the boarding team takes along: forms, the ranked list as tasks with their reasons, and of each vessel what its
// card has, as released to this node.
import { type Ranked, type RankedList, type Status, type VesselCard, call, query } from "../api";
import { type Form, type Forms, filled } from "./form";
import { type Ordered, vesselsNow } from "./orders";

export interface Change { time: string; field: string; from: string; to: string }
export interface Task {
  mmsi: number; rank: number | null; points: number | null; reasons: string[]; unknowns: string[];
  name: string; flag: string; call_sign: string; imo: number | null; length_m: number | null; gear: string;
  last: { time: string; position: readonly [number, number]; sog_kn: number | null; cog_deg: number | null } | null;
  authorisation: string; lists: { name: string; kind: string; by: string[] }[]; history: Change[];
  events: { kind: string; time: string }[];
}
export interface Pack { taken_ms: number; exercise: string | null; own: string; forms: Forms; rules: string; tasks: Task[]; orders?: Ordered | null }

/** Vessels taken along: more than one patrol can visit. */
const TASKS_MAX = 60;
const AT_ONCE = 4;
const HISTORY_MAX = 50;
const EVENTS_MAX = 30;

/** Takes everything from the node: of a ship's orders what they send it to, else the ranked list. */
export async function takePack(orders: Ordered | null = null): Promise<Pack> {
  const [forms, list, status, sent] = await Promise.all([
    call<Forms>("forms"), call<RankedList>(`list${query({ limit: TASKS_MAX })}`), call<Status>("status"), orders ? vesselsNow(orders) : null,
  ]);
  const ranked = new Map(list.vessels.map((one) => [one.mmsi, one]));
  const wanted = sent ?? list.vessels.map((one) => one.mmsi);
  const tasks: Task[] = [];
  for (let at = 0; at < wanted.length; at += AT_ONCE) {
    tasks.push(...await Promise.all(wanted.slice(at, at + AT_ONCE).map(async (mmsi) => taskOf(ranked.get(mmsi) ?? null, await call<VesselCard>(`vessels/${mmsi}`)))));
  }
  const own = await call<{ fields: Record<string, unknown> }>(`boarding/fill${query({ form: forms.form[0]?.id ?? "", mmsi: tasks[0]?.mmsi ?? 0 })}`);
  const exercise = typeof status.realm === "object" ? status.realm.exercise : null;
  return { taken_ms: Date.now(), exercise, own: String(own.fields["inspecting_authority"] ?? ""), forms, rules: list.rules_version, tasks, orders };
}

/** A vessel that is not on the list, by its MMSI, while the node is near. */
export async function takeVessel(mmsi: number): Promise<Task> {
  return taskOf(null, await call<VesselCard>(`vessels/${mmsi}`));
}

function taskOf(ranked: Ranked | null, card: VesselCard): Task {
  const id = card.identity;
  const newest = [...card.tracks].sort((a, b) => Date.parse(b.last.time) - Date.parse(a.last.time))[0]?.last;
  const listed = ranked ?? card.ranked;
  const last = newest ?? listed?.last;
  return {
    mmsi: card.mmsi, rank: listed?.rank ?? null, points: listed?.score.points ?? null,
    reasons: [...(listed?.reasons ?? [])].sort((a, b) => b.points - a.points).map((reason) => reason.code), unknowns: listed?.unknowns ?? [],
    name: id?.name ?? "", flag: card.flag ?? id?.flag ?? "", call_sign: id?.call_sign ?? "", imo: id?.imo ?? null, length_m: id?.length_m ?? null, gear: id?.gear ?? "",
    last: last ? { time: last.time, position: last.position, sog_kn: last.sog_kn, cog_deg: last.cog_deg } : null,
    authorisation: card.authorisation, lists: card.lists.map((one) => ({ name: one.name, kind: one.kind, by: one.matched_by })),
    history: card.history.slice(-HISTORY_MAX), events: card.events.map((one) => ({ kind: one.kind, time: one.start.time })).sort((a, b) => Date.parse(b.time) - Date.parse(a.time)).slice(0, EVENTS_MAX),
  };
}

/** What the pack knows, for the fields of a form. Not the position: what AIS last told may be days old, and is no finding of the team. */
export function prefill(pack: Pack, form: Form, task: Task | undefined): Record<string, unknown> {
  const known = { "own.name": pack.own, ...(task ? {
    "vessel.name": task.name, "vessel.flag": task.flag, "vessel.call_sign": task.call_sign, "vessel.imo": task.imo,
    "vessel.mmsi": task.mmsi, "vessel.length_m": task.length_m,
  } : {}) };
  return filled(pack.forms, form, known);
}

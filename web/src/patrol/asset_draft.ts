// An asset as its form holds it: text as it is typed, what is wrong with it by field, and the asset that is sent. The ranges
// are those of the node (`Request::examine`), which judges again.
import { call } from "../api";
import { type LonLat, parsePlace, place } from "../place";
import type { Asset } from "./plan";

export const CLASSES = ["ship", "aircraft", "helicopter", "drone", "unmanned-vessel"] as const;
export const ACTIONS = ["hail", "board", "detain"] as const;
export type Action = (typeof ACTIONS)[number];
/** Most of each: what the node takes. */
export const MODES_MAX = 8;
export const BASES_MAX = 64;
const ID = /^[A-Za-z0-9._-]{1,80}$/;
const FLAG = /^[A-Z]{3}$/;

interface Validity { from?: string; until?: string; seasons?: unknown[] }
interface Authority { instrument: string; actions: Action[]; flags?: string[]; areas?: string[]; validity?: Validity; officer?: string | null; register?: string | null }
interface Span { start: string; end: string }
/** All of an asset, as the node keeps it. */
export interface AssetValue extends Asset {
  start: { port?: string | null; position?: LonLat | null; time?: string | null; fuel_t?: number | null; at_sea_since?: string | null; hours_used?: number; officers?: string[] };
  windows?: Span[];
  modes: { name: string; speed_kn: number; fuel_t_per_h: number }[];
  task_speed_kn: number; task_fuel_t_per_h: number; fuel_capacity_t: number; fuel_reserve_t: number;
  crew: { sortie_max_h?: number | null; rest_min_h?: number; total_max_h?: number | null };
  turn_round_h: number;
  sensors?: { name: string; swaths: { target_class?: string; sea_state_max: number; swath_nm: number }[] }[];
  authorities?: Authority[];
  registers?: string[];
  limits: { task_sea_state_max: number; board_sea_state_max: number };
  cost_per_h?: number;
}

export interface WindowDraft { from: string; until: string; was?: Span }
export interface ModeDraft { name: string; speed: string; fuel: string }
/** One sweep width; sweeps of one name are one sensor. */
export interface SweepDraft { name: string; target: string; sea: string; swath: string }
export interface AuthorityDraft { instrument: string; actions: Action[]; flags: string; areas: string; from: string; until: string; officer: string; register: string; was?: Validity }
/** Single values by the name that the node gives them. */
export const AMOUNTS = {
  task_speed_kn: [0, 1000], task_fuel_t_per_h: [0, 1000], fuel_capacity_t: [0, 1e6], fuel_reserve_t: [0, 1e6], fuel_t: [0, 1e6], endurance_h: [0, 1e5], turn_round_h: [0, 1e5],
  sortie_max_h: [0, 1e5], rest_min_h: [0, 1e5], total_max_h: [0, 1e5], hours_used: [0, 1e5], task_sea_state_max: [0, 9], board_sea_state_max: [0, 9], altitude_ft: [0, 1e5], cost_per_h: [0, 1e12],
} as const satisfies Record<string, readonly [number, number]>;
export type Amount = keyof typeof AMOUNTS;
/** What may be left out. */
const OPTIONAL: readonly Amount[] = ["fuel_t", "sortie_max_h", "total_max_h", "altitude_ft", "rest_min_h", "hours_used", "cost_per_h"];
const WHOLE: readonly Amount[] = ["task_sea_state_max", "board_sea_state_max"];

export interface Draft {
  id: string; name: string; agency: string; kind: string; bases: string[];
  at: "port" | "sea"; port: string; place: string; time: string; since: string; officers: string;
  windows: WindowDraft[]; modes: ModeDraft[]; sweeps: SweepDraft[]; authorities: AuthorityDraft[];
  team: boolean; amounts: Record<Amount, string>;
}
/** What is wrong at a field: a sentence with its values. */
export interface Fault { id: string; values?: Record<string, string | number> }
export type Faults = Readonly<Record<string, Fault>>;

export const noMode = (): ModeDraft => ({ name: "", speed: "", fuel: "" });
export const noSweep = (): SweepDraft => ({ name: "radar", target: "", sea: "3", swath: "" });
export const noWindow = (): WindowDraft => ({ from: "", until: "" });
export const noAuthority = (): AuthorityDraft => ({ instrument: "", actions: [], flags: "", areas: "", from: "", until: "", officer: "", register: "" });

const text = (value: number | null | undefined): string => (typeof value === "number" ? String(value) : "");
const minute = (time: string | null | undefined): string => time?.slice(0, 16) ?? "";
const words = (list: string): string[] => list.split(/[,;、，\s]+/).filter((one) => one !== "");

/** A new asset of an agency, with what is usual. */
export function newDraft(agency: string): Draft {
  const amounts = Object.fromEntries(Object.keys(AMOUNTS).map((name) => [name, ""])) as Record<Amount, string>;
  return {
    id: "", name: "", agency, kind: "ship", bases: [], at: "port", port: "", place: "", time: "", since: "", officers: "",
    windows: [], modes: [{ ...noMode(), name: "economical" }], sweeps: [], authorities: [], team: false,
    amounts: { ...amounts, fuel_reserve_t: "0", turn_round_h: "12", rest_min_h: "12", task_sea_state_max: "5", board_sea_state_max: "4" },
  };
}

/** An asset as it is. */
export function draftOf(asset: AssetValue): Draft {
  const { start, crew, limits } = asset;
  const number = (name: Amount): string => text({
    task_speed_kn: asset.task_speed_kn, task_fuel_t_per_h: asset.task_fuel_t_per_h, fuel_capacity_t: asset.fuel_capacity_t, fuel_reserve_t: asset.fuel_reserve_t, fuel_t: start.fuel_t,
    endurance_h: asset.endurance_h, turn_round_h: asset.turn_round_h, sortie_max_h: crew.sortie_max_h, rest_min_h: crew.rest_min_h, total_max_h: crew.total_max_h, hours_used: start.hours_used,
    task_sea_state_max: limits.task_sea_state_max, board_sea_state_max: limits.board_sea_state_max, altitude_ft: asset.altitude_ft, cost_per_h: asset.cost_per_h,
  }[name]);
  return {
    id: asset.id, name: asset.name ?? "", agency: asset.agency, kind: asset.class, bases: [...asset.bases],
    at: start.port ? "port" : "sea", port: start.port ?? "", place: start.position ? place(start.position) : "", time: minute(start.time), since: minute(start.at_sea_since),
    officers: (start.officers ?? []).join(", "),
    windows: (asset.windows ?? []).map((was) => ({ from: minute(was.start), until: minute(was.end), was })),
    modes: asset.modes.map((mode) => ({ name: mode.name, speed: text(mode.speed_kn), fuel: text(mode.fuel_t_per_h) })),
    sweeps: (asset.sensors ?? []).flatMap((sensor): SweepDraft[] => sensor.swaths.length === 0
      ? [{ name: sensor.name, target: "", sea: "", swath: "" }]
      : sensor.swaths.map((swath) => ({ name: sensor.name, target: swath.target_class ?? "", sea: text(swath.sea_state_max), swath: text(swath.swath_nm) }))),
    authorities: (asset.authorities ?? []).map((one) => ({
      instrument: one.instrument, actions: [...one.actions], flags: (one.flags ?? []).join(", "), areas: (one.areas ?? []).join(", "), from: minute(one.validity?.from), until: minute(one.validity?.until),
      officer: one.officer ?? "", register: one.register ?? "", ...(one.validity ? { was: one.validity } : {}),
    })),
    team: asset.boarding_team ?? false,
    amounts: Object.fromEntries((Object.keys(AMOUNTS) as Amount[]).map((name) => [name, number(name)])) as Record<Amount, string>,
  };
}

/** What is wrong, by field; nothing if it can be sent. */
export function faultsOf(draft: Draft, fresh: boolean, taken: readonly string[]): Faults {
  const faults: Record<string, Fault> = {};
  const wrong = (field: string, id: string, values?: Fault["values"]): void => {
    faults[field] ??= values ? { id, values } : { id };
  };
  const within = (field: string, typed: string, low: number, high: number, needed: boolean, whole = false): void => {
    const value = Number(typed);
    if (typed.trim() === "") {
      if (needed) wrong(field, "asset-form-needed");
    } else if (!(value >= low && value <= high) || (whole && !Number.isInteger(value))) wrong(field, "asset-form-range", { low, high });
  };
  if (!ID.test(draft.id)) wrong("id", "id-unfit");
  else if (fresh && taken.includes(draft.id)) wrong("id", "asset-form-id-taken");
  if (!draft.agency.trim()) wrong("agency", "asset-form-needed");
  if (draft.bases.length === 0) wrong("bases", "asset-form-base-needed");
  if (draft.at === "port" && !draft.port) wrong("port", "asset-form-needed");
  if (draft.at === "sea" && !parsePlace(draft.place)) wrong("place", "place-wrong");
  for (const name of Object.keys(AMOUNTS) as Amount[]) {
    const [low, high] = AMOUNTS[name];
    within(name, draft.amounts[name], low, high, !OPTIONAL.includes(name), WHOLE.includes(name));
  }
  const full = Number(draft.amounts.fuel_capacity_t);
  for (const name of ["fuel_reserve_t", "fuel_t"] as const) {
    if (draft.amounts[name] !== "" && Number(draft.amounts[name]) > full) wrong(name, "asset-form-above-full");
  }
  if (draft.modes.length === 0) wrong("modes", "asset-form-mode-needed");
  draft.modes.forEach((mode, n) => {
    if (!mode.name.trim()) wrong(`modes.${n}.name`, "asset-form-needed");
    within(`modes.${n}.speed`, mode.speed, 0.1, 1000, true);
    within(`modes.${n}.fuel`, mode.fuel, 0, 1000, true);
  });
  draft.windows.forEach((window, n) => {
    if (!window.from || !window.until || window.until < window.from) wrong(`windows.${n}`, "task-form-window-wrong");
  });
  draft.sweeps.forEach((sweep, n) => {
    if (!sweep.name.trim()) wrong(`sweeps.${n}.name`, "asset-form-needed");
    // A sensor that is only carried has no width.
    if (!sweep.swath && !sweep.sea && !sweep.target) return;
    within(`sweeps.${n}.sea`, sweep.sea, 0, 9, true, true);
    within(`sweeps.${n}.swath`, sweep.swath, 0, 1000, true);
  });
  draft.authorities.forEach((one, n) => {
    if (!one.instrument.trim()) wrong(`authorities.${n}.instrument`, "asset-form-needed");
    if (one.actions.length === 0) wrong(`authorities.${n}.actions`, "asset-form-action-needed");
    if (words(one.flags).some((flag) => !FLAG.test(flag))) wrong(`authorities.${n}.flags`, "asset-form-flag-wrong");
    if (one.from && one.until && one.until < one.from) wrong(`authorities.${n}.until`, "task-form-window-wrong");
  });
  return faults;
}

/** A moment of the form; what was there stays to the second while nobody changes it. */
function moment(typed: string, was: string | null | undefined): string {
  return was && minute(was) === typed ? was : `${typed}:00Z`;
}

/** Sensors of the sweeps, in the order in which their names come first. */
function sensorsOf(sweeps: readonly SweepDraft[]): AssetValue["sensors"] {
  const sensors = new Map<string, { target_class?: string; sea_state_max: number; swath_nm: number }[]>();
  for (const sweep of sweeps) {
    const name = sweep.name.trim();
    const swaths = sensors.get(name) ?? [];
    sensors.set(name, swaths);
    if (sweep.swath) swaths.push({ ...(sweep.target.trim() ? { target_class: sweep.target.trim() } : {}), sea_state_max: Number(sweep.sea), swath_nm: Number(sweep.swath) });
  }
  return [...sensors].map(([name, swaths]) => ({ name, swaths }));
}

function authorityOf(one: AuthorityDraft): Authority {
  const { from: _from, until: _until, ...rest } = one.was ?? {};
  const validity = { ...rest, ...(one.from ? { from: moment(one.from, one.was?.from) } : {}), ...(one.until ? { until: moment(one.until, one.was?.until) } : {}) };
  return {
    instrument: one.instrument.trim(), actions: ACTIONS.filter((action) => one.actions.includes(action)), flags: words(one.flags), areas: words(one.areas), validity,
    ...(one.officer.trim() ? { officer: one.officer.trim() } : {}), ...(one.register.trim() ? { register: one.register.trim() } : {}),
  };
}

/** The asset that is sent, of a draft without faults; `was` is the asset as it was. */
export function assetOf(draft: Draft, was: AssetValue | undefined): AssetValue {
  const some = (name: Amount, as: string = name): Record<string, number> => (draft.amounts[name] === "" ? {} : { [as]: Number(draft.amounts[name]) });
  const amount = (name: Amount): number => Number(draft.amounts[name]);
  const before = was?.start.position;
  const position = before && place(before) === draft.place ? before : parsePlace(draft.place);
  return {
    id: draft.id, name: draft.name.trim(), agency: draft.agency.trim(), class: draft.kind, bases: [...draft.bases],
    start: {
      ...(draft.at === "port" ? { port: draft.port } : position ? { position } : {}), ...(draft.time ? { time: moment(draft.time, was?.start.time) } : {}), ...some("fuel_t"),
      ...(draft.at === "sea" && draft.since ? { at_sea_since: moment(draft.since, was?.start.at_sea_since) } : {}), ...some("hours_used"), officers: words(draft.officers),
    },
    windows: draft.windows.map((one) => ({ start: moment(one.from, one.was?.start), end: moment(one.until, one.was?.end) })),
    modes: draft.modes.map((mode) => ({ name: mode.name.trim(), speed_kn: Number(mode.speed), fuel_t_per_h: Number(mode.fuel) })),
    task_speed_kn: amount("task_speed_kn"), task_fuel_t_per_h: amount("task_fuel_t_per_h"), fuel_capacity_t: amount("fuel_capacity_t"), fuel_reserve_t: amount("fuel_reserve_t"), endurance_h: amount("endurance_h"),
    crew: { ...some("sortie_max_h"), ...some("rest_min_h"), ...some("total_max_h") }, turn_round_h: amount("turn_round_h"),
    sensors: sensorsOf(draft.sweeps) ?? [], boarding_team: draft.team, authorities: draft.authorities.map(authorityOf),
    ...(was?.registers?.length ? { registers: was.registers } : {}),
    limits: { task_sea_state_max: amount("task_sea_state_max"), board_sea_state_max: amount("board_sea_state_max") }, ...some("altitude_ft"), ...some("cost_per_h"),
  };
}

/** Where the form shows what the node finds wrong in a field of the asset. */
export function fieldOf(field: string, draft: Draft): string | undefined {
  if (field in AMOUNTS) return field;
  if (field === "speed_kn" || field === "fuel_t_per_h" || field === "modes") return "modes";
  if (field === "port" || field === "bases") return "bases";
  if (field === "start") return draft.at === "port" ? "port" : "place";
  return field === "windows" && draft.windows.length > 0 ? "windows.0" : undefined;
}

export const putAsset = (asset: AssetValue): Promise<unknown> => call(`patrol/assets/${encodeURIComponent(asset.id)}`, { method: "PUT", json: asset });
export const removeAsset = (id: string): Promise<unknown> => call(`patrol/assets/${encodeURIComponent(id)}`, { method: "DELETE" });
interface Port { value: { id: string; name?: string } }
export const ports = (): Promise<{ ports: Port[] }> => call("patrol/ports");
export const registers = (): Promise<{ registers: { id: string; value: { name?: string; assets: string[] } }[] }> => call("patrol/registers");

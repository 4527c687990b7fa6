// The kinds of entries of what carries people: how each is named, shown in its table, asked for by its form, and kept.
import { type Place, placeChoice } from "../crisis/crisis";
import { language, number, t, tryT, word } from "../language";
import { place } from "../place";
import { minute, money } from "./evacuation";
import {
  type Assembly, type Carriage, type CarryLeg, type CarryVehicle, type Embarkation, type Haven, type Instance, type Road, type Span, type Spot,
  digitsOf, isClosed, moment, newId, refuse, runs, span, spots, typed, withSeats,
} from "./transport";
import { type Field, type Values, list } from "./transport_form";

export type What = "assembly" | "embarkation" | "haven" | "road" | "leg" | "vehicle";
/** A text of the form `times` has moments in it, which break between their words only. */
export interface Column<T> { label: string; form?: "num" | "times"; show: (row: T, of: Carriage) => string }
export interface Kind<T> {
  what: What;
  all: (instance: Instance) => readonly T[];
  /** How its table is ordered; as it was told without. */
  order?: (one: T, other: T) => number;
  with: (instance: Instance, rows: T[]) => Instance;
  /** Its id as faults name it. */
  id: (row: T) => string;
  name: (row: T, instance: Instance) => string;
  columns: readonly Column<T>[];
  fields: (of: Carriage, row: T | undefined, known: readonly Place[]) => Field[];
  read: (of: Carriage, row: T | undefined) => Values;
  /** The entry that the fields say; refuses what cannot be one. */
  write: (values: Values, of: Carriage, row: T | undefined) => T;
}

const NAME_CHARS_MAX = 120;
const SEATS_MAX = 100_000;
const MINUTES_MAX = 20_160;
const PEOPLE_MAX = 10_000_000;
/** A year. */
const STAY_H_MAX = 8_760;
const MODES = ["air", "sea", "road", "rail"] as const;
export const STATUSES = ["planned", "confirmed", "cancelled", "departed", "arrived"] as const;

const count = (text: string | undefined): number => (text ? Number(text) : 0);
const maybe = (text: string | undefined): number | null => (text ? Number(text) : null);
const shown = (value: number | null | undefined): string => (value === null || value === undefined ? "" : String(value));
const figure = (value: number | null | undefined): string => (value === null || value === undefined ? "" : number(value));
const trimmed = (text: string | undefined): string => (text ?? "").trim();

/** A place by name; one that is in no list any more says so. */
export function spotName(instance: Instance, id: string): string {
  return spots(instance).get(id)?.name ?? t("transport-place-gone");
}

export function spans(all: readonly Span[]): string {
  return all.map((one) => `${minute(one.start)} – ${minute(one.end)}`).join(", ");
}

type Options = readonly (readonly [string, string])[];

/** What can be chosen, with what is chosen already though it is not there any more. */
function choices(rows: readonly Spot[], held: string | undefined, instance: Instance): Options {
  const options = rows.map((one) => [one.id, one.name] as const);
  return held === undefined || rows.some((one) => one.id === held) ? options : [...options, [held, spotName(instance, held)]];
}

function partnerChoices(of: Carriage, held: string | undefined): Options {
  const all = of.instance.partners.map((one) => [one, one] as const);
  return held === undefined || of.instance.partners.includes(held) ? all : [...all, [held, held]];
}

const first = (options: Options): string => options[0]?.[0] ?? "";

/** Name and position; of a new place first which of those that the crisis knows it is, so that people who are there are planned from it. */
function spotFields(rows: readonly Spot[], row: Spot | undefined, known: readonly Place[], instance: Instance): Field[] {
  const taken = new Set(rows.map((one) => one.id));
  const others = known.filter((one) => !taken.has(one.id));
  const fill = (id: string): Values => {
    const one = spots(instance).get(id) ?? others.find((place) => place.id === id);
    return one ? { name: one.name, lat: shown(one.position?.[1]), lon: shown(one.position?.[0]) } : {};
  };
  const which: Field = { name: "place", label: t("transport-place"), kind: "choice", fill, options: [["", t("transport-place-new")], ...others.map((one) => [one.id, placeChoice(one)] as const)] };
  return [
    ...(row ? [] : [which]),
    { name: "name", label: t("transport-name"), kind: "text", required: true, length: NAME_CHARS_MAX },
    { name: "lat", label: t("crisis-latitude"), kind: "number", required: true, min: -90, max: 90, step: "any" },
    { name: "lon", label: t("crisis-longitude"), kind: "number", required: true, min: -180, max: 180, step: "any" },
  ];
}

function spotRead(row: Spot | undefined): Values {
  return { place: "", name: row?.name ?? "", lat: shown(row?.position[1]), lon: shown(row?.position[0]) };
}

function spotWrite(values: Values, row: Spot | undefined): Spot {
  const name = trimmed(values["name"]);
  if (!name) refuse("crisis-name-unfit");
  return { id: row?.id ?? (values["place"] || newId()), name, position: [Number(values["lon"]), Number(values["lat"])] };
}

const where = { label: "crisis-place-where", form: "times" as const, show: (row: Spot): string => place(row.position) };
const shut = { label: "transport-closed", form: "times" as const, show: (row: { closed: Span[] }): string => spans(row.closed) };

/** Runs of bus seats named in one cell; more are counted. */
const RUNS_SHOWN = 4;

function busSeats(row: Assembly, of: Carriage): string {
  const all = runs(row, of.instance);
  if (all.length === 0) return t("transport-buses-none");
  const named = all.slice(0, RUNS_SHOWN).map((one) => t("transport-buses-run", { seats: number(one.seats), from: minute(one.from), until: minute(one.until) }));
  return [...named, ...(all.length > RUNS_SHOWN ? [t("transport-buses-more", { count: all.length - RUNS_SHOWN })] : [])].join(" · ");
}

/** All slots, as a form of bus seats begins. */
export function wholeTime(of: Carriage): { from: string; until: string } {
  const end = Date.parse(of.instance.start) + of.instance.slots * of.instance.slot_min * 60_000;
  return { from: typed(of.instance.start), until: typed(new Date(end).toISOString()) };
}

export const ASSEMBLY: Kind<Assembly> = {
  what: "assembly",
  all: (it) => it.assembly,
  with: (it, rows) => ({ ...it, assembly: rows }),
  id: (row) => row.id,
  name: (row) => row.name,
  columns: [where, { label: "transport-buses", form: "times", show: busSeats }],
  fields: (of, row, known) => [
    ...spotFields(of.instance.assembly, row, known, of.instance),
    ...(row ? [] : [{ name: "seats", label: t("transport-buses-each"), kind: "number", required: true, min: 0, max: SEATS_MAX } as const]),
  ],
  read: (_, row) => ({ ...spotRead(row), seats: "0" }),
  write: (values, of, row) => {
    const spot = { ...spotWrite(values, row), bus_seats: row?.bus_seats ?? [] };
    const seats = row ? 0 : count(values["seats"]);
    return seats > 0 ? { ...spot, bus_seats: Array.from({ length: of.instance.slots }, () => seats) } : spot;
  },
};

export const EMBARKATION: Kind<Embarkation> = {
  what: "embarkation",
  all: (it) => it.embarkation,
  with: (it, rows) => ({ ...it, embarkation: rows }),
  id: (row) => row.id,
  name: (row) => (row.code ? `${row.name} (${row.code})` : row.name),
  columns: [where, { label: "transport-holding", form: "num", show: (row) => figure(row.holding) }, shut],
  fields: (of, row, known) => [
    ...spotFields(of.instance.embarkation, row, known, of.instance),
    { name: "code", label: t("transport-code"), kind: "text", length: 5 },
    { name: "holding", label: t("transport-holding-field"), kind: "number", min: 0, max: 10_000_000 },
  ],
  read: (_, row) => ({ ...spotRead(row), code: row?.code ?? "", holding: shown(row?.holding) }),
  write: (values, _, row) => ({ ...spotWrite(values, row), code: trimmed(values["code"]).toUpperCase(), holding: maybe(values["holding"]), closed: row?.closed ?? [] }),
};

/** How many beds, and for how long each is taken. */
function beds(row: Haven): string {
  return row.beds !== undefined && row.stay_h !== undefined ? t("transport-beds-stay", { beds: number(row.beds), hours: number(row.stay_h) }) : figure(row.beds);
}

export const HAVEN: Kind<Haven> = {
  what: "haven",
  all: (it) => it.havens,
  with: (it, rows) => ({ ...it, havens: rows }),
  id: (row) => row.id,
  name: (row) => row.name,
  columns: [where, { label: "transport-beds", form: "num", show: beds }, { label: "transport-per-day", form: "num", show: (row) => figure(row.per_day) }],
  fields: (of, row, known) => [
    ...spotFields(of.instance.havens, row, known, of.instance),
    { name: "beds", label: t("transport-beds-field"), kind: "number", min: 0, max: PEOPLE_MAX },
    { name: "stay_h", label: t("transport-stay-field"), kind: "number", min: 1, max: STAY_H_MAX },
    { name: "per_day", label: t("transport-per-day-field"), kind: "number", min: 0, max: PEOPLE_MAX },
  ],
  read: (_, row) => ({ ...spotRead(row), beds: shown(row?.beds), stay_h: shown(row?.stay_h), per_day: shown(row?.per_day) }),
  write: (values, _, row) => {
    const haven: Haven = spotWrite(values, row);
    for (const limit of ["beds", "stay_h", "per_day"] as const) {
      const said = maybe(values[limit]);
      if (said !== null) haven[limit] = said;
    }
    if (row?.received) haven.received = row.received;
    return haven;
  },
};

const roadId = (row: { from: string; to: string }): string => `${row.from}>${row.to}`;

export const ROAD: Kind<Road> = {
  what: "road",
  all: (it) => it.roads,
  with: (it, rows) => ({ ...it, roads: rows }),
  id: roadId,
  name: (row, it) => `${spotName(it, row.from)} – ${spotName(it, row.to)}`,
  columns: [
    { label: "transport-minutes", form: "num", show: (row) => figure(row.travel_min) },
    { label: "transport-road-people", form: "num", show: (row) => figure(row.people_per_slot) },
    shut,
  ],
  fields: (of, row) => [
    { name: "from", label: t("transport-from"), kind: "choice", required: true, options: choices(of.instance.assembly, row?.from, of.instance) },
    { name: "to", label: t("transport-to"), kind: "choice", required: true, options: choices(of.instance.embarkation, row?.to, of.instance) },
    { name: "travel_min", label: t("transport-minutes"), kind: "number", required: true, min: 0, max: MINUTES_MAX },
    { name: "people_per_slot", label: t("transport-road-people-field"), kind: "number", min: 0, max: SEATS_MAX },
  ],
  read: (of, row) => ({
    from: row?.from ?? of.instance.assembly[0]?.id ?? "", to: row?.to ?? of.instance.embarkation[0]?.id ?? "",
    travel_min: shown(row?.travel_min), people_per_slot: shown(row?.people_per_slot),
  }),
  write: (values, of, row) => {
    const [from, to] = [values["from"] ?? "", values["to"] ?? ""];
    const taken = of.instance.roads.some((one) => roadId(one) === roadId({ from, to }));
    if (taken && !(row && roadId(row) === roadId({ from, to }))) refuse("transport-road-twice");
    return { from, to, travel_min: count(values["travel_min"]), people_per_slot: maybe(values["people_per_slot"]), closed: row?.closed ?? [] };
  },
};

function cost(values: Values): CarryLeg["cost"] {
  const amount = maybe(values["amount"]);
  const currency = trimmed(values["currency"]).toUpperCase();
  if (amount === null) return null;
  if (!/^[A-Z]{3}$/.test(currency)) refuse("transport-currency");
  return { currency, minor: Math.round(amount * 10 ** digitsOf(currency)) };
}

const legFrom = (of: Carriage, row: CarryLeg | undefined): Options => choices(of.instance.embarkation, row?.from, of.instance);
const legTo = (of: Carriage, row: CarryLeg | undefined): Options => choices(of.instance.havens, row?.to, of.instance);

/** Where a leg stands, and whether it cannot go because the place that it leaves from is closed then. */
function standing(row: CarryLeg, of: Carriage): string {
  const port = of.instance.embarkation.find((one) => one.id === row.from);
  const shut = port && isClosed(port, row.departure) ? [t("transport-shut")] : [];
  return [word("transport-status", row.status), ...shut].join(" · ");
}

export const LEG: Kind<CarryLeg> = {
  what: "leg",
  all: (it) => it.legs,
  order: (one, other) => Date.parse(one.departure) - Date.parse(other.departure),
  with: (it, rows) => ({ ...it, legs: rows }),
  id: (row) => row.id,
  name: (row) => row.name,
  columns: [
    { label: "transport-status", show: standing },
    { label: "evac-owner", show: (row) => row.owner },
    { label: "transport-mode", show: (row) => word("transport-mode", row.mode) },
    { label: "evac-route", show: (row, of) => `${spotName(of.instance, row.from)} – ${spotName(of.instance, row.to)}` },
    { label: "transport-cutoff", form: "times", show: (row) => minute(row.cutoff) },
    { label: "transport-departure", form: "times", show: (row) => minute(row.departure) },
    { label: "transport-arrival", form: "times", show: (row) => minute(row.arrival) },
    { label: "transport-leg-places", form: "num", show: (row) => [figure(row.seats), figure(row.stretchers), row.wheelchairs === null ? t("transport-any") : figure(row.wheelchairs)].join(" / ") },
    { label: "transport-conditions", show: (row) => [row.open_to.length > 0 ? `${t("transport-open-to")} ${row.open_to.join(", ")}` : "", row.pets ? t("transport-pets") : "", row.document_required ? t("transport-document") : ""].filter(Boolean).join(", ") },
    { label: "transport-cost", form: "num", show: (row) => (row.cost && /^[A-Z]{3}$/.test(row.cost.currency) ? money(row.cost, language()) : "") },
    { label: "transport-reliability", form: "num", show: (row) => `${number(row.reliability_pct)} %` },
  ],
  fields: (of, row) => [
    { name: "name", label: t("transport-leg-name"), kind: "text", required: true, length: NAME_CHARS_MAX },
    { name: "owner", label: t("evac-owner"), kind: "choice", required: true, options: partnerChoices(of, row?.owner) },
    { name: "mode", label: t("transport-mode"), kind: "choice", options: MODES.map((one) => [one, word("transport-mode", one)] as const) },
    { name: "status", label: t("transport-status"), kind: "choice", options: STATUSES.map((one) => [one, word("transport-status", one)] as const) },
    { name: "from", label: t("transport-from"), kind: "choice", required: true, options: legFrom(of, row) },
    { name: "to", label: t("transport-to"), kind: "choice", required: true, options: legTo(of, row) },
    { name: "cutoff", label: t("transport-cutoff"), kind: "time", required: true },
    { name: "departure", label: t("transport-departure"), kind: "time", required: true },
    { name: "arrival", label: t("transport-arrival"), kind: "time", required: true },
    { name: "seats", label: t("evac-seats"), kind: "number", required: true, min: 0, max: SEATS_MAX },
    { name: "stretchers", label: t("evac-stretchers"), kind: "number", required: true, min: 0, max: SEATS_MAX },
    { name: "wheelchairs", label: t("transport-wheelchairs"), kind: "number", min: 0, max: SEATS_MAX },
    { name: "reliability_pct", label: t("transport-reliability-field"), kind: "number", required: true, min: 0, max: 100 },
    { name: "amount", label: t("transport-cost-field"), kind: "number", min: 0, max: 1_000_000_000, step: "any" },
    { name: "currency", label: t("transport-currency-field"), kind: "text", length: 3, pattern: "[A-Za-z]{3}" },
    { name: "open_to", label: t("transport-open-to"), kind: "checks", options: of.instance.partners.map((one) => [one, one] as const) },
    { name: "pets", label: t("transport-pets"), kind: "check" },
    { name: "document_required", label: t("transport-document"), kind: "check" },
  ],
  read: (of, row) => ({
    name: row?.name ?? "", owner: row?.owner ?? of.own, mode: row?.mode ?? "air", status: row?.status ?? "planned",
    from: row?.from ?? first(legFrom(of, row)), to: row?.to ?? first(legTo(of, row)),
    cutoff: typed(row?.cutoff), departure: typed(row?.departure), arrival: typed(row?.arrival),
    seats: shown(row?.seats), stretchers: shown(row?.stretchers ?? 0), wheelchairs: shown(row?.wheelchairs), reliability_pct: shown(row?.reliability_pct ?? 100),
    amount: row?.cost ? shown(row.cost.minor / 10 ** digitsOf(row.cost.currency)) : "", currency: row?.cost?.currency ?? "",
    open_to: (row?.open_to ?? []).join(), pets: row?.pets ? "yes" : "", document_required: row?.document_required ? "yes" : "",
  }),
  write: (values, _, row) => ({
    id: row?.id ?? newId(), name: trimmed(values["name"]) || refuse("crisis-name-unfit"), owner: values["owner"] ?? "", mode: values["mode"] ?? "air",
    from: values["from"] ?? "", to: values["to"] ?? "",
    cutoff: moment(values["cutoff"] ?? "", row?.cutoff), departure: moment(values["departure"] ?? "", row?.departure), arrival: moment(values["arrival"] ?? "", row?.arrival),
    seats: count(values["seats"]), stretchers: count(values["stretchers"]), wheelchairs: maybe(values["wheelchairs"]), pets: values["pets"] === "yes",
    open_to: list(values["open_to"]), document_required: values["document_required"] === "yes", cost: cost(values),
    reliability_pct: count(values["reliability_pct"]), status: values["status"] ?? "planned",
  }),
};

/** Where a vehicle can stand: an assembly point or an embarkation point, each once. */
function stands(of: Carriage, row: CarryVehicle | undefined): Options {
  const all = new Map([...of.instance.embarkation, ...of.instance.assembly].map((one) => [one.id, one]));
  return choices([...all.values()], row?.at, of.instance);
}

export const VEHICLE: Kind<CarryVehicle> = {
  what: "vehicle",
  all: (it) => it.vehicles ?? [],
  with: (it, rows) => ({ ...it, vehicles: rows }),
  id: (row) => row.id,
  name: (row) => row.name || row.id.slice(-8),
  columns: [
    { label: "evac-owner", show: (row) => row.owner },
    { label: "evac-seats", form: "num", show: (row) => figure(row.seats) },
    { label: "transport-at", show: (row, of) => spotName(of.instance, row.at) },
    { label: "transport-vehicle-from", form: "times", show: (row) => minute(row.from) },
    { label: "transport-vehicle-until", form: "times", show: (row) => minute(row.until) },
    { label: "transport-load-unload", form: "num", show: (row) => `${figure(row.load_min)} / ${figure(row.unload_min)}` },
  ],
  fields: (of, row) => [
    { name: "name", label: t("transport-name"), kind: "text", required: true, length: NAME_CHARS_MAX },
    { name: "owner", label: t("evac-owner"), kind: "choice", required: true, options: partnerChoices(of, row?.owner) },
    { name: "seats", label: t("evac-seats"), kind: "number", required: true, min: 1, max: 1_000 },
    { name: "at", label: t("transport-at"), kind: "choice", required: true, options: stands(of, row) },
    { name: "from", label: t("transport-vehicle-from"), kind: "time", required: true },
    { name: "until", label: t("transport-vehicle-until"), kind: "time" },
    { name: "load_min", label: t("transport-load"), kind: "number", required: true, min: 0, max: 1_440 },
    { name: "unload_min", label: t("transport-unload"), kind: "number", required: true, min: 0, max: 1_440 },
  ],
  read: (of, row) => ({
    name: row?.name ?? "", owner: row?.owner ?? of.own, seats: shown(row?.seats), at: row?.at ?? first(stands(of, row)), from: typed(row?.from ?? of.instance.start), until: typed(row?.until),
    load_min: shown(row?.load_min ?? 0), unload_min: shown(row?.unload_min ?? 0),
  }),
  write: (values, _, row) => ({
    id: row?.id ?? newId(), name: trimmed(values["name"]), owner: values["owner"] ?? "", seats: count(values["seats"]), at: values["at"] ?? "",
    from: moment(values["from"] ?? "", row?.from), until: values["until"] ? moment(values["until"], row?.until) : null, load_min: count(values["load_min"]), unload_min: count(values["unload_min"]),
  }),
};

/** The fields of a time in which something is closed, or has other bus seats. */
export function spanFields(seats: boolean): Field[] {
  return [
    { name: "from", label: t("transport-span-from"), kind: "time", required: true },
    { name: "until", label: t("transport-span-until"), kind: "time", required: true },
    ...(seats ? [{ name: "seats", label: t("transport-buses-each"), kind: "number", required: true, min: 0, max: SEATS_MAX } as const] : []),
  ];
}

export const spanOf = (values: Values): Span => span(values["from"] ?? "", values["until"] ?? "");

export function seated(values: Values, of: Carriage, row: Assembly): Assembly {
  return withSeats(row, of.instance, spanOf(values), count(values["seats"]));
}

/** What is wrong with an entry, in words. */
export function faultWords(code: string): string {
  return tryT(`evac-fault-${code}`) ?? code;
}

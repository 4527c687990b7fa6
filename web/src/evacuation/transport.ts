// What carries people as the node keeps it (docs/evacuation.md), and what one change makes of it.
import { Problem } from "../api";

export interface Span { start: string; end: string }
export interface Spot { id: string; name: string; position: [number, number] }
export interface Assembly extends Spot { bus_seats: number[] }
export interface Embarkation extends Spot { code: string; holding: number | null; closed: Span[] }
/** What is not limited is not said. */
export interface Haven extends Spot { beds?: number; stay_h?: number; per_day?: number; received?: { at: string; people: number }[] }
export interface Road { from: string; to: string; travel_min: number; people_per_slot: number | null; closed: Span[] }
export interface CarryLeg {
  id: string; name: string; owner: string; mode: string; from: string; to: string; cutoff: string; departure: string; arrival: string;
  seats: number; stretchers: number; wheelchairs: number | null; pets: boolean; open_to: string[]; document_required: boolean;
  cost: { currency: string; minor: number } | null; reliability_pct: number; status: string;
}
export interface CarryVehicle { id: string; name: string; owner: string; seats: number; at: string; from: string; until: string | null; load_min: number; unload_min: number }
export interface Instance {
  start: string; slot_min: number; slots: number; partners: string[]; assembly: Assembly[]; embarkation: Embarkation[]; havens: Haven[];
  roads: Road[]; legs: CarryLeg[]; vehicles?: CarryVehicle[]; groups: unknown[];
}
export interface Carriage { own: string; instance: Instance }
/** An entry that the planner leaves out; of a road the id is `from>to`. */
export interface Fault { what: string; id: string; code: string }
export interface Kept {
  transport: Carriage | null; faults: Fault[];
  /** Of what is kept: a change says what it was made from. */
  revision: string;
}
export type Change = (was: Carriage) => Carriage;

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Bus slots of an evacuation that begins with nothing: three days of hours, as a draft from a plan has. */
const SLOTS = 72;
const SLOT_MIN = 60;

/** What is wrong with an entry, said by the id of its sentence. */
export function refuse(code: string): never {
  throw new Problem(400, code, "");
}

/** An evacuation of which nothing is known yet. */
export function begun(own: string, now: number): Carriage {
  const start = new Date(Math.floor(now / HOUR_MS) * HOUR_MS).toISOString();
  return { own, instance: { start, slot_min: SLOT_MIN, slots: SLOTS, partners: [own], assembly: [], embarkation: [], havens: [], roads: [], legs: [], vehicles: [], groups: [] } };
}

export function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** The rows with one put in place of the one that was seen; refuses when somebody changed or deleted that one meanwhile. */
export function replaced<T>(rows: readonly T[], seen: T, by: T | undefined): T[] {
  const index = rows.findIndex((row) => same(row, seen));
  if (index < 0) refuse("transport-changed-meanwhile");
  return rows.flatMap((row, i) => (i === index ? (by === undefined ? [] : [by]) : [row]));
}

/** A moment as a field of the page has it, in UTC: `2026-03-06T18:20`. */
export function typed(time: string | null | undefined): string {
  return time ? time.slice(0, 16) : "";
}

/** The moment of a field; the seconds of what was there stay where the minute is the same. */
export function moment(text: string, was?: string | null): string {
  return was && typed(was) === text ? was : `${text}:00Z`;
}

/** A span of time that has a length. */
export function span(from: string, until: string): Span {
  if (Date.parse(`${until}Z`) <= Date.parse(`${from}Z`)) refuse("transport-span-order");
  return { start: moment(from), end: moment(until) };
}

/** One more time in which a place or a road is closed, the earliest first. */
export function closing<T extends { closed: Span[] }>(row: T, more: Span): T {
  return { ...row, closed: [...row.closed, more].sort((a, b) => Date.parse(a.start) - Date.parse(b.start)) };
}

export function isClosed(row: { closed: Span[] }, time: string): boolean {
  const then = Date.parse(time);
  return row.closed.some((one) => Date.parse(one.start) <= then && then < Date.parse(one.end));
}

function slotStart(instance: Instance, slot: number): number {
  return Date.parse(instance.start) + slot * instance.slot_min * MINUTE_MS;
}

const iso = (ms: number): string => new Date(ms).toISOString();

/** Bus seats as stretches of time with the same number in each slot; stretches without seats are left out. */
export function runs(row: Assembly, instance: Instance): { from: string; until: string; seats: number }[] {
  const found: { from: string; until: string; seats: number }[] = [];
  row.bus_seats.slice(0, instance.slots).forEach((seats, slot) => {
    const [from, until, last] = [iso(slotStart(instance, slot)), iso(slotStart(instance, slot + 1)), found.at(-1)];
    if (last && last.seats === seats && last.until === from) last.until = until;
    else if (seats > 0) found.push({ from, until, seats });
  });
  return found;
}

/** Bus seats in each slot that begins in a span of time; others stay. */
export function withSeats(row: Assembly, instance: Instance, when: Span, seats: number): Assembly {
  const [from, until] = [Date.parse(when.start), Date.parse(when.end)];
  let touched = 0;
  const bus_seats = Array.from({ length: instance.slots }, (_, slot) => {
    const start = slotStart(instance, slot);
    if (start < from || start >= until) return row.bus_seats[slot] ?? 0;
    touched += 1;
    return seats;
  });
  if (touched === 0) refuse("transport-no-slot");
  return { ...row, bus_seats };
}

/** Other slots: a bus keeps its seats and leaves with the first slot that is not before its time; what falls outside is gone. */
export function reslotted(was: Instance, start: string, slot_min: number, slots: number): Instance {
  const next = { ...was, start, slot_min, slots };
  if (start === was.start && slot_min === was.slot_min) return next;
  const moved = (seats: number[]): number[] => {
    const out = Array.from({ length: slots }, () => 0);
    seats.slice(0, was.slots).forEach((count, slot) => {
      const to = Math.ceil((slotStart(was, slot) - Date.parse(start)) / (slot_min * MINUTE_MS));
      if (to >= 0 && to < slots) out[to] = (out[to] ?? 0) + count;
    });
    return out;
  };
  return { ...next, assembly: was.assembly.map((one) => ({ ...one, bus_seats: moved(one.bus_seats) })) };
}

const placed = new WeakMap<Instance, Map<string, Spot>>();

/** Every place by its id; one that is of two kinds is there once. */
export function spots(instance: Instance): Map<string, Spot> {
  const known = placed.get(instance) ?? new Map([...instance.havens, ...instance.embarkation, ...instance.assembly].map((one) => [one.id, one]));
  placed.set(instance, known);
  return known;
}

/** Roads, and legs with vehicles, that have no end any more once places are gone. */
export function loose(instance: Instance): { roads: Road[]; others: number } {
  const [gather, leave, safe] = [instance.assembly, instance.embarkation, instance.havens].map((all) => new Set(all.map((one) => one.id)));
  const roads = instance.roads.filter((one) => !gather?.has(one.from) || !leave?.has(one.to));
  const legs = instance.legs.filter((one) => !leave?.has(one.from) || !safe?.has(one.to));
  const vehicles = (instance.vehicles ?? []).filter((one) => !gather?.has(one.at) && !leave?.has(one.at));
  return { roads, others: legs.length + vehicles.length };
}

/** Digits after the point of a currency, three capital letters: yen have none. */
export function digitsOf(currency: string): number {
  if (!/^[A-Z]{3}$/.test(currency)) return 2;
  return new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

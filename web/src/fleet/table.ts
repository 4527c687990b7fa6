// The table of vessels: filter, order and lock over plain arrays, so that 100,000 rows cost milliseconds and no object each.
// Off the main thread, in the fleet worker. With the order locked, rows keep their place while their numbers go on changing.
import { type Fleet, latitude, mercatorY } from "./frame";

export interface VesselAt { mmsi: number; track: number; position: [number, number]; sog: number | null; cog: number | null; seen: number; kind: number; source: number; flags: number }

/** What the table shows: a view of the chart, or with a text every vessel it fits, wherever it is. */
export interface RowsAsk {
  west: number; east: number; south: number; north: number;
  kind: number | null;
  /** Part of an MMSI; `named` are the vessels whose name, call sign or IMO number the node found for the same text. */
  text: string; named: number[];
  sort: "mmsi" | "speed" | "time"; locked: boolean;
  offset: number; limit: number;
}

/** One window of the table; a row is undefined when its vessel is no longer known. `fresh`: vessels that came after the lock. */
export interface Rows { total: number; rows: (VesselAt | undefined)[]; fresh: number }

const ABSENT = 65_535;
/** Slots fit in 20 bits, so an order key of up to 33 bits and its slot are one exact double. */
const SLOTS = 2 ** 20;
const SECONDS = 2 ** 32;

export function vesselAt(fleet: Fleet, slot: number): VesselAt {
  const [sog, cog] = [fleet.sog[slot] ?? ABSENT, fleet.cog[slot] ?? ABSENT];
  return {
    mmsi: fleet.mmsi[slot] ?? 0, track: fleet.track[slot] ?? 0, position: [(fleet.x[slot] ?? 0) * 360 - 180, latitude(fleet.y[slot] ?? 0)],
    sog: sog === ABSENT ? null : sog / 10, cog: cog === ABSENT ? null : cog / 10, seen: fleet.seen[slot] ?? 0,
    kind: fleet.kind[slot] ?? 0, source: fleet.source[slot] ?? 0, flags: fleet.flags[slot] ?? 0,
  };
}

export class Table {
  private order: { key: string; version: number; slots: Uint32Array } | undefined;
  private lock: { keys: Float64Array; held: Set<number> } | undefined;

  constructor(private readonly fleet: Fleet) {}

  /** The window asked for. The first ask with `locked` fixes the order; the first without frees it. */
  rows(ask: RowsAsk): Rows {
    if (!ask.locked) this.lock = undefined;
    const slots = this.ordered(ask);
    if (ask.locked && !this.lock) {
      const keys = Float64Array.from(slots, (slot) => this.fleet.keyOf(slot));
      this.lock = { keys, held: new Set(keys) };
    }
    if (!this.lock) return { total: slots.length, rows: Array.from(slots.subarray(ask.offset, ask.offset + ask.limit), (slot) => vesselAt(this.fleet, slot)), fresh: 0 };
    const { keys, held } = this.lock;
    let fresh = 0;
    for (const slot of slots) if (!held.has(this.fleet.keyOf(slot))) fresh += 1;
    const rows = Array.from(keys.subarray(ask.offset, ask.offset + ask.limit), (key) => {
      const slot = this.fleet.find(key);
      return slot === undefined ? undefined : vesselAt(this.fleet, slot);
    });
    return { total: keys.length, rows, fresh };
  }

  /** Slots that fit, in order; kept until the fleet or the question changes, so that scrolling costs only its window. */
  private ordered(ask: RowsAsk): Uint32Array {
    const key = JSON.stringify([ask.text ? null : [ask.west, ask.east, ask.south, ask.north], ask.kind, ask.text, ask.named, ask.sort]);
    if (this.order?.key === key && this.order.version === this.fleet.version) return this.order.slots;
    const slots = this.sorted(this.fitting(ask), ask.sort);
    this.order = { key, version: this.fleet.version, slots };
    return slots;
  }

  private fitting(ask: RowsAsk): Uint32Array {
    const { fleet } = this;
    const [x0, y0, y1] = [(ask.west + 180) / 360, mercatorY(ask.north), mercatorY(ask.south)];
    const width = Math.min(1, (ask.east - ask.west) / 360);
    const named = new Set(ask.named);
    const found = new Uint32Array(fleet.count);
    let count = 0;
    for (let i = 0; i < fleet.count; i += 1) {
      if (ask.kind !== null && fleet.kind[i] !== ask.kind) continue;
      const mmsi = fleet.mmsi[i] ?? 0;
      if (ask.text) {
        if (!named.has(mmsi) && !String(mmsi).includes(ask.text)) continue;
      } else {
        const y = fleet.y[i] ?? 0;
        const dx = (fleet.x[i] ?? 0) - x0;
        if (y < y0 || y > y1 || dx - Math.floor(dx) > width) continue;
      }
      found[count++] = i;
    }
    return found.subarray(0, count);
  }

  /** Sorts by one number each, which the engine does without calling back; equal keys keep the order of slots. */
  private sorted(slots: Uint32Array, by: RowsAsk["sort"]): Uint32Array {
    const { fleet } = this;
    const key = (slot: number): number => {
      const sog = fleet.sog[slot] ?? ABSENT;
      if (by === "speed") return sog === ABSENT ? ABSENT : ABSENT - 1 - sog;
      return by === "time" ? SECONDS - (fleet.seen[slot] ?? 0) : (fleet.mmsi[slot] ?? 0);
    };
    const keyed = Float64Array.from(slots, (slot) => key(slot) * SLOTS + slot).sort();
    return Uint32Array.from(keyed, (value) => value % SLOTS);
  }
}

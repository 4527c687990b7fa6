// The fleet as the graphics card reads it: 32 bytes a vessel, sorted by symbol so that each symbol is one instanced draw.
import { FLAG_EVENT, FLAG_RANKED, FLAG_SILENT, type Fleet, KINDS, SOURCES } from "./frame";

export const INSTANCE_BYTES = 32;
/** Symbols of vessels, then the marks drawn over them: silent, open event, ranked. */
export const SYMBOLS = KINDS * SOURCES;
export const MARK_SILENT = SYMBOLS;
export const MARK_EVENT = SYMBOLS + 1;
export const MARK_RANKED = SYMBOLS + 2;
export const GROUPS = SYMBOLS + 3;

export interface Instances {
  bytes: ArrayBuffer;
  /** First instance of each group, and the end of the last. */
  starts: Uint32Array;
  /** Event time from which `age` counts, Unix seconds. */
  time: number;
  vessels: number;
  /** Fastest vessel, Mercator units a second: how often the map must be redrawn. */
  fastest: number;
}

const HIGH = 1 / 4096;

/** What is drawn over a vessel; of the ranked ones only those highlighted, so that a fleet is not buried under rings. */
function marksOf(fleet: Fleet, slot: number, highlight: ReadonlySet<number> | undefined): number {
  const flags = fleet.flags[slot] ?? 0;
  return highlight && !highlight.has(fleet.mmsi[slot] ?? 0) ? flags & ~FLAG_RANKED : flags;
}

function marks(flags: number): number {
  return ((flags & FLAG_SILENT) !== 0 ? 1 : 0) + ((flags & FLAG_EVENT) !== 0 ? 1 : 0) + ((flags & FLAG_RANKED) !== 0 ? 1 : 0);
}

/** Lays the fleet out for drawing. */
export function layOut(fleet: Fleet, highlight?: ReadonlySet<number>): Instances {
  const starts = new Uint32Array(GROUPS + 1);
  let total = 0;
  for (let i = 0; i < fleet.count; i += 1) {
    const flags = marksOf(fleet, i, highlight);
    count(starts, groupOf(fleet, i));
    if (flags & FLAG_SILENT) count(starts, MARK_SILENT);
    if (flags & FLAG_EVENT) count(starts, MARK_EVENT);
    if (flags & FLAG_RANKED) count(starts, MARK_RANKED);
    total += 1 + marks(flags);
  }
  for (let g = 1; g <= GROUPS; g += 1) starts[g] = (starts[g] ?? 0) + (starts[g - 1] ?? 0);
  const bytes = new ArrayBuffer(total * INSTANCE_BYTES);
  const floats = new Float32Array(bytes);
  const raw = new Uint8Array(bytes);
  const next = starts.slice();
  let fastest = 0;
  const put = (slot: number, group: number): void => {
    const at = next[group] ?? 0;
    next[group] = at + 1;
    write(fleet, slot, floats, raw, at);
  };
  for (let i = 0; i < fleet.count; i += 1) {
    const flags = marksOf(fleet, i, highlight);
    put(i, groupOf(fleet, i));
    if (flags & FLAG_SILENT) put(i, MARK_SILENT);
    if (flags & FLAG_EVENT) put(i, MARK_EVENT);
    if (flags & FLAG_RANKED) put(i, MARK_RANKED);
    fastest = Math.max(fastest, Math.abs(fleet.vx[i] ?? 0), Math.abs(fleet.vy[i] ?? 0));
  }
  return { bytes, starts, time: fleet.time, vessels: fleet.count, fastest };
}

function groupOf(fleet: Fleet, slot: number): number {
  return (fleet.kind[slot] ?? 0) * SOURCES + (fleet.source[slot] ?? 0);
}

function count(starts: Uint32Array, group: number): void {
  starts[group + 1] = (starts[group + 1] ?? 0) + 1;
}

/** High parts are multiples of 1/4096 (10 km), low parts the rest: together centimetres in two 32-bit floats. */
function write(fleet: Fleet, slot: number, floats: Float32Array, raw: Uint8Array, at: number): void {
  const f = at * 8;
  const [x, y] = [fleet.x[slot] ?? 0, fleet.y[slot] ?? 0];
  const [xh, yh] = [Math.round(x / HIGH) * HIGH, Math.round(y / HIGH) * HIGH];
  floats[f] = xh;
  floats[f + 1] = yh;
  floats[f + 2] = x - xh;
  floats[f + 3] = y - yh;
  floats[f + 4] = fleet.vx[slot] ?? 0;
  floats[f + 5] = fleet.vy[slot] ?? 0;
  floats[f + 6] = fleet.time - (fleet.seen[slot] ?? 0);
  const b = at * INSTANCE_BYTES + 28;
  const cog = fleet.cog[slot] ?? 0;
  raw[b] = cog > 3600 ? 0 : Math.round((cog / 3600) * 256) & 255;
  raw[b + 1] = fleet.flags[slot] ?? 0;
}

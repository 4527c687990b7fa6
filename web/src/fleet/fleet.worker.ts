// Follows the position stream, keeps the fleet, answers picks and the table. Off the main thread, so that a full update of
// 100,000 vessels never stops the page.
import { Fleet, RECORD_BYTES, reckoned } from "./frame";
import { type Instances, layOut } from "./instance";
import { type Rows, type RowsAsk, Table, type VesselAt, vesselAt } from "./table";
import { Vigil } from "../vigil";

export type ToFleet =
  | { ask: "follow"; url: string }
  | { ask: "stop" }
  | { ask: "highlight"; mmsis: number[] }
  | { ask: "pick"; id: number; x: number; y: number; radius: number; now: number }
  | { ask: "find"; id: number; mmsi: number }
  | { ask: "rows"; id: number; rows: RowsAsk };

export type FromFleet =
  | { tell: "instances"; instances: Instances }
  | { tell: "picked"; id: number; vessels: VesselAt[] }
  | { tell: "found"; id: number; vessels: VesselAt[] }
  | ({ tell: "rows"; id: number } & Rows)
  | { tell: "link"; up: boolean };

const fleet = new Fleet();
const table = new Table(fleet);
const post = (message: FromFleet, move: Transferable[] = []): void => (self as unknown as Worker).postMessage(message, move);

/** The screen is told at most this often; more vessels, rarer updates: the shader moves them in between. */
function pause(): number {
  return 200 + Math.min(800, fleet.count / 100);
}

let highlight: ReadonlySet<number> | undefined;
let scheduled = false;
let stale = true;

function changed(): void {
  stale = true;
  if (scheduled) return;
  scheduled = true;
  setTimeout(() => {
    scheduled = false;
    const instances = layOut(fleet, highlight);
    post({ tell: "instances", instances }, [instances.bytes, instances.starts.buffer]);
  }, pause());
}

let abort: AbortController | undefined;
let following = false;
/** A link that fell silent is given up: the read fails, and the loop below begins anew. */
const vigil = new Vigil(() => abort?.abort());

async function follow(url: string): Promise<void> {
  following = true;
  let wait = 1000;
  while (following) {
    try {
      abort = new AbortController();
      vigil.heard();
      const response = await fetch(url, { credentials: "same-origin", signal: abort.signal });
      if (!response.ok || !response.body) throw new Error(String(response.status));
      post({ tell: "link", up: true });
      wait = 1000;
      await read(response.body.getReader());
    } catch {
      // The link is down or refused; the page shows it and the loop tries again.
    }
    vigil.end();
    post({ tell: "link", up: false });
    if (following) await new Promise((done) => setTimeout(done, wait));
    wait = Math.min(30_000, wait * 2);
  }
}

const FRAME_BYTES_MAX = 64 * 1024 * 1024;

/** Frames: u32 length, u32 event time, records. The length counts the records, with or without the time before them. */
async function read(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  let held = new Uint8Array(0);
  let first = true;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    vigil.heard();
    const joined = new Uint8Array(held.length + value.length);
    joined.set(held);
    joined.set(value, held.length);
    let at = 0;
    while (joined.length - at >= 8) {
      const head = new DataView(joined.buffer, at);
      const length = head.getUint32(0, true);
      const records = length % RECORD_BYTES === 0 ? length : length - 4;
      if (records < 0 || records > FRAME_BYTES_MAX || records % RECORD_BYTES !== 0) throw new Error("frame");
      if (joined.length - at < 8 + records) break;
      // No vessel moved: the node beats.
      if (!first && records === 0) vigil.beat();
      if (first) fleet.clear();
      first = false;
      fleet.take(new DataView(joined.buffer, at + 8, records), head.getUint32(4, true));
      changed();
      at += 8 + records;
    }
    held = joined.slice(at);
  }
}

const CELLS = 1024;
let grid = { starts: new Uint32Array(0), slots: new Uint32Array(0), now: 0 };

/** Buckets of 1/1024 of the world: a pick looks at the few around it. */
function index(now: number): void {
  if (!stale && Math.abs(grid.now - now) < 60) return;
  const starts = new Uint32Array(CELLS * CELLS + 1);
  const cells = new Uint32Array(fleet.count);
  for (let i = 0; i < fleet.count; i += 1) {
    const [x, y] = reckoned(fleet, i, now);
    const cell = cellOf(x, y);
    cells[i] = cell;
    starts[cell + 1] = (starts[cell + 1] ?? 0) + 1;
  }
  for (let c = 1; c < starts.length; c += 1) starts[c] = (starts[c] ?? 0) + (starts[c - 1] ?? 0);
  const next = starts.slice();
  const slots = new Uint32Array(fleet.count);
  for (let i = 0; i < fleet.count; i += 1) {
    const cell = cells[i] ?? 0;
    slots[next[cell] ?? 0] = i;
    next[cell] = (next[cell] ?? 0) + 1;
  }
  grid = { starts, slots, now };
  stale = false;
}

function cellOf(x: number, y: number): number {
  const column = ((Math.floor(x * CELLS) % CELLS) + CELLS) % CELLS;
  return Math.max(0, Math.min(CELLS - 1, Math.floor(y * CELLS))) * CELLS + column;
}

const PICK_MAX = 12;

function pick(x: number, y: number, radius: number, now: number): VesselAt[] {
  index(now);
  const reach = Math.min(CELLS / 2 - 1, Math.ceil(radius * CELLS));
  const hits: [number, number][] = [];
  const [cx, cy] = [Math.floor(x * CELLS), Math.floor(y * CELLS)];
  for (let row = Math.max(0, cy - reach); row <= Math.min(CELLS - 1, cy + reach); row += 1) {
    for (let column = cx - reach; column <= cx + reach; column += 1) {
      const cell = row * CELLS + (((column % CELLS) + CELLS) % CELLS);
      for (let i = grid.starts[cell] ?? 0; i < (grid.starts[cell + 1] ?? 0); i += 1) {
        const slot = grid.slots[i] ?? 0;
        const [vx, vy] = reckoned(fleet, slot, now);
        const dx = vx - x - Math.round(vx - x);
        const away = Math.hypot(dx, vy - y);
        if (away <= radius) hits.push([away, slot]);
      }
    }
  }
  return hits.sort((a, b) => a[0] - b[0]).slice(0, PICK_MAX).map(([, slot]) => vesselAt(fleet, slot));
}

self.onmessage = ({ data }: MessageEvent<ToFleet>) => {
  if (data.ask === "follow" && !following) void follow(data.url);
  else if (data.ask === "stop") {
    following = false;
    abort?.abort();
  } else if (data.ask === "highlight") {
    highlight = new Set(data.mmsis);
    changed();
  } else if (data.ask === "pick") post({ tell: "picked", id: data.id, vessels: pick(data.x, data.y, data.radius, data.now) });
  else if (data.ask === "find") {
    const found: VesselAt[] = [];
    for (let i = 0; i < fleet.count; i += 1) if (fleet.mmsi[i] === data.mmsi) found.push(vesselAt(fleet, i));
    post({ tell: "found", id: data.id, vessels: found });
  } else if (data.ask === "rows") post({ tell: "rows", id: data.id, ...table.rows(data.rows) });
};

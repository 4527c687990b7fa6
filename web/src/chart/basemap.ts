// The coast, from one PMTiles file of this node. With Range requests only the tiles in view are read; a server without
// them sends the whole file once (2.3 MB), and it is kept in memory. Nothing is ever asked of another origin.
import { addProtocol } from "maplibre-gl";

interface Entry { id: number; offset: number; length: number; run: number }
interface Archive { entries: Entry[]; dataAt: number; bytes: (from: number, length: number) => Promise<ArrayBuffer> }

const FIRST_BYTES = 16_384;
const url = new URL(`${import.meta.env.BASE_URL}coast.pmtiles`, document.baseURI).href;
let archive: Promise<Archive> | undefined;

/** Serves `coast://z/x/y` to the map. */
export function serveBasemap(): void {
  addProtocol("coast", async ({ url: asked }, abort) => {
    const [z = 0, x = 0, y = 0] = asked.replace("coast://", "").split("/").map(Number);
    archive ??= open();
    const file = await archive;
    abort.signal.throwIfAborted();
    const entry = search(file.entries, tileId(z, x, y));
    if (!entry) return { data: new ArrayBuffer(0) };
    return { data: await unpack(await file.bytes(file.dataAt + entry.offset, entry.length)) };
  });
}

async function open(): Promise<Archive> {
  const response = await fetch(url, { headers: { range: `bytes=0-${FIRST_BYTES - 1}` } });
  if (!response.ok) throw new Error(`basemap: HTTP ${response.status}`);
  const head = await response.arrayBuffer();
  const view = new DataView(head);
  const at = (field: number): number => Number(view.getBigUint64(8 + 8 * field, true));
  const entries = directory(new Uint8Array(await unpack(head.slice(at(0), at(0) + at(1)))));
  const whole = response.status === 200;
  const bytes = whole
    ? (from: number, length: number) => Promise.resolve(head.slice(from, from + length))
    : async (from: number, length: number) =>
        (await fetch(url, { headers: { range: `bytes=${from}-${from + length - 1}` } })).arrayBuffer();
  return { entries, dataAt: at(6), bytes };
}

async function unpack(packed: ArrayBuffer): Promise<ArrayBuffer> {
  return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}

function directory(bytes: Uint8Array): Entry[] {
  let at = 0;
  const next = (): number => {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  };
  const count = next();
  const entries: Entry[] = Array.from({ length: count }, () => ({ id: 0, offset: 0, length: 0, run: 0 }));
  let id = 0;
  for (const entry of entries) entry.id = id += next();
  for (const entry of entries) entry.run = next();
  for (const entry of entries) entry.length = next();
  let follows = 0;
  for (const entry of entries) {
    const value = next();
    entry.offset = value === 0 ? follows : value - 1;
    follows = entry.offset + entry.length;
  }
  return entries;
}

function search(entries: Entry[], id: number): Entry | undefined {
  let [low, high] = [0, entries.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const entry = entries[middle];
    if (!entry) return undefined;
    if (id < entry.id) high = middle - 1;
    else if (id >= entry.id + entry.run) low = middle + 1;
    else return entry;
  }
  return undefined;
}

/** Hilbert number of a tile over all zooms (PMTiles v3). */
function tileId(z: number, x: number, y: number): number {
  let id = (4 ** z - 1) / 3;
  let [tx, ty] = [x, y];
  for (let s = 2 ** (z - 1); s >= 1; s /= 2) {
    const rx = (tx & s) > 0 ? 1 : 0;
    const ry = (ty & s) > 0 ? 1 : 0;
    id += s * s * ((3 * rx) ^ ry);
    if (ry !== 0) continue;
    if (rx === 1) [tx, ty] = [s - 1 - tx, s - 1 - ty];
    [tx, ty] = [ty, tx];
  }
  return id;
}

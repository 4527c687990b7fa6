// Writer of PMTiles version 3 archives: one header, one root directory, tiles in Hilbert order, equal tiles stored once.
// Specification: PMTiles v3 (public). Directories and tiles are gzip.
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";

const HEADER_BYTES = 127;
const ROOT_BYTES_MAX = 16_384 - HEADER_BYTES;

/** Number of a tile along the Hilbert curve of all zooms. */
export function tileId(z, x, y) {
  let id = (4 ** z - 1) / 3;
  let [tx, ty] = [x, y];
  for (let s = 2 ** (z - 1); s >= 1; s /= 2) {
    const rx = (tx & s) > 0 ? 1 : 0;
    const ry = (ty & s) > 0 ? 1 : 0;
    id += s * s * ((3 * rx) ^ ry);
    if (ry === 0) {
      if (rx === 1) {
        tx = s - 1 - tx;
        ty = s - 1 - ty;
      }
      [tx, ty] = [ty, tx];
    }
  }
  return id;
}

/** `tiles`: [{z, x, y, data: Buffer}]; returns the archive. */
export function writePmtiles(tiles, { minZoom, maxZoom, layers }) {
  const { entries, blobs, distinct } = layOut(tiles);
  const root = gzipSync(directory(entries), { level: 9 });
  if (root.length > ROOT_BYTES_MAX) throw new Error(`root directory of ${root.length} bytes needs leaves`);
  const metadata = gzipSync(JSON.stringify({ name: "Vigie coast", vector_layers: layers }), { level: 9 });
  const data = Buffer.concat(blobs);
  const header = Buffer.alloc(HEADER_BYTES);
  header.write("PMTiles", 0, "ascii");
  header[7] = 3;
  const rootAt = HEADER_BYTES;
  const metadataAt = rootAt + root.length;
  const leavesAt = metadataAt + metadata.length;
  [rootAt, root.length, metadataAt, metadata.length, leavesAt, 0, leavesAt, data.length, tiles.length, entries.length, distinct]
    .forEach((value, i) => header.writeBigUInt64LE(BigInt(value), 8 + 8 * i));
  header[96] = 1; // clustered
  header[97] = 2; // directories: gzip
  header[98] = 2; // tiles: gzip
  header[99] = 1; // vector tiles
  header[100] = minZoom;
  header[101] = maxZoom;
  [-180, -85, 180, 85].forEach((deg, i) => header.writeInt32LE(deg * 1e7, 102 + 4 * i));
  header[118] = minZoom;
  header.writeInt32LE(-180e7, 119);
  header.writeInt32LE(40e7, 123);
  return Buffer.concat([header, root, metadata, data]);
}

function layOut(tiles) {
  const sorted = tiles.map((tile) => ({ id: tileId(tile.z, tile.x, tile.y), data: tile.data })).sort((a, b) => a.id - b.id);
  const places = new Map();
  const blobs = [];
  const entries = [];
  let offset = 0;
  for (const { id, data } of sorted) {
    const key = createHash("sha256").update(data).digest("hex");
    let place = places.get(key);
    if (!place) {
      const packed = gzipSync(data, { level: 9 });
      place = { offset, length: packed.length };
      places.set(key, place);
      blobs.push(packed);
      offset += packed.length;
    }
    const last = entries[entries.length - 1];
    if (last && last.offset === place.offset && last.id + last.run === id) last.run += 1;
    else entries.push({ id, run: 1, ...place });
  }
  return { entries, blobs, distinct: places.size };
}

function directory(entries) {
  const out = [];
  const put = (value) => {
    let rest = value;
    while (rest > 127) {
      out.push((rest % 128) | 128);
      rest = Math.floor(rest / 128);
    }
    out.push(rest);
  };
  put(entries.length);
  entries.forEach((entry, i) => put(i === 0 ? entry.id : entry.id - entries[i - 1].id));
  entries.forEach((entry) => put(entry.run));
  entries.forEach((entry) => put(entry.length));
  entries.forEach((entry, i) => {
    const follows = i > 0 && entry.offset === entries[i - 1].offset + entries[i - 1].length;
    put(follows ? 0 : entry.offset + 1);
  });
  return Buffer.from(out);
}

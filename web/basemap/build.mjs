// Builds public/coast.pmtiles: land and coast, zoom 0 to 6. A picture, never a measure, and not for navigation.
// No boundary of any kind is in it. Tolerance, buffer and extent as measured for this project (2.3 MB for zoom 0 to 6).
import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import GeoJSONVT from "geojson-vt";
import vtpbf from "vt-pbf";
import { coastLines, landPolygons } from "./coast.mjs";
import { writePmtiles } from "./pmtiles.mjs";

const MAX_ZOOM = 6;
const OPTIONS = { maxZoom: MAX_ZOOM, indexMaxZoom: MAX_ZOOM, indexMaxPoints: 0, tolerance: 3, buffer: 64, extent: 4096 };

const collection = (features) => ({ type: "FeatureCollection", features });
const shape = (type, coordinates) => ({ type: "Feature", properties: {}, geometry: { type, coordinates } });

/** All tiles of the archive that hold anything. */
export function tiles() {
  const land = new GeoJSONVT(collection(landPolygons().map((rings) => shape("Polygon", rings))), OPTIONS);
  const coast = new GeoJSONVT(collection(coastLines().map((line) => shape("LineString", line))), OPTIONS);
  const out = [];
  for (let z = 0; z <= MAX_ZOOM; z += 1) {
    for (let x = 0; x < 2 ** z; x += 1) {
      for (let y = 0; y < 2 ** z; y += 1) {
        const layers = {};
        const landTile = land.getTile(z, x, y);
        const coastTile = coast.getTile(z, x, y);
        if (landTile?.features.length) layers.land = landTile;
        if (coastTile?.features.length) layers.coast = coastTile;
        if (Object.keys(layers).length === 0) continue;
        out.push({ z, x, y, data: Buffer.from(vtpbf.fromGeojsonVt(layers, { version: 2 })) });
      }
    }
  }
  return out;
}

const target = join(dirname(fileURLToPath(import.meta.url)), "..", "public", "coast.pmtiles");
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!existsSync(target) || process.argv.includes("--force")) {
    const all = tiles();
    const layers = [{ id: "land", fields: {} }, { id: "coast", fields: {} }];
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, writePmtiles(all, { minZoom: 0, maxZoom: MAX_ZOOM, layers }));
    process.stdout.write(`coast.pmtiles: ${all.length} tiles, ${statSync(target).size} bytes\n`);
  }
}

// Land polygons and coast lines of Natural Earth 1:10m (npm world-atlas; public domain), repaired at 180°.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { feature } from "topojson-client";
import { repairLine, repairPolygon } from "./antimeridian.mjs";

const require = createRequire(import.meta.url);

/** The polygons as the file has them, for the test that shows why the repair is needed. */
export function rawPolygons() {
  const collection = feature(topology(), "land");
  const features = collection.type === "FeatureCollection" ? collection.features : [collection];
  return features.flatMap(({ geometry }) =>
    geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates,
  );
}

/** Land polygons inside [-180, 180]. */
export function landPolygons() {
  return rawPolygons().flatMap(repairPolygon);
}

/** Each coast arc once, cut at 180° and at the pole. */
export function coastLines() {
  const topo = topology();
  const [sx, sy] = topo.transform.scale;
  const [tx, ty] = topo.transform.translate;
  return topo.arcs.flatMap((arc) => {
    let x = 0;
    let y = 0;
    const line = arc.map(([dx, dy]) => {
      x += dx;
      y += dy;
      return [x * sx + tx, y * sy + ty];
    });
    return repairLine(line);
  });
}

function topology() {
  return JSON.parse(readFileSync(require.resolve("world-atlas/land-10m.json"), "utf8"));
}

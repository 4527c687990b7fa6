// Areas of the node as the chart draws them: borders without the seam that a polygon cut at ±180° has there.
import type { AreaCollection, AreaFeature } from "../api";
import { unwrapLine } from "../place";

type Ring = [number, number][];

function rings(feature: AreaFeature): Ring[] {
  const geometry = unwrapped(feature);
  if (geometry?.type === "Polygon") return geometry.coordinates as Ring[];
  if (geometry?.type === "MultiPolygon") return (geometry.coordinates as Ring[][]).flat();
  return [];
}

const onSeam = (lon: number): boolean => Math.abs(Math.abs(lon) - 180) < 1e-6;

/** Outline pieces of a ring, the edges along ±180° left out. */
export function borderLines(ring: Ring): Ring[] {
  const pieces: Ring[] = [];
  let piece: Ring = [];
  ring.forEach((point, i) => {
    const before = ring[i - 1];
    if (before && onSeam(before[0]) && onSeam(point[0])) {
      if (piece.length > 1) pieces.push(piece);
      piece = [];
    }
    piece.push(point);
  });
  if (piece.length > 1) pieces.push(piece);
  return pieces;
}

/** Whether fishing is closed there at the time of the data. */
export function isClosed(feature: AreaFeature): boolean {
  return feature.properties.closed === "yes" || feature.properties.closed === true;
}

/** The polygon with its rings unwrapped, holes on the same copy of the world as the ring around them. */
function unwrapped(feature: AreaFeature): GeoJSON.Geometry {
  const geometry = feature.geometry;
  const polygon = (parts: Ring[]): Ring[] => {
    const [outer = [], ...holes] = parts.map((ring) => unwrapLine(ring).map(([x, y]): [number, number] => [x, y]));
    const first = outer[0]?.[0] ?? 0;
    return [outer, ...holes.map((hole) => hole.map(([x, y]): [number, number] => [x + Math.round((first - (hole[0]?.[0] ?? first)) / 360) * 360, y]))];
  };
  if (geometry?.type === "Polygon") return { type: "Polygon", coordinates: polygon(geometry.coordinates as Ring[]) };
  if (geometry?.type === "MultiPolygon") return { type: "MultiPolygon", coordinates: (geometry.coordinates as Ring[][]).map(polygon) };
  return geometry as GeoJSON.Geometry;
}

/** Fills and borders for the chart. */
export function areaLayers(areas: AreaCollection): { fills: GeoJSON.FeatureCollection; borders: GeoJSON.FeatureCollection } {
  const shown = areas.features.filter((feature) => feature.geometry);
  const properties = (feature: AreaFeature) => ({ name: feature.properties.name ?? "", isClosed: isClosed(feature), isPartner: feature.properties["isPartner"] === true });
  return {
    fills: { type: "FeatureCollection", features: shown.map((feature) => ({ type: "Feature", properties: properties(feature), geometry: unwrapped(feature) })) },
    borders: {
      type: "FeatureCollection",
      features: shown.map((feature) => ({
        type: "Feature", properties: properties(feature),
        geometry: { type: "MultiLineString", coordinates: rings(feature).flatMap(borderLines) },
      })),
    },
  };
}

/** West, south, east, north of a feature; east may pass 180 when the feature does. */
export function extent(feature: AreaFeature): [number, number, number, number] | undefined {
  const points = rings(feature).flat();
  if (points.length === 0) return undefined;
  const lats = points.map((p) => p[1]);
  const crosses = points.some((p) => onSeam(p[0]) && p[0] > 0) && points.some((p) => onSeam(p[0]) && p[0] < 0);
  const lons = points.map((p) => (crosses && p[0] < 0 ? p[0] + 360 : p[0]));
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

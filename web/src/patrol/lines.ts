// A plan on the chart: each asset's way as one line over 180°, its stops as numbered places.
import { type LonLat, greatCircle, unwrapLine } from "../place";
import { nameIn } from "./naming";
import { type Plan, type PlanRequest, type Route, idOf } from "./plan";

/** Where an asset begins. */
function startOf(request: PlanRequest | undefined, asset: string): LonLat | undefined {
  const start = request?.assets.find((a) => a.id === asset)?.start;
  return start?.position ?? request?.ports?.find((p) => p.id === start?.port)?.position;
}

/** Corners of the way, as far as the plan tells them. */
function places(route: Route, request: PlanRequest | undefined): LonLat[] {
  const start = startOf(request, route.asset);
  return [...(start ? [start] : []), ...route.stops.flatMap((s) => (s.position_end[0] === s.position[0] && s.position_end[1] === s.position[1] ? [s.position] : [s.position, s.position_end]))];
}

/** The chosen asset's way solid, the others' dashed. */
export function planLines(plan: Plan | undefined, request: PlanRequest | undefined, chosen: string | undefined, ways: ReadonlyMap<string, LonLat[]>): GeoJSON.FeatureCollection {
  const features = (plan?.routes ?? []).flatMap((route): GeoJSON.Feature[] => {
    const corners = ways.get(route.asset) ?? places(route, request);
    if (corners.length < 2) return [];
    const line = unwrapLine(corners.flatMap((p, i) => (i === 0 ? [p] : greatCircle(corners[i - 1] ?? p, p, 12).slice(1))));
    return [{ type: "Feature", properties: { part: !chosen || route.asset === chosen ? "sailed" : "later" }, geometry: { type: "LineString", coordinates: line.map((p) => [...p]) } }];
  });
  return { type: "FeatureCollection", features };
}

/** Stops of the chosen asset, or of all, with their numbers. */
export function planMarks(plan: Plan | undefined, request: PlanRequest | undefined, chosen: string | undefined, at: string | undefined): GeoJSON.FeatureCollection {
  const routes = (plan?.routes ?? []).filter((r) => !chosen || r.asset === chosen);
  const features = routes.flatMap((route) => route.stops.map((stop, i): GeoJSON.Feature => {
    const here = `${route.asset}/${i}` === at;
    return {
      type: "Feature", properties: { kind: stop.what === "task" ? "stop" : "event", radius: here ? 8 : 4, fill: here ? 0.2 : 1, ...(chosen || here ? { label: `${i + 1} ${nameIn(request, stop.what, idOf(stop))}` } : {}) },
      geometry: { type: "Point", coordinates: [...stop.position] },
    };
  }));
  return { type: "FeatureCollection", features };
}

/** The box around a plan, longitudes unwrapped. */
export function planBox(plan: Plan | undefined, request: PlanRequest | undefined): [number, number, number, number] | undefined {
  const all = unwrapLine((plan?.routes ?? []).flatMap((r) => places(r, request)).map(([lon, lat]): LonLat => [lon < 0 ? lon + 360 : lon, lat]));
  if (all.length === 0) return undefined;
  const [lons, lats] = [all.map((p) => p[0]), all.map((p) => p[1])];
  return [Math.min(...lons) - 2, Math.min(...lats) - 2, Math.max(...lons) + 2, Math.max(...lats) + 2];
}

// Searches for a vessel as the page sees them (docs/api.md, Patrol), and how they are drawn.
import { call } from "../api";
import { type LonLat, unwrapLine } from "../place";
import type { components } from "../schema";
import { type Asset, type Task, assets } from "./plan";

type Schemas = components["schemas"];
export type Search = Schemas["PatrolSearch"];
export type SearchRequest = Schemas["PatrolSearchRequest"];
export type Assignment = Search["assignments"][number];
/** What an asset says of its search. */
export type Seeker = Asset & { task_speed_kn?: number; sensors?: { swaths: { swath_nm: number }[] }[] };
export type Pattern = "parallel-sweep" | "creeping-line" | "expanding-square" | "sector";
export const PATTERNS: readonly Pattern[] = ["parallel-sweep", "creeping-line", "expanding-square", "sector"];
export const CANALS = ["suez", "panama", "kiel", "bosporus", "dardanelles", "kanmon"] as const;
export type Settings = { canals_closed?: string[] } & Record<string, unknown>;

export const NM_M = 1852;
/** Cells with less effort than this share of the most are not drawn. */
const FAINT = 0.02;

export const search = (json: SearchRequest): Promise<Search> => call("patrol/searches", { json });
export const seekers = async (): Promise<Seeker[]> => (await assets()).assets.filter((row) => row.in_service).map((row) => row.value);
export const tasksOf = (found: Search): Task[] => found.tasks as unknown as Task[];
export const settings = (): Promise<Settings> => call("patrol/settings");
export const putSettings = (json: Settings): Promise<unknown> => call("patrol/settings", { method: "PUT", json });

/** The widest sweep of an asset: the one in calm sea, for the planner to make less of. */
export const widestSweep = (asset: Seeker): number => Math.max(0, ...(asset.sensors ?? []).flatMap((one) => one.swaths.map((swath) => swath.swath_nm)));

const line = (places: readonly LonLat[], part: string): GeoJSON.Feature => ({
  type: "Feature", properties: { part }, geometry: { type: "LineString", coordinates: unwrapLine(places).map((p) => [...p]) },
});
const at = (place: readonly number[]): LonLat => [place[0] ?? 0, place[1] ?? 0];

/** Rectangles dashed; the legs of the chosen assignment, or of all of the first period, solid. */
export function searchLines(found: Search | undefined, chosen: number | undefined): GeoJSON.FeatureCollection {
  const features = (found?.assignments ?? []).flatMap((one, i): GeoJSON.Feature[] => {
    const corners = one.corners.map(at);
    const first = corners[0];
    const ring = first ? [line([...corners, first], "later")] : [];
    const legs = one.pattern.legs;
    const shown = chosen === undefined ? one.period === 0 : chosen === i;
    return shown && legs[0] ? [...ring, line([at(legs[0].from), ...legs.map((leg) => at(leg.to))], "sailed")] : ring;
  });
  return { type: "FeatureCollection", features };
}

/** Where effort is worth most, over all periods. */
export function searchSquares(found: Search | undefined): GeoJSON.FeatureCollection {
  const cells = (found?.cells ?? []).map((cell) => ({ at: at(cell.position), effort: cell.effort_nm2.reduce((sum, one) => sum + one, 0) }));
  const most = Math.max(1e-9, ...cells.map((cell) => cell.effort));
  const half = (found?.cell_nm ?? 0) / 120;
  const features = cells.filter((cell) => cell.effort > FAINT * most).map(({ at: [lon, lat], effort }): GeoJSON.Feature => {
    const east = half / Math.max(0.05, Math.cos((lat * Math.PI) / 180));
    const middle = lon < 0 ? lon + 360 : lon;
    const ring = [[middle - east, lat - half], [middle + east, lat - half], [middle + east, lat + half], [middle - east, lat + half], [middle - east, lat - half]];
    return { type: "Feature", properties: { share: (0.6 * effort) / most }, geometry: { type: "Polygon", coordinates: [ring] } };
  });
  return { type: "FeatureCollection", features };
}

/** The box around a search, longitudes unwrapped. */
export function searchBox(found: Search): [number, number, number, number] | undefined {
  const all = unwrapLine(found.assignments.flatMap((one) => one.corners.map(at)).map(([lon, lat]): LonLat => [lon < 0 ? lon + 360 : lon, lat]));
  if (all.length === 0) return undefined;
  const [lons, lats] = [all.map((p) => p[0]), all.map((p) => p[1])];
  return [Math.min(...lons) - 0.5, Math.min(...lats) - 0.5, Math.max(...lons) + 0.5, Math.max(...lats) + 0.5];
}

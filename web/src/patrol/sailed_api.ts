// What was sailed of a plan as the page sees it (docs/api.md, Patrol), how it is drawn, and which searches are carried to
// the search desk as searches that saw nothing.
import { createSignal } from "solid-js";
import { call, callFile, query } from "../api";
import { type LonLat, unwrapLine } from "../place";
import type { components } from "../schema";

type Schemas = components["schemas"];
export type Sailed = Schemas["PatrolSailed"];
export type AssetSailed = Schemas["PatrolAssetSailed"];
export type VisitSailed = Schemas["PatrolVisitSailed"];
export type SearchSailed = Sailed["searches"][number];
export type Track = Schemas["PatrolTrack"];
export interface Wish { late_h: number | undefined; reach_nm: number | undefined; silence_min: number | undefined }

const of = (id: string, ending: string, wish: Wish): string => `patrol/plans/${encodeURIComponent(id)}/sailed${ending}${query({ ...wish })}`;
const asset = (id: string): string => `patrol/assets/${encodeURIComponent(id)}`;

export const sailed = (id: string, wish: Wish): Promise<Sailed> => call(of(id, "", wish));
export const sailedTable = (id: string, wish: Wish): Promise<Blob> => callFile(of(id, ".csv", wish));
export const tracks = (): Promise<{ assets: { asset: string; mmsi: number }[]; tracks: Track[] }> => call("patrol/tracks");
export const putMmsi = (id: string, mmsi: number | null): Promise<unknown> => call(`${asset(id)}/mmsi`, { method: "PUT", json: { mmsi } });
export const putTrack = (id: string, name: string, file: Blob): Promise<Track> => call(`${asset(id)}/tracks/${encodeURIComponent(name)}`, { method: "PUT", file, type: "text/plain" });
export const dropTrack = (id: string, name: string): Promise<unknown> => call(`${asset(id)}/tracks/${encodeURIComponent(name)}`, { method: "DELETE" });

/** A name that the node takes, of a file. */
export const trackName = (file: string): string => file.replace(/\.[^.]*$/, "").replace(/[^A-Za-z0-9._-]/g, "-").slice(0, 80) || "track";

const [shown, setShown] = createSignal<Sailed>();
const [empty, setEmpty] = createSignal<ReadonlyMap<string, NonNullable<SearchSailed["empty"]>>>(new Map());
/** What is compared on the page now. */
export { shown as sailedShown, setShown as showSailed };

/** Searches that an officer said saw nothing: the next search is planned with them. */
export const emptySearches = (): NonNullable<SearchSailed["empty"]>[] => [...empty().values()];
export const isTaken = (task: string): boolean => empty().has(task);
export function takeSearch(one: SearchSailed, take: boolean): void {
  const next = new Map(empty());
  if (take && one.empty) next.set(one.task, one.empty);
  else next.delete(one.task);
  setEmpty(next);
}

const line = (part: string, places: readonly LonLat[]): GeoJSON.Feature => ({
  type: "Feature", properties: { part }, geometry: { type: "LineString", coordinates: unwrapLine(places).map((p) => [...p]) },
});
const at = (place: readonly number[] | undefined): LonLat => [place?.[0] ?? 0, place?.[1] ?? 0];

/** The planned lines dashed, over them what was received, and across each silence a line of its own. */
export function sailedLines(planned: GeoJSON.FeatureCollection, found: Sailed | undefined): GeoJSON.FeatureCollection {
  if (!found) return planned;
  const ways = found.assets.flatMap((one): GeoJSON.Feature[] => {
    const pieces = one.way.map((piece) => piece.map(at));
    const gaps = pieces.slice(1).map((piece, n): LonLat[] => [at(pieces[n]?.at(-1)), at(piece[0])]);
    return [...pieces.filter((piece) => piece.length > 1).map((piece) => line("sailed", piece)), ...gaps.map((gap) => line("gap", gap))];
  });
  const boxes = found.assets.flatMap((one) => one.visits.flatMap((visit) => (visit.swept ? [line("later", [...visit.swept.corners.map(at), at(visit.swept.corners[0])])] : [])));
  const dashed = planned.features.map((one) => ({ ...one, properties: { ...one.properties, part: "later" } }));
  return { type: "FeatureCollection", features: [...dashed, ...boxes, ...ways] };
}

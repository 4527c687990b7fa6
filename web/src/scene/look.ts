// One look on the chart: its footprint, its detections, and the tracks of the ships that may have been in it.
import { type Accessor, createMemo, createResource } from "solid-js";
import { type AreaFeature, type Scene, type Tracks, call, query } from "../api";
import { trackLines } from "../chart/track";
import { t, word } from "../language";
import { percent } from "../measure";
import { nameOf } from "../watchroom";

/** Tracks drawn, those that were missed first. */
const TRACKS_MAX = 40;
const POINTS_MAX = 500;
/** Drawn so long before and after the look. */
const AROUND_MS = 2 * 3_600_000;

/** The vessel of a track, `MMSI-n`. */
export function mmsiOf(track: string): number {
  return Number(track.split("-")[0]);
}

/** The name of a track's vessel, with its number if it is not the first. */
export function trackName(track: string): string {
  const [mmsi = "", n = "1"] = track.split("-");
  return n === "1" ? nameOf(Number(mmsi)) : `${nameOf(Number(mmsi))} (${n})`;
}

/** The footprint as the chart takes areas; rings come without their first point repeated. */
export function footprintOf(rings: readonly (readonly number[])[][]): AreaFeature {
  const closed = rings.map((ring) => [...ring, ring[0] ?? []]);
  return { type: "Feature", properties: { name: "" }, geometry: { type: "Polygon", coordinates: closed } };
}

const dotOf = (position: readonly number[], properties: Record<string, unknown>): GeoJSON.Feature => ({ type: "Feature", geometry: { type: "Point", coordinates: [...position] }, properties });

/** Whether a detection is drawn as a place where no ship is known. */
const isLead = (one: Scene["detections"][number]): boolean => one.verdict !== "on_ais";

/** Detections that no track surely explains, as the watch floor draws them. */
export function lookPoints(scene: Scene | undefined): GeoJSON.FeatureCollection | undefined {
  if (!scene) return undefined;
  const features = scene.detections.filter(isLead).map((one) => dotOf(one.position, { id: one.id, probability: one.dark, label: t("detection-label", { share: percent(one.dark) }) }));
  return { type: "FeatureCollection", features };
}

/** The other detections, each with the ship that explains it. */
export function lookMarks(scene: Scene | undefined): GeoJSON.FeatureCollection | undefined {
  if (!scene) return undefined;
  const features = scene.detections.filter((one) => !isLead(one)).map((one) => dotOf(one.position, { kind: "past", radius: 6, fill: 1, label: one.assigned ? trackName(one.assigned) : word("code", one.verdict) }));
  return { type: "FeatureCollection", features };
}

/** Lines of the tracks that may have been inside, some hours around the look. */
export function useLookTracks(scene: Accessor<Scene | undefined>): Accessor<GeoJSON.FeatureCollection | undefined> {
  const asked = createMemo(() => {
    const look = scene();
    if (!look) return "";
    const weight = (one: Scene["tracks"][number]): number => (one.outcome === "missed-by-the-sensor" ? 2 : 0) + (one.inside ?? one.detected);
    const mmsis = [...look.tracks].sort((a, b) => weight(b) - weight(a)).map((one) => mmsiOf(one.track));
    const at = Date.parse(look.time);
    const iso = (ms: number): string => new Date(ms).toISOString();
    const span = { from: iso(at - AROUND_MS), to: iso(at + AROUND_MS), max: POINTS_MAX };
    return [...new Set(mmsis)].filter(Number.isSafeInteger).slice(0, TRACKS_MAX).map((mmsi) => `vessels/${mmsi}/track${query(span)}`).join("\n");
  });
  // One ship that the node has forgotten keeps the others from nothing.
  const [tracks] = createResource(asked, (paths) => Promise.all(paths.split("\n").map((path) => call<Tracks>(path).catch(() => undefined))));
  return createMemo((): GeoJSON.FeatureCollection | undefined => {
    const look = scene();
    if (!look || !asked()) return undefined;
    const at = Date.parse(look.time) / 1000;
    return { type: "FeatureCollection", features: (tracks.latest ?? []).flatMap((one) => trackLines(one, at).features) };
  });
}

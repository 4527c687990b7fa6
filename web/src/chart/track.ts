// A vessel's history trail as chart lines: sailed up to the slider's time, later after it, and silences drawn apart. What
// partners say of her is drawn as theirs, in the same way.
import type { PartnerTrail, Tracks, TrackPoint } from "../api";
import { type LonLat, unwrapLine } from "../place";

/** A pause between two points longer than this is drawn as silence, not as a sailed line: two hours. */
const SILENCE_S = 7200;

const feature = (properties: Record<string, string>, coordinates: LonLat[]): GeoJSON.Feature => ({
  type: "Feature", properties, geometry: { type: "LineString", coordinates: coordinates.map((p) => [...p]) },
});

/** First and last moment of all tracks, Unix seconds. */
export function trackSpan(tracks: { points: TrackPoint[] }[]): [number, number] | undefined {
  const times = tracks.flatMap((track) => [track.points[0]?.[2], track.points[track.points.length - 1]?.[2]]).filter((s) => s !== undefined);
  return times.length > 0 ? [Math.min(...times), Math.max(...times)] : undefined;
}

/** Lines for the chart at the slider's time. */
export function trackLines(tracks: Tracks | undefined, at: number): GeoJSON.FeatureCollection {
  return { type: "FeatureCollection", features: (tracks?.tracks ?? []).flatMap(({ points }) => lines(points, at, (part) => ({ part }))) };
}

/** The chosen one of the tracks under an MMSI, and the others; without a choice, all are its own. */
export function splitTracks(tracks: Tracks | undefined, chosen: string | undefined): { own: Tracks | undefined; others: Tracks | undefined } {
  const own = tracks?.tracks.filter(({ track }) => track === chosen) ?? [];
  if (!tracks || own.length === 0) return { own: tracks, others: undefined };
  return { own: { ...tracks, tracks: own }, others: { ...tracks, tracks: tracks.tracks.filter(({ track }) => track !== chosen) } };
}

/** Other tracks under the same MMSI, each by itself: perhaps not the same ship. */
export function otherLines(tracks: Tracks | undefined): GeoJSON.FeatureCollection {
  return { type: "FeatureCollection", features: (tracks?.tracks ?? []).flatMap(({ points }) => lines(points, Infinity, (part) => ({ part: part === "gap" ? "other-gap" : "other" }))) };
}

/** The same of what partners say, each line with the badge of its source. */
export function partnerLines(trails: readonly PartnerTrail[], at: number): GeoJSON.FeatureCollection {
  return { type: "FeatureCollection", features: trails.flatMap(({ party, points }) => lines(points, at, (part) => ({ part: `partner-${part}`, badge: party.toUpperCase() }))) };
}

function lines(points: readonly TrackPoint[], at: number, properties: (part: string) => Record<string, string>): GeoJSON.Feature[] {
  const features: GeoJSON.Feature[] = [];
  const line = unwrapLine(points.map(([lon, lat]): LonLat => [lon, lat]));
  let run: LonLat[] = [];
  let part = "";
  const end = (): void => {
    if (run.length > 1) features.push(feature(properties(part), run));
  };
  points.forEach((point, i) => {
    const before = points[i - 1];
    const here = line[i];
    const last = line[i - 1];
    if (!before || !here || !last) return;
    const kind = point[2] > at ? "later" : point[2] - before[2] > SILENCE_S ? "gap" : "sailed";
    if (kind !== part) {
      end();
      run = [last];
      part = kind;
    }
    run.push(here);
  });
  end();
  return features;
}

/** Where the newest of the tracks was at a moment: the last report at or before it. */
export function pointAt(tracks: Tracks | undefined, at: number): TrackPoint | undefined {
  let best: TrackPoint | undefined;
  for (const { points } of tracks?.tracks ?? []) {
    for (const point of points) {
      if (point[2] > at) break;
      if (!best || point[2] >= best[2]) best = point;
    }
  }
  return best;
}

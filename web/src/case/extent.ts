// The part of the sea that holds some places.
import { type LonLat, unwrapLine, wrapLon } from "../place";

/** West, south, east and north of places, the short way round. */
export function extentOf(points: readonly LonLat[]): [west: number, south: number, east: number, north: number] | undefined {
  const line = unwrapLine(points);
  if (line.length === 0) return undefined;
  const [lons, lats] = [line.map(([lon]) => lon), line.map(([, lat]) => lat)];
  const least = (all: number[]): number => all.reduce((a, b) => Math.min(a, b));
  const most = (all: number[]): number => all.reduce((a, b) => Math.max(a, b));
  return [wrapLon(least(lons)), least(lats), wrapLon(most(lons)), most(lats)];
}

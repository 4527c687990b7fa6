// Positions as sailors write them, and great circles on the mean sphere (R1 = 6,371,008.8 m, as in the sea crate).
// Everything here is right across 180°.
import { createSignal } from "solid-js";

export type LonLat = readonly [number, number];
export type PlaceFormat = "minutes" | "decimal" | "dms";

const STORED = "vigie-place-format";
const FORMATS: readonly PlaceFormat[] = ["minutes", "decimal", "dms"];
const EARTH_RADIUS_M = 6_371_008.8;
const NM_M = 1852;
const RAD = Math.PI / 180;

const stored = localStorage.getItem(STORED);
const [format, setFormat] = createSignal<PlaceFormat>(FORMATS.find((name) => name === stored) ?? "minutes");
export { format as placeFormat, FORMATS as PLACE_FORMATS };

/** Chooses how positions are written everywhere. */
export function usePlaceFormat(name: PlaceFormat): void {
  setFormat(name);
  localStorage.setItem(STORED, name);
}

/** Longitude in [-180, 180). */
export function wrapLon(lon: number): number {
  return ((((lon + 180) % 360) + 360) % 360) - 180;
}

function minutes(value: number, width: number, positive: string, negative: string): string {
  let tenths = Math.round(Math.abs(value) * 600);
  const degrees = Math.floor(tenths / 600);
  tenths -= degrees * 600;
  const text = `${String(degrees).padStart(width, "0")}°${(tenths / 10).toFixed(1).padStart(4, "0")}′`;
  return text + (value < 0 ? negative : positive);
}

function dms(value: number, width: number, positive: string, negative: string): string {
  const total = Math.round(Math.abs(value) * 3600);
  const [d, m, s] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  return `${String(d).padStart(width, "0")}°${String(m).padStart(2, "0")}′${String(s).padStart(2, "0")}″${value < 0 ? negative : positive}`;
}

/** `43°08.2′N 141°20.1′E`, or decimal or DMS by the page's setting. */
export function place(position: LonLat | null | undefined, as: PlaceFormat = format()): string {
  if (!position) return "–";
  const [rawLon, lat] = position;
  const lon = wrapLon(rawLon);
  if (as === "decimal") return `${lat.toFixed(5)}, ${lon.toFixed(5)}`;
  const write = as === "dms" ? dms : minutes;
  return `${write(lat, 2, "N", "S")} ${write(lon, 3, "E", "W")}`;
}

const HALVES = /^([NS])?\s*([\d.\s+-]+?)\s*([NS])?[\s,;]+([EWO])?\s*([\d.\s+-]+?)\s*([EWO])?$/;

/** Reads `43°08.2′N 141°20.1′E`, `43 08.2 N, 141 20.1 E`, `43°08,2′N 141°20,1′O`, DMS, or `lat, lon` in decimal degrees. */
export function parsePlace(text: string): LonLat | undefined {
  const clean = text.trim().toUpperCase().replace(/[°′″'"º’”]/g, " ").replace(/北緯/g, "N ").replace(/南緯/g, "S ").replace(/東経/g, "E ").replace(/西経/g, "W ");
  // A comma between digits that separates nothing is a decimal one, as French writes it; without letters it stays unclear.
  const half = HALVES.exec(clean) ?? HALVES.exec(clean.replace(/(\d),(?=\d)/g, "$1."));
  if (!half) return undefined;
  const lettered = (half[1] ?? half[3]) !== undefined && (half[4] ?? half[6]) !== undefined;
  if (!lettered) {
    const pair = clean.split(/[\s,;]+/).filter(Boolean).map(Number);
    const [lat, lon] = pair;
    return pair.length === 2 && lat !== undefined && lon !== undefined ? checked(lat, lon) : undefined;
  }
  const lat = angle(half[2] ?? "", half[1] ?? half[3] ?? "");
  const lon = angle(half[5] ?? "", half[4] ?? half[6] ?? "");
  return lat === undefined || lon === undefined ? undefined : checked(lat, lon);
}

function angle(text: string, side: string): number | undefined {
  const fields = text.trim().split(/\s+/).map(Number);
  const [d = NaN, m = 0, s = 0] = fields;
  if (fields.length > 3 || fields.some((v) => !Number.isFinite(v) || v < 0) || m >= 60 || s >= 60) return undefined;
  const value = d + m / 60 + s / 3600;
  return side === "S" || side === "W" || side === "O" ? -value : value;
}

function checked(lat: number, lon: number): LonLat | undefined {
  if (!Number.isFinite(lat) || !Number.isFinite(lon) || Math.abs(lat) > 90 || Math.abs(lon) > 360) return undefined;
  return [wrapLon(lon), lat];
}

/** Great-circle distance, nautical miles. */
export function distanceNm(a: LonLat, b: LonLat): number {
  const halfLat = Math.sin(((b[1] - a[1]) * RAD) / 2);
  const halfLon = Math.sin((wrapLon(b[0] - a[0]) * RAD) / 2);
  const chord = halfLat ** 2 + Math.cos(a[1] * RAD) * Math.cos(b[1] * RAD) * halfLon ** 2;
  return (2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(chord)))) / NM_M;
}

/** Initial bearing, degrees true. */
export function bearingDeg(a: LonLat, b: LonLat): number {
  const dLon = wrapLon(b[0] - a[0]) * RAD;
  const [latA, latB] = [a[1] * RAD, b[1] * RAD];
  const east = Math.sin(dLon) * Math.cos(latB);
  const north = Math.cos(latA) * Math.sin(latB) - Math.sin(latA) * Math.cos(latB) * Math.cos(dLon);
  return (Math.atan2(east, north) / RAD + 360) % 360;
}

/** Points of the great circle, longitudes unwrapped from the first point so that no step jumps. */
export function greatCircle(a: LonLat, b: LonLat, steps = 48): LonLat[] {
  const arc = (distanceNm(a, b) * NM_M) / EARTH_RADIUS_M;
  if (arc < 1e-9) return [a, b];
  const [la, pa, lb, pb] = [a[0] * RAD, a[1] * RAD, b[0] * RAD, b[1] * RAD];
  const line: LonLat[] = [];
  for (let i = 0; i <= steps; i += 1) {
    const f = i / steps;
    const [u, v] = [Math.sin((1 - f) * arc) / Math.sin(arc), Math.sin(f * arc) / Math.sin(arc)];
    const x = u * Math.cos(pa) * Math.cos(la) + v * Math.cos(pb) * Math.cos(lb);
    const y = u * Math.cos(pa) * Math.sin(la) + v * Math.cos(pb) * Math.sin(lb);
    const z = u * Math.sin(pa) + v * Math.sin(pb);
    line.push([Math.atan2(y, x) / RAD, Math.atan2(z, Math.hypot(x, y)) / RAD]);
  }
  return unwrapLine(line);
}

/** Adds whole turns so that a line never jumps more than 180° of longitude. */
export function unwrapLine(line: readonly LonLat[]): LonLat[] {
  let last: number | undefined;
  return line.map(([lon, lat]) => {
    const near = last === undefined ? lon : last + wrapLon(lon - last);
    last = near;
    return [near, lat] as const;
  });
}

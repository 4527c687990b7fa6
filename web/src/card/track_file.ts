// The tracks of a vessel as files: CSV for tables, GPX 1.1 for chart programs. Positions as the node gives them, in UTC.
import type { Tracks } from "../api";

const HEADER = "mmsi,track,time,lat,lon,sog_kn,cog_deg";

const iso = (unixS: number): string => new Date(unixS * 1000).toISOString().replace(".000Z", "Z");
const cell = (value: number | null | undefined): string => (value === null || value === undefined ? "" : String(value));

/** One row a position. */
export function trackCsv(tracks: Tracks): string {
  const rows = tracks.tracks.flatMap(({ track, points }) => points.map(([lon, lat, s, sog, cog]) => [tracks.mmsi, track, iso(s), lat, lon, cell(sog), cell(cog)].join(",")));
  return `${[HEADER, ...rows].join("\r\n")}\r\n`;
}

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign)
  // Control signs that XML cannot hold.
  .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, "");

/** A track each; speed and course have no place in GPX 1.1. */
export function trackGpx(tracks: Tracks, name: string): string {
  const point = ([lon, lat, s]: Tracks["tracks"][number]["points"][number]): string => `<trkpt lat="${lat}" lon="${lon}"><time>${iso(s ?? 0)}</time></trkpt>`;
  const one = ({ track, points }: Tracks["tracks"][number]): string => `<trk><name>${escaped(`${name} ${track}`)}</name><trkseg>${points.map(point).join("")}</trkseg></trk>`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="Vigie" xmlns="http://www.topografix.com/GPX/1/1"><metadata><name>${escaped(name)}</name></metadata>${tracks.tracks.map(one).join("")}</gpx>\n`;
}

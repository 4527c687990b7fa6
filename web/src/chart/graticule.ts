// Meridians and parallels every 10°, and 180° as a line of its own.

type Feature = GeoJSON.Feature<GeoJSON.LineString>;

const line = (kind: string, label: string, coordinates: [number, number][]): Feature => ({
  type: "Feature", properties: { kind, label }, geometry: { type: "LineString", coordinates },
});

function lonLabel(lon: number): string {
  if (Math.abs(lon) === 180) return "180°";
  return lon === 0 ? "0°" : `${Math.abs(lon)}°${lon < 0 ? "W" : "E"}`;
}

/** All lines; straight on a Mercator chart, so two points each are enough but tiles want more. */
export function graticule(): GeoJSON.FeatureCollection {
  const features: Feature[] = [];
  for (let lon = -180; lon < 180; lon += 10) {
    const points: [number, number][] = [];
    for (let lat = -80; lat <= 80; lat += 20) points.push([lon, lat]);
    features.push(line(lon === -180 ? "dateline" : "meridian", lonLabel(lon), points));
  }
  for (let lat = -80; lat <= 80; lat += 10) {
    const points: [number, number][] = [];
    for (let lon = -180; lon <= 180; lon += 30) points.push([lon, lat]);
    features.push(line("parallel", lat === 0 ? "0°" : `${Math.abs(lat)}°${lat < 0 ? "S" : "N"}`, points));
  }
  return { type: "FeatureCollection", features };
}

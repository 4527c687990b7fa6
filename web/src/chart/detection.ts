// Detections that no known track explains, and the ways of those that were seen again, as marks for the chart; read anew when such an
// event changes.
import { type Accessor, createEffect, createMemo, createResource, on } from "solid-js";
import { type EventPage, type EventRecord, call } from "../api";
import { t } from "../language";
import { percent } from "../measure";
import { type LonLat, unwrapLine } from "../place";
import { changes, resumed } from "../watchroom";

const SHOWN_MAX = 1000;
const KINDS: readonly string[] = ["dark_detection", "dark_vessel"];
/** Where a dark vessel is expected is drawn so far ahead. */
const AHEAD = "predicted_6h";

const stands = (event: EventRecord): boolean => event.state !== "retracted";

function dot(event: EventRecord): GeoJSON.Feature {
  const probability = event.evidence.numbers?.["dark_probability"] ?? event.confidence;
  return {
    type: "Feature", geometry: { type: "Point", coordinates: [...event.start.position] },
    properties: { id: event.id, probability, label: t("detection-label", { share: percent(probability) }) },
  };
}

/** The way of a dark vessel through its newest sightings, and on to where it is expected. */
function way(event: EventRecord): GeoJSON.Feature[] {
  const places = event.evidence.places ?? {};
  const order = Object.keys(places).filter((name) => /^sighting_\d+$/.test(name)).sort((a, b) => Number(a.slice(9)) - Number(b.slice(9)));
  const ahead = places[AHEAD];
  const line = unwrapLine([...order.map((name) => places[name]), ahead].filter((p) => p !== undefined).map(([lon, lat]): LonLat => [lon ?? 0, lat ?? 0]));
  const sailed = ahead ? line.slice(0, -1) : line;
  const piece = (part: string, points: readonly LonLat[]): GeoJSON.Feature => ({ type: "Feature", properties: { id: event.id, part }, geometry: { type: "LineString", coordinates: points.map((p) => [...p]) } });
  const pieces = sailed.length > 1 ? [piece("way", sailed)] : [];
  if (ahead && line.length > 1) pieces.push(piece("ahead", line.slice(-2)));
  return pieces;
}

/** The newest dark detections and dark vessels that were not withdrawn; each names its event by `id`. */
export function useDetections(): Accessor<GeoJSON.FeatureCollection | undefined> {
  const [pages, { refetch }] = createResource(() => Promise.all(KINDS.map((kind) => call<EventPage>(`events?kind=${kind}&limit=${SHOWN_MAX}`))));
  createEffect(on(changes, (events) => events.some((event) => KINDS.includes(event.kind)) && void refetch(), { defer: true }));
  createEffect(on(resumed, () => void refetch(), { defer: true }));
  return createMemo((): GeoJSON.FeatureCollection | undefined => {
    const [seen, again] = pages.error ? [] : pages.latest ?? [];
    if (!seen || !again) return undefined;
    return { type: "FeatureCollection", features: [...again.events.filter((event) => event.kind === "dark_vessel" && stands(event)).flatMap(way), ...seen.events.filter(stands).map(dot)] };
  });
}

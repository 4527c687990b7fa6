// Detections that no known track explains, as marks for the chart; read anew when such an event changes.
import { type Accessor, createEffect, createMemo, createResource, on } from "solid-js";
import { type EventPage, call } from "../api";
import { number, t } from "../language";
import { changes, resumed } from "../watchroom";

const SHOWN_MAX = 1000;

/** The newest dark detections that were not withdrawn; each names its event by `id`. */
export function useDetections(): Accessor<GeoJSON.FeatureCollection | undefined> {
  const [page, { refetch }] = createResource(() => call<EventPage>(`events?kind=dark_detection&limit=${SHOWN_MAX}`));
  createEffect(on(changes, (events) => events.some((event) => event.kind === "dark_detection") && void refetch(), { defer: true }));
  createEffect(on(resumed, () => void refetch(), { defer: true }));
  return createMemo((): GeoJSON.FeatureCollection | undefined => {
    const events = page.error ? undefined : page.latest?.events;
    if (!events) return undefined;
    const features = events.filter((event) => event.state !== "retracted").map((event): GeoJSON.Feature => {
      const probability = event.evidence.numbers?.["dark_probability"] ?? event.confidence;
      return {
        type: "Feature", geometry: { type: "Point", coordinates: [...event.start.position] },
        properties: { id: event.id, probability, label: t("detection-label", { share: number(probability * 100) }) },
      };
    });
    return { type: "FeatureCollection", features };
  });
}

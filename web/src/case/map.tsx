// Where it happened: the tracks of the case's vessels and the places of its events, on the chart; the same places as a table.
import { For, type JSX, Show, createEffect, createMemo, createResource, createSignal } from "solid-js";
import { type EventCard, type EventRecord, type Tracks, call, query } from "../api";
import { Chart, type ChartHandle } from "../chart/chart";
import { trackLines } from "../chart/track";
import { t, word } from "../language";
import { moment } from "../moment";
import { type LonLat, place } from "../place";
import { link } from "../route";
import { extentOf } from "./extent";

interface Item { kind: string; id: string }

const VESSELS_MAX = 12;
const EVENTS_MAX = 100;
const POINTS_MAX = 2_000;
const DAY_MS = 86_400_000;
const iso = (ms: number): string => new Date(ms).toISOString();

const endsOf = (event: EventRecord): { time: string; position: LonLat }[] => [event.start, ...(event.end ? [event.end] : [])];

export function CaseMap(props: { items: readonly Item[]; mmsi: number | null }): JSX.Element {
  const ids = createMemo(() => props.items.filter((one) => one.kind === "event").slice(0, EVENTS_MAX).map((one) => one.id).join("\n"));
  // An event that the node has forgotten keeps the others from nothing.
  const one = (id: string): Promise<EventRecord | undefined> => call<EventCard>(`events/${encodeURIComponent(id)}`).then((card) => card.event, () => undefined);
  const [found] = createResource(ids, async (wanted) => (await Promise.all(wanted.split("\n").map(one))).filter((event) => event !== undefined));
  const events = (): EventRecord[] => found.latest ?? [];
  const asked = createMemo(() => {
    const named = props.items.filter(({ kind }) => kind === "vessel" || kind === "track").map(({ id }) => Number(id));
    const mmsis = [...new Set([...(props.mmsi ? [props.mmsi] : []), ...named])].filter((mmsi) => Number.isSafeInteger(mmsi) && mmsi > 0);
    const times = events().flatMap(endsOf).map(({ time }) => Date.parse(time)).filter(Number.isFinite);
    const span = times.length > 0 ? { from: iso(Math.min(...times) - DAY_MS), to: iso(Math.max(...times) + DAY_MS) } : {};
    return mmsis.slice(0, VESSELS_MAX).map((mmsi) => `vessels/${mmsi}/track${query({ ...span, max: POINTS_MAX })}`).join("\n");
  });
  const [tracks] = createResource(asked, (paths) => Promise.all(paths.split("\n").map((path) => call<Tracks>(path).catch(() => undefined))));
  const lines = createMemo((): GeoJSON.FeatureCollection => ({
    type: "FeatureCollection", features: (asked() ? tracks.latest ?? [] : []).flatMap((one) => trackLines(one, Infinity).features),
  }));
  /** What was withdrawn is in the table with its state, and not on the chart. */
  const shown = (): EventRecord[] => events().filter((event) => event.state !== "retracted");
  const marks = createMemo((): GeoJSON.FeatureCollection => ({
    type: "FeatureCollection",
    features: shown().flatMap((event) => endsOf(event).map(({ position }, n): GeoJSON.Feature => ({
      type: "Feature", geometry: { type: "Point", coordinates: [...position] }, properties: { kind: "event", radius: n === 0 ? 6 : 4, fill: 1, ...(n === 0 ? { label: word("event", event.kind) } : {}) },
    }))),
  }));
  const [chart, setChart] = createSignal<ChartHandle>();
  createEffect(() => {
    const points = [...shown().flatMap(endsOf).map(({ position }) => position), ...(tracks.latest ?? []).flatMap((one) => one?.tracks.flatMap((track) => track.points.map(([lon, lat]): LonLat => [lon, lat])) ?? [])];
    const box = extentOf(points);
    if (box) chart()?.fit(...box);
  });
  return (
    <Show when={ids() || asked()}>
      <section class="panel" aria-labelledby="map-title">
        <h2 id="map-title">{t("case-map")}</h2>
        <div class="split-chart short"><Chart track={lines()} marks={marks()} onHandle={(handle) => setChart(handle)} /></div>
        <p class="hint">{t("case-map-hint")}</p>
        <Show when={events().length > 0}>
          <div class="scroll" tabindex="0" role="region" aria-label={t("case-map-table")}>
            <table>
              <thead><tr><th>{t("case-item-event")}</th><th>{t("event-start")}</th><th>{t("event-end")}</th></tr></thead>
              <tbody><For each={events()}>{(event) => (
                <tr>
                  <th scope="row"><a href={link(`event/${encodeURIComponent(event.id)}`)}>{word("event", event.kind)}</a> <span class="tag" data-state={event.state}>{word("state", event.state)}</span></th>
                  <td class="mono">{moment(event.start.time)} {place(event.start.position)}</td>
                  <td class="mono">{event.end ? `${moment(event.end.time)} ${place(event.end.position)}` : "–"}</td>
                </tr>
              )}</For></tbody>
            </table>
          </div>
        </Show>
      </section>
    </Show>
  );
}

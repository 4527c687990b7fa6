// Looks of satellites and sightings: bring a file, see what became of each look, which ships explain a detection and which were missed.
import { For, type JSX, Show, createEffect, createMemo, createResource, createSignal, on } from "solid-js";
import { type AreaCollection, type AreaFeature, type EventPage, type Scene, type SceneGlance, call } from "../api";
import { extent } from "../chart/area";
import { Chart, type ChartHandle } from "../chart/chart";
import { useDetections } from "../chart/detection";
import { number, t, word } from "../language";
import type { LonLat } from "../place";
import { go, link, route } from "../route";
import { changes, may } from "../watchroom";
import { Pieces, When } from "../when";
import { DarkVessels } from "../scene/dark_vessels";
import { footprintOf, lookMarks, lookPoints, useLookTracks } from "../scene/look";
import { SceneTables } from "../scene/tables";
import { lookTitle } from "../scene/title";
import { UploadForm } from "../scene/upload";
import { Page, Waiting } from "./frame";

/** Dark vessels listed, the newest. */
const DARK_MAX = 200;
/** Looks drawn before one is chosen, the newest. */
const LOOKS_MAX = 200;

export default function DetectionsPage(): JSX.Element {
  const [scenes, { refetch }] = createResource(async () => (await call<{ scenes: SceneGlance[] }>("scenes")).scenes);
  const [dark, { refetch: look }] = createResource(async () => (await call<EventPage>(`events?kind=dark_vessel&limit=${DARK_MAX}`)).events.filter((event) => event.kind === "dark_vessel"));
  createEffect(on(changes, (events) => events.some((event) => event.kind === "dark_vessel") && void look(), { defer: true }));
  const chosen = createMemo(() => route().id);
  const [scene, { refetch: reread }] = createResource(chosen, (id) => call<Scene>(`scenes/${encodeURIComponent(id)}`));
  /** Only the look of the address: while another is being read, not the one before. */
  const shown = (): Scene | undefined => (chosen() === undefined || scene.error || scene.latest?.id !== chosen() ? undefined : scene.latest);
  const tracks = useLookTracks(shown);
  const [chart, setChart] = createSignal<ChartHandle>();
  /** Before a look is chosen, the newest of all and what no track explains. */
  const every = createMemo((): AreaFeature[] => (chosen() !== undefined || scenes.error ? [] : [...(scenes.latest ?? [])].sort((a, b) => b.time.localeCompare(a.time)).slice(0, LOOKS_MAX).flatMap((one) => (one.footprint ? [footprintOf(one.footprint)] : []))));
  const seen = useDetections();
  // Once for each time that no look is chosen: what comes later must not move the chart under the hand of an officer.
  let fitted = false;
  createEffect(() => {
    if (chosen() !== undefined) {
      fitted = false;
      return;
    }
    const [handle, marks] = [chart(), seen()];
    if (fitted || !handle || !marks || scenes.error || !scenes.latest) return;
    const boxes = every().map(extent).filter((box) => box !== undefined);
    const points = marks.features.flatMap(({ geometry }): LonLat[] => (geometry.type === "Point" ? [[geometry.coordinates[0] ?? 0, geometry.coordinates[1] ?? 0]] : []));
    const box = around([...boxes.flatMap(([west, south, east, north]): LonLat[] => [[west, south], [east, north]]), ...points]);
    fitted = box !== undefined;
    if (box) handle.fit(...box);
  });
  createEffect(() => {
    const look = shown();
    if (!look) return;
    const box = look.footprint ? extent(footprintOf(look.footprint)) : around(look.detections.map((one) => [one.position[0] ?? 0, one.position[1] ?? 0]));
    if (box) chart()?.fit(...box);
  });
  const toEvent = (id: string): void => go(`event/${encodeURIComponent(id)}`);
  const areas = createMemo((): AreaCollection => {
    const footprint = shown()?.footprint;
    return { type: "FeatureCollection", features: footprint ? [footprintOf(footprint)] : every() };
  });
  return (
    <Page title={t("page-detections")} lead={t("scenes-lead")}>
      <div class="split">
        <div>
          <Show when={!scenes.error && scenes.latest} fallback={<Waiting error={scenes.error} loading={t("loading")} />}>
            {(found) => <Show when={found().length > 0} fallback={<p class="hint">{t("scenes-none")}</p>}><SceneList scenes={found()} chosen={chosen()} /></Show>}
          </Show>
          <Show when={may("analyst")}><UploadForm onTaken={() => Promise.all([refetch(), reread(), look()])} /></Show>
          <Show when={!dark.error && dark.latest}>{(events) => <DarkVessels events={events()} />}</Show>
          <Show when={chosen() !== undefined}>
            <Show when={shown()} fallback={<Waiting error={scene.error} loading={t("loading")} />}>{(look) => <SceneTables scene={look()} />}</Show>
          </Show>
        </div>
        <div class="split-chart">
          <Chart areas={areas()} track={tracks()} detections={chosen() === undefined ? seen() : lookPoints(shown())} onDetection={chosen() === undefined ? toEvent : undefined} marks={lookMarks(shown())} onHandle={(handle) => setChart(handle)} />
        </div>
      </div>
    </Page>
  );
}

/** Degrees around detections of a look without a footprint; nothing for none. */
const MARGIN_DEG = 0.3;

function around(points: LonLat[]): [number, number, number, number] | undefined {
  const [first] = points;
  if (!first) return undefined;
  // East of the first place, by the shorter way: a look across 180° is one look.
  const lons = points.map(([lon]) => first[0] + ((((lon - first[0] + 180) % 360) + 360) % 360) - 180);
  const lats = points.map(([, lat]) => lat);
  return [Math.min(...lons) - MARGIN_DEG, Math.min(...lats) - MARGIN_DEG, Math.max(...lons) + MARGIN_DEG, Math.max(...lats) + MARGIN_DEG];
}

function SceneList(props: { scenes: SceneGlance[]; chosen: string | undefined }): JSX.Element {
  return (
    <div class="scroll tall" tabindex="0" role="region" aria-label={t("scenes-table")}>
      <table>
        <thead><tr><th>{t("scene-col-scene")}</th><th>{t("col-time")}</th><th>{t("scene-col-sensor")}</th><th class="num">{t("scene-col-dark")}</th><th class="num">{t("scene-col-on-ais")}</th><th class="num">{t("scene-col-uncertain")}</th><th class="num">{t("scene-col-missed")}</th></tr></thead>
        <tbody><For each={props.scenes}>{(one) => (
          <tr>
            <th scope="row"><a href={link(`detections/${encodeURIComponent(one.id)}`)} title={one.id} aria-current={one.id === props.chosen ? "true" : undefined}><Pieces text={lookTitle(one.id)} /></a></th>
            <td><When at={one.time} /></td><td>{word("code", one.sensor)}</td>
            <td class="num">{number(one.outcome.dark)}</td><td class="num">{number(one.outcome.on_ais)}</td><td class="num">{number(one.outcome.uncertain)}</td>
            <td class="num">{one.sensor === "sighting" || !one.footprint ? "–" : number(one.outcome.missed)}</td>
          </tr>
        )}</For></tbody>
      </table>
    </div>
  );
}

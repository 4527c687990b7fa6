// Looks of satellites and sightings: bring a file, see what became of each look, which ships explain a detection and which were missed.
import { For, type JSX, Show, createEffect, createMemo, createResource, createSignal, on } from "solid-js";
import { type EventPage, type Scene, type SceneGlance, call } from "../api";
import { extent } from "../chart/area";
import { Chart, type ChartHandle } from "../chart/chart";
import { number, t, word } from "../language";
import type { LonLat } from "../place";
import { link, route } from "../route";
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
  createEffect(() => {
    const look = shown();
    if (!look) return;
    const box = look.footprint ? extent(footprintOf(look.footprint)) : around(look.detections.map((one) => [one.position[0] ?? 0, one.position[1] ?? 0]));
    if (box) chart()?.fit(...box);
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
          <Chart areas={shown()?.footprint ? { type: "FeatureCollection", features: [footprintOf(shown()?.footprint ?? [])] } : undefined} track={tracks()} detections={lookPoints(shown())} marks={lookMarks(shown())} onHandle={(handle) => setChart(handle)} />
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

// The truth over the map, and the same in a table: only exercise control has it.
import { For, type JSX, Show, createMemo, createSignal } from "solid-js";
import { Chart, type ChartHandle } from "../chart/chart";
import { number, t, word } from "../language";
import { utc } from "../moment";
import { place } from "../place";
import type { components } from "../schema";

export type Truth = components["schemas"]["Truth"];

export function TruthView(props: { truth: Truth | undefined }): JSX.Element {
  let handle: ChartHandle | undefined;
  const [all, setAll] = createSignal(false);
  const marks = createMemo<GeoJSON.FeatureCollection>(() => ({
    type: "FeatureCollection",
    features: (props.truth?.ships ?? []).map((ship) => ({
      type: "Feature", geometry: { type: "Point", coordinates: [ship.lon, ship.lat] },
      properties: ship.incident
        ? { radius: 7, fill: 0.9, kind: "event", label: `${ship.name ?? ship.mmsi} · ${word("truth", ship.incident)}` }
        : { radius: 2.5, fill: 0.6, kind: "ship" },
    })),
  }));
  const shown = () => (props.truth?.ships ?? []).filter((ship) => all() || ship.incident);
  return (
    <section class="truth">
      <h2 id="truth-title">{t("truth-title")}</h2>
      <p class="hint">{t("truth-lead")}</p>
      <div class="truth-chart"><Chart marks={marks()} onHandle={(one) => (handle = one)} /></div>
      <label class="check"><input type="checkbox" checked={all()} onChange={(e) => setAll(e.currentTarget.checked)} /> <span>{t("truth-all")}</span></label>
      <div class="scroll short" tabindex="0" role="region" aria-labelledby="truth-title">
        <table>
          <thead><tr><th>{t("truth-ship")}</th><th>{t("truth-incident")}</th><th>{t("truth-place")}</th><th class="num">{t("truth-speed")}</th></tr></thead>
          <tbody><For each={shown()} fallback={<tr><td colspan="4">{t("truth-none")}</td></tr>}>{(ship) => (
            <tr><th scope="row"><button type="button" class="link" onClick={() => handle?.flyTo([ship.lon, ship.lat], 6)}>{ship.name ?? ship.mmsi}</button> <span class="hint mono">{ship.mmsi} {ship.flag}</span></th>
              <td>{ship.incident ? word("truth", ship.incident) : "–"}</td><td class="mono">{place([ship.lon, ship.lat])}</td><td class="num">{number(ship.sog_kn, 1)}</td></tr>
          )}</For></tbody>
        </table>
      </div>
      <Show when={props.truth}>{(truth) => <p class="hint mono">{utc(truth().now)}</p>}</Show>
    </section>
  );
}

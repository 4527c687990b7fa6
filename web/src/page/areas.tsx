// Areas: a table beside a chart; added from a GeoJSON file or by typed positions, corner by corner.
import { For, type JSX, Show, createResource, createSignal } from "solid-js";
import { type AreaCollection, type AreaFeature, call, query } from "../api";
import { extent, isClosed } from "../chart/area";
import { Chart, type ChartHandle } from "../chart/chart";
import { type PartnerArea, PartnerAreas, takeOver, usePartnerAreas, withPartners } from "../exchange/areas";
import { ownObject } from "../exchange/note";
import { Notes } from "../exchange/notes";
import { ReleaseDesk } from "../exchange/release_desk";
import { t, tryT, word } from "../language";
import { type LonLat, greatCircle, parsePlace, place, unwrapLine } from "../place";
import { may } from "../watchroom";
import { ALWAYS, type Closure, closureProperties, isSound } from "./area_closure";
import { SeasonFields } from "./area_season";
import { FileChoice } from "./file_choice";
import { Page, Waiting, useAction } from "./frame";

const KINDS = ["watch", "closed", "eez", "rfmo", "no-go", "ice"] as const;
interface Added { added: string[]; faults: { feature: number | null; reason: string }[] }

export default function AreasPage(): JSX.Element {
  const [areas, { refetch }] = createResource(() => call<AreaCollection>("areas"));
  const [corners, setCorners] = createSignal<LonLat[]>([]);
  const [drawing, setDrawing] = createSignal(false);
  const action = useAction();
  const theirs = usePartnerAreas();
  // Notes of one area at a time.
  const [noted, setNoted] = createSignal<string>();
  let chart: ChartHandle | undefined;
  const fit = (area: AreaFeature): void => {
    const box = extent(area);
    if (box) chart?.fit(...box);
  };
  const take = (area: PartnerArea): void => void action.run(async () => {
    await takeOver(area);
    await refetch();
    return t("partner-area-taken", { name: area.properties.name ?? "" });
  });
  const idOf = (area: AreaFeature): string => String(area.properties.id ?? area.id ?? "");
  const report = ({ added, faults }: Added): string =>
    [t("areas-added", { count: added.length }), ...faults.map((fault) => t("areas-fault", { n: (fault.feature ?? 0) + 1, reason: tryT(`fault-${fault.reason}`) ?? fault.reason }))].join(" ");
  const send = (body: string | File, source: string): Promise<boolean> => action.run(async () => {
    const result = await call<Added>(`areas${query({ source })}`, { ...(typeof body === "string" ? { text: body } : { file: body }), type: "application/geo+json" });
    await refetch();
    return report(result);
  });
  const remove = (area: AreaFeature): void => {
    if (!confirm(t("areas-remove-ask", { name: area.properties.name ?? idOf(area) }))) return;
    void action.run(async () => {
      await call(`areas/${encodeURIComponent(idOf(area))}`, { method: "DELETE" });
      await refetch();
      return t("removed");
    });
  };
  return (
    <Page title={t("page-areas")} lead={t("areas-lead")}>
      <div class="split">
        <div>
          <Show when={!areas.error && areas.latest} fallback={<Waiting error={areas.error} loading={t("loading")} />}>
            {(found) => (
              <Show when={found().features.length > 0} fallback={<p class="hint">{t("areas-none")}</p>}>
                <div class="scroll" tabindex="0" role="region" aria-label={t("page-areas")}>
                  <table>
                    <thead><tr><th>{t("col-name")}</th><th>{t("col-kind")}</th><th>{t("col-source")}</th><th>{t("col-closed")}</th><th><span class="hidden">{t("col-actions")}</span></th></tr></thead>
                    <tbody><For each={found().features}>{(area) => (
                      <tr>
                        <th scope="row">{area.properties.name ?? idOf(area)}</th><td>{word("area", area.properties.kind ?? "other")}</td><td>{area.properties.source ?? "–"}</td>
                        <td>{area.properties.closed === "unknown" ? t("not-known") : isClosed(area) ? t("yes") : t("no")}</td>
                        <td class="actions many">
                          <button type="button" class="quiet" onClick={() => fit(area)} aria-label={t("areas-show-named", { name: area.properties.name ?? idOf(area) })}>{t("show")}</button>
                          <ReleaseDesk quiet kind="area" id={idOf(area)} title={area.properties.name ?? idOf(area)} />
                          <button type="button" class="quiet" aria-expanded={noted() === idOf(area)} onClick={() => setNoted(noted() === idOf(area) ? undefined : idOf(area))} aria-label={t("notes-of", { name: area.properties.name ?? idOf(area) })}>{t("notes-title")}</button>
                          <Show when={may("analyst")}><button type="button" class="quiet" onClick={() => remove(area)} aria-label={t("areas-remove-named", { name: area.properties.name ?? idOf(area) })}>{t("remove")}</button></Show>
                        </td>
                      </tr>
                    )}</For></tbody>
                  </table>
                </div>
              </Show>
            )}
          </Show>
          <Show when={noted()} keyed>{(id) => <Notes object={ownObject("area", id)} title={t("notes-of", { name: areas.latest?.features.find((area) => idOf(area) === id)?.properties.name ?? id })} />}</Show>
          <PartnerAreas areas={theirs()} busy={action.busy()} onShow={fit} onTake={take} />
          <Show when={may("analyst")}>
            <DrawForm corners={corners()} onCorners={setCorners} drawing={drawing()} onDrawing={setDrawing} onSend={(text) => send(text, "drawn").then((ok) => void (ok && setCorners([])))} busy={action.busy()} />
            <form class="panel form" onSubmit={(e) => e.preventDefault()}>
              <h2>{t("areas-upload")}</h2>
              <p class="hint">{t("areas-upload-hint")}</p>
              <FileChoice label={t("file-choose")} accept=".geojson,.json,application/geo+json" onFile={(file) => void send(file, file.name)} />
            </form>
          </Show>
          <action.Said />
        </div>
        <div class="split-chart">
          <Chart areas={withPartners(areas.error ? undefined : areas.latest, theirs())} onHandle={(h) => (chart = h)} measure={outline(corners())} onPoint={drawing() ? (p) => setCorners([...corners(), p]) : undefined} />
        </div>
      </div>
    </Page>
  );
}

function outline(corners: LonLat[]): GeoJSON.FeatureCollection {
  const features: GeoJSON.Feature[] = corners.map((p) => ({ type: "Feature", properties: { corner: true }, geometry: { type: "Point", coordinates: [...p] } }));
  const [first] = corners;
  if (first && corners.length > 1) {
    const ring = [...corners, first].flatMap((p, i, all) => (i === 0 ? [p] : greatCircle(all[i - 1] ?? p, p, 2)));
    features.push({ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: unwrapLine(ring).map((p) => [...p]) } });
  }
  return { type: "FeatureCollection", features };
}

/** Corners as one polygon; longitudes are written unwrapped, so a ring over 180° stays one ring (the node cuts it). */
function polygon(name: string, kind: string, corners: LonLat[], closure: Closure): string {
  const ring = unwrapLine([...corners, corners[0] ?? [0, 0]]);
  return JSON.stringify({ type: "FeatureCollection", features: [{ type: "Feature", properties: { name, kind, ...(kind === "closed" ? closureProperties(closure) : {}) }, geometry: { type: "Polygon", coordinates: [ring] } }] });
}

function DrawForm(props: { corners: LonLat[]; onCorners: (c: LonLat[]) => void; drawing: boolean; onDrawing: (on: boolean) => void; onSend: (text: string) => Promise<void>; busy: boolean }): JSX.Element {
  const [name, setName] = createSignal("");
  const [kind, setKind] = createSignal<string>("watch");
  const [typed, setTyped] = createSignal("");
  const [wrong, setWrong] = createSignal(false);
  const [closure, setClosure] = createSignal<Closure>(ALWAYS);
  const isUnsound = (): boolean => kind() === "closed" && !isSound(closure());
  const add = (): void => {
    const found = parsePlace(typed());
    setWrong(!found);
    if (!found) return;
    props.onCorners([...props.corners, found]);
    setTyped("");
  };
  return (
    <form class="panel form" onSubmit={(e) => {
      e.preventDefault();
      if (typed()) return add();
      if (props.corners.length >= 3 && !isUnsound()) void props.onSend(polygon(name(), kind(), props.corners, closure())).then(() => setName(""));
    }}>
      <h2>{t("areas-draw")}</h2>
      <p class="hint">{t("areas-draw-hint")}</p>
      <div class="row">
        <label class="grow"><span>{t("col-name")}</span><input required value={name()} onInput={(e) => setName(e.currentTarget.value)} /></label>
        <label><span>{t("col-kind")}</span><select value={kind()} onChange={(e) => setKind(e.currentTarget.value)}>{KINDS.map((code) => <option value={code}>{t(`area-${code}`)}</option>)}</select></label>
      </div>
      <Show when={kind() === "closed"}>
        <SeasonFields value={closure()} onChange={setClosure} />
        <p class="error" role="alert">{isUnsound() ? t("areas-season-wrong") : ""}</p>
      </Show>
      <Show when={props.corners.length > 0}>
        <ol class="corners"><For each={props.corners}>{(p, i) => <li><span class="mono">{place(p)}</span> <button type="button" class="quiet" onClick={() => props.onCorners(props.corners.filter((_, j) => j !== i()))} aria-label={t("areas-corner-remove", { n: i() + 1 })}>×</button></li>}</For></ol>
      </Show>
      <div class="row">
        <label class="grow"><span>{t("areas-corner")}</span><input value={typed()} placeholder={t("place-example")} onInput={(e) => setTyped(e.currentTarget.value)} aria-invalid={wrong()} onKeyDown={(e) => {
          if (e.key !== "Enter" || e.isComposing || !typed()) return;
          e.preventDefault();
          add();
        }} /></label>
        <button type="button" onClick={add}>{t("add")}</button>
        <button type="button" aria-pressed={props.drawing} onClick={() => props.onDrawing(!props.drawing)}>{t("areas-point")}</button>
      </div>
      <p class="error" role="alert">{wrong() ? t("place-wrong") : ""}</p>
      <button type="submit" class="primary" disabled={props.busy || props.corners.length < 3 || !name() || isUnsound()}>{t("areas-save")}</button>
    </form>
  );
}

// The distance tool: legs in nautical miles with true bearings along great circles, by pointer or by typed positions.
import { For, type JSX, Show, createMemo, createSignal } from "solid-js";
import { number, t } from "../language";
import { type LonLat, bearingDeg, distanceNm, greatCircle, parsePlace, place } from "../place";

/** The measured line for the chart. */
export function measureLines(points: LonLat[]): GeoJSON.FeatureCollection {
  const features: GeoJSON.Feature[] = points.map((point) => ({ type: "Feature", properties: { corner: true }, geometry: { type: "Point", coordinates: [...point] } }));
  points.forEach((point, i) => {
    const before = points[i - 1];
    if (!before) return;
    const line = greatCircle(before, point);
    const middle = line[Math.floor(line.length / 2)] ?? point;
    features.push({ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: line.map((p) => [...p]) } });
    features.push({ type: "Feature", properties: { label: leg(before, point) }, geometry: { type: "Point", coordinates: [...middle] } });
  });
  return { type: "FeatureCollection", features };
}

function leg(a: LonLat, b: LonLat): string {
  const nm = distanceNm(a, b);
  return t("measure-leg", { nm: number(nm, nm < 100 ? 1 : 0), bearing: bearing(a, b) });
}

/** Whole degrees in three digits; north is 000. */
function bearing(a: LonLat, b: LonLat): string {
  return String(Math.round(bearingDeg(a, b)) % 360).padStart(3, "0");
}

export function MeasurePanel(props: { points: LonLat[]; onPoints: (points: LonLat[]) => void; centre: () => LonLat | undefined; onClose: () => void }): JSX.Element {
  const [typed, setTyped] = createSignal("");
  const [wrong, setWrong] = createSignal(false);
  const total = createMemo(() => props.points.reduce((sum, point, i) => {
    const before = props.points[i - 1];
    return before ? sum + distanceNm(before, point) : sum;
  }, 0));
  const add = (event: SubmitEvent): void => {
    event.preventDefault();
    const found = parsePlace(typed());
    setWrong(!found);
    if (!found) return;
    props.onPoints([...props.points, found]);
    setTyped("");
  };
  const here = (): void => {
    const centre = props.centre();
    if (centre) props.onPoints([...props.points, centre]);
  };
  return (
    <section class="measure panel" aria-label={t("measure-title")}>
      <header class="panel-head">
        <h2>{t("measure-title")}</h2>
        <button type="button" class="quiet" onClick={() => props.onClose()} aria-label={t("close")}>×</button>
      </header>
      <p class="hint">{t("measure-hint")}</p>
      <Show when={props.points.length > 0}>
        <table>
          <thead><tr><th>{t("measure-point")}</th><th class="num">{t("measure-distance")}</th><th class="num">{t("measure-bearing")}</th></tr></thead>
          <tbody>
            <For each={props.points}>{(point, i) => {
              const before = (): LonLat | undefined => props.points[i() - 1];
              return (
                <tr>
                  <td class="mono">{place(point)}</td>
                  <td class="num">{before() ? t("unit-nm", { value: number(distanceNm(before() ?? point, point), 1) }) : ""}</td>
                  <td class="num">{before() ? `${bearing(before() ?? point, point)}°` : ""}</td>
                </tr>
              );
            }}</For>
          </tbody>
          <tfoot><tr><th scope="row">{t("measure-total")}</th><td class="num">{t("unit-nm", { value: number(total(), 1) })}</td><td /></tr></tfoot>
        </table>
      </Show>
      <form class="row" onSubmit={add}>
        <label class="grow"><span>{t("place-typed")}</span>
          <input value={typed()} onInput={(e) => setTyped(e.currentTarget.value)} placeholder={t("place-example")} aria-invalid={wrong()} aria-describedby="measure-wrong" />
        </label>
        <button type="submit">{t("add")}</button>
      </form>
      <p id="measure-wrong" class="error" role="alert">{wrong() ? t("place-wrong") : ""}</p>
      <div class="row">
        <button type="button" onClick={here}>{t("measure-centre")}</button>
        <button type="button" onClick={() => props.onPoints(props.points.slice(0, -1))} disabled={props.points.length === 0}>{t("measure-undo")}</button>
        <button type="button" onClick={() => props.onPoints([])} disabled={props.points.length === 0}>{t("measure-clear")}</button>
      </div>
    </section>
  );
}

// Orders: where each asset's stands, its documents and its printed sheet in the language on screen.
import { For, type JSX, Show } from "solid-js";
import { callFile } from "../api";
import { saveFile } from "../exchange/save";
import { language, t } from "../language";
import { Choice } from "../list/watch_list";
import { useAction } from "../page/frame";
import { may } from "../watchroom";
import { nameIn } from "./naming";
import { type PlanCard, orderPath, setOrder } from "./plan";
import { OrderTerms } from "./terms";

const STATUSES = ["issued", "acknowledged", "under-way", "completed", "refused"] as const;
const FILES: readonly [string, string][] = [["rtz", "RTZ"], ["gpx", "GPX"], ["csv", "CSV"], ["geojson", "GeoJSON"], ["kml", "KML"], ["cot", "CoT"], ["waypoints", "MAVLink WPL"], ["plan", "MAVLink plan"]];

export function Orders(props: { card: PlanCard; onChanged: () => Promise<void> }): JSX.Element {
  const action = useAction();
  const busy = () => (props.card.plan?.routes ?? []).filter((r) => r.stops.length > 0);
  const save = (asset: string, format: string): Promise<boolean> => action.run(async () => {
    saveFile(await callFile(orderPath(props.card.id, asset, format)), `${props.card.id}-${asset}.${format === "cot" ? "cot.xml" : format}`);
    return t("patrol-saved");
  });
  return (
    <><section><h2>{t("patrol-orders")}</h2>
      <action.Said />
      <Show when={busy().length > 0} fallback={<p class="hint">{t("patrol-orders-none")}</p>}>
        <div class="scroll" tabindex="0" role="region" aria-label={t("patrol-orders")}><table class="small">
          <thead><tr><th>{t("patrol-asset")}</th><th>{t("patrol-order-status")}</th><th>{t("patrol-sheet")}</th><th>{t("patrol-files")}</th></tr></thead>
          <tbody><For each={busy()}>{(route) => {
            const name = (): string => nameIn(props.card.request, "asset", route.asset);
            const status = (): string => props.card.orders?.[route.asset]?.status ?? "";
            return (
              <tr><th scope="row">{name()}</th>
                <td><Show when={may("watch_officer") && props.card.status === "ordered"} fallback={status() ? t(`patrol-order-${status()}`) : t("patrol-order-not-issued")}>
                  <Choice label={t("patrol-order-of", { asset: name() })} value={status()} all={t("patrol-order-not-issued")} options={STATUSES.map((code) => [code, t(`patrol-order-${code}`)])} onChange={(code) => code && void action.run(async () => {
                    await setOrder(props.card.id, route.asset, code);
                    await props.onChanged();
                    return undefined;
                  })} />
                </Show></td>
                <td><a class="button quiet" target="_blank" rel="noopener" href={`/api/v1/${orderPath(props.card.id, route.asset, "sheet")}?lang=${language()}`} aria-label={t("patrol-print-named", { asset: name() })}>{t("patrol-print")}</a></td>
                <td class="wrap"><For each={FILES}>{([format, label]) => <button type="button" class="quiet" aria-label={t("patrol-file-named", { format: label, asset: name() })} onClick={() => void save(route.asset, format)}>{label}</button>}</For></td></tr>
            );
          }}</For></tbody></table></div>
      </Show>
    </section>
    <OrderTerms id={props.card.id} onChanged={props.onChanged} /></>
  );
}

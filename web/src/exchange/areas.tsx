// Areas of partners: beside our own on the chart, with the partner's badge, and listed. One becomes ours only by hand.
import { For, type JSX, Show } from "solid-js";
import { type AreaCollection, type AreaFeature, call, query } from "../api";
import { t, word } from "../language";
import { link } from "../route";
import { may } from "../watchroom";
import { partyName } from "./known";
import { useLatest } from "./latest";

/** An area of a partner says whose it is. */
export type PartnerArea = AreaFeature & { properties: { party: string; seq: number } };

const partnerAreas = (): Promise<{ features: PartnerArea[] }> => call("shared/areas");

/** The partners' areas that may be shown now, followed live. A node that exchanges nothing has none. */
export function usePartnerAreas(): () => PartnerArea[] {
  const found = useLatest(["copy"], partnerAreas);
  return () => found.value()?.features ?? [];
}

/** Our areas with those of partners, each of these named after its partner. */
export function withPartners(own: AreaCollection | undefined, theirs: readonly PartnerArea[]): AreaCollection | undefined {
  if (theirs.length === 0) return own;
  const badged = theirs.map((area) => ({ ...area, properties: { ...area.properties, isPartner: true, name: `${area.properties.party.toUpperCase()} · ${area.properties.name ?? ""}` } }));
  return { type: "FeatureCollection", features: [...(own?.features ?? []), ...badged] };
}

/** Makes an area of our own of a partner's: it stays when the partner takes its own back. */
export async function takeOver(area: PartnerArea): Promise<unknown> {
  const { party, seq, id: _id, ...properties } = area.properties;
  // The node reads whose it is from "(copy PARTY/SEQ)". A source in the properties would stand in place of this one.
  const source = [`${partyName(party)} (copy ${party}/${seq})`, area.properties.source].filter(Boolean).join(", ");
  const text = JSON.stringify({ type: "FeatureCollection", features: [{ type: "Feature", properties: { ...properties, source }, geometry: area.geometry }] });
  return call(`areas${query({ source })}`, { text, type: "application/geo+json" });
}

export function PartnerAreas(props: { areas: readonly PartnerArea[]; busy: boolean; onShow: (area: PartnerArea) => void; onTake: (area: PartnerArea) => void }): JSX.Element {
  const named = (area: PartnerArea) => ({ name: area.properties.name ?? "", party: partyName(area.properties.party) });
  return (
    <Show when={props.areas.length > 0}>
      <section class="panel" aria-labelledby="partner-areas">
        <h2 id="partner-areas">{t("partner-areas")}</h2>
        <p class="hint">{t("partner-areas-hint")}</p>
        <table class="small">
          <thead><tr><th>{t("partner")}</th><th>{t("col-name")}</th><th>{t("col-kind")}</th><th>{t("col-source")}</th><th><span class="hidden">{t("col-actions")}</span></th></tr></thead>
          <tbody><For each={props.areas}>{(area) => (
            <tr>
              <td><span class="party">{partyName(area.properties.party)}</span></td>
              <th scope="row"><a href={link(`shared/${encodeURIComponent(area.properties.party)}/${area.properties.seq}`)}>{area.properties.name ?? "–"}</a></th>
              <td>{word("area", area.properties.kind ?? "other")}</td>
              <td>{area.properties.source || "–"}</td>
              <td class="actions">
                <button type="button" class="quiet" onClick={() => props.onShow(area)} aria-label={t("partner-area-show", named(area))}>{t("show")}</button>
                <Show when={may("analyst")}><button type="button" disabled={props.busy} onClick={() => props.onTake(area)} aria-label={t("take-over-named", named(area))}>{t("take-over")}</button></Show>
              </td>
            </tr>
          )}</For></tbody>
        </table>
      </section>
    </Show>
  );
}

// The partners' vessels: hollow symbols on the chart, named by their source, and the same in a table. They are copies: where
// one is also in our own picture, both are shown.
import { type JSX, Show, createSignal } from "solid-js";
import type { PartnerTrail } from "../api";
import { PartnerTrails } from "../card/partner_trails";
import { kindOf } from "../fleet/symbol";
import { t } from "../language";
import { VirtualList } from "../list/virtual";
import { Choice } from "../list/watch_list";
import { speedAndCourse } from "../measure";
import { utcClock } from "../moment";
import { place } from "../place";
import { link } from "../route";
import { type PartnerVessel, type PartnerVessels, copyKey, partnerVessels, vesselKey } from "./copy";
import { HollowGlyph } from "./hollow";
import { partyName } from "./known";
import { type Latest, useLatest } from "./latest";

const ROW_PX = 48;

export const vesselKind = (vessel: PartnerVessel): number => kindOf(vessel.properties.ship_type, vessel.properties.gear);
export const vesselName = (vessel: PartnerVessel): string => vessel.properties.name || (vessel.properties.mmsi ? `MMSI ${vessel.properties.mmsi}` : t("no-name"));

/** The partners' vessels, followed live. */
export function usePartnerVessels(): Latest<PartnerVessels> {
  return useLatest(["copy", "partner"], partnerVessels);
}

/** What the chart draws: symbol, course and source of each. */
export function vesselFeatures(found: PartnerVessels | undefined): GeoJSON.FeatureCollection {
  return {
    type: "FeatureCollection",
    features: (found?.features ?? []).map((vessel) => ({
      type: "Feature", geometry: vessel.geometry,
      properties: { key: vesselKey(vessel), icon: `partner-${vesselKind(vessel)}`, turn: vessel.properties.cog_deg ?? 0, badge: vessel.properties.party.toUpperCase(), label: `${vesselName(vessel)} · ${partyName(vessel.properties.party)}` },
    })),
  };
}

interface TableProps {
  found: Latest<PartnerVessels>;
  chosen: string | undefined;
  /** Where the chosen one was, as her partner says. */
  trails: readonly PartnerTrail[];
  onOpen: (vessel: PartnerVessel) => void;
  onEscape: () => void;
  onHandle: (handle: { move: (by: number) => void; focus: () => void }) => void;
}

export function PartnerVesselTable(props: TableProps): JSX.Element {
  const [party, setParty] = createSignal("");
  const all = (): PartnerVessel[] => props.found.value()?.features ?? [];
  const parties = (): string[] => [...new Set(all().map((vessel) => vessel.properties.party))].sort();
  const shown = (): PartnerVessel[] => all().filter((vessel) => !party() || vessel.properties.party === party());
  const open = (): PartnerVessel | undefined => all().find((vessel) => vesselKey(vessel) === props.chosen);
  return (
    <div class="watch-list">
      <form class="filters" role="search" aria-label={t("filter-title")} onSubmit={(e) => e.preventDefault()}>
        <Choice label={t("partner")} value={party()} onChange={setParty} options={parties().map((code) => [code, partyName(code)])} />
      </form>
      <div class="list-bar"><span role="status">{t("partner-vessels-count", { count: shown().length })}</span></div>
      <props.found.Told />
      <VirtualList<PartnerVessel> label={t("partner-vessels-label")} total={shown().length} rowHeight={ROW_PX} row={(i) => shown()[i]} keyOf={vesselKey}
        chosen={props.chosen} onOpen={(vessel) => props.onOpen(vessel)} onEscape={() => props.onEscape()} onHandle={props.onHandle}
        empty={<p class="hint">{t("partner-vessels-none")}</p>}
        render={(vessel) => (
          <div class="vessel-row">
            <HollowGlyph kind={vesselKind(vessel)} />
            <span class="vessel-name">{vesselName(vessel)}</span>
            <span class="num">{speedAndCourse(vessel.properties.sog_kn, vessel.properties.cog_deg)}</span>
            <span class="vessel-place mono">{place(vessel.geometry.coordinates)}</span>
            <span class="num mono">{vessel.properties.seen ? utcClock(vessel.properties.seen) : "–"} · <span class="party">{vessel.properties.party.toUpperCase()}</span></span>
          </div>
        )} />
      <Show when={open()}>
        {(vessel) => (
          <div class="list-foot with-trails">
            <p><a href={link(`shared/${copyKey(vessel().properties)}`)}>{t("partner-vessel-copy", { title: vesselName(vessel()) })}</a>
              <Show when={vessel().properties.mmsi}>{(mmsi) => <> · <a href={link("watch", { vessel: String(mmsi()) })}>{t("copy-own-card")}</a></>}</Show></p>
            <PartnerTrails trails={props.trails} />
          </div>
        )}
      </Show>
    </div>
  );
}

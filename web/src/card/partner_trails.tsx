// Where partners say that a ship was, as a table beside the chart: each trail with its source and terms, and its positions.
import { For, type JSX, Show } from "solid-js";
import type { PartnerTrail, TrackPoint } from "../api";
import { partyName } from "../exchange/known";
import { number, t, word } from "../language";
import { speedAndCourse } from "../measure";
import { moment } from "../moment";
import { place } from "../place";

/** Positions listed of a trail, the newest: more are drawn than anyone reads. */
const ROWS_MAX = 500;

export function PartnerTrails(props: { trails: readonly PartnerTrail[] }): JSX.Element {
  return (
    <Show when={props.trails.length > 0}>
      <section class="partner-trails">
        <h3>{t("partner-trails", { count: props.trails.length })}</h3>
        <p class="hint">{t("partner-trails-hint")}</p>
        <div class="scroll" tabindex="0" role="region" aria-label={t("partner-trails", { count: props.trails.length })}>
          <table class="small">
            <thead><tr><th>{t("partner")}</th><th>{t("col-track")}</th><th>{t("share-purpose")}</th><th>{t("col-first")}</th><th>{t("col-last")}</th><th class="num">{t("col-positions")}</th></tr></thead>
            <tbody><For each={props.trails}>{(trail) => (
              <tr>
                <th scope="row"><span class="party">{partyName(trail.party)}</span></th>
                <td>{trail.track.split("-").pop()}</td>
                <td>{word("purpose", trail.purpose)}<br /><span class="hint">{terms(trail)}</span></td>
                <td class="mono">{moment(trail.points[0]?.[2])}</td>
                <td class="mono">{moment(trail.points[trail.points.length - 1]?.[2])}</td>
                <td class="num">{number(trail.points.length)}</td>
              </tr>
            )}</For></tbody>
          </table>
        </div>
        <For each={props.trails}>{(trail) => <Positions trail={trail} />}</For>
      </section>
    </Show>
  );
}

/** Under which agreement, and how coarse. */
function terms(trail: PartnerTrail): string {
  const agreement = t("partner-trail-agreement", { version: trail.agreement });
  const within = trail.within_m === null ? "" : t("partner-trail-within", { distance: t("unit-m", { value: number(trail.within_m) }) });
  return [agreement, within].filter(Boolean).join(" · ");
}

function Positions(props: { trail: PartnerTrail }): JSX.Element {
  const title = (): string => t("partner-trail-points", { name: partyName(props.trail.party), track: props.trail.track, count: props.trail.points.length });
  const rows = (): TrackPoint[] => props.trail.points.slice(-ROWS_MAX).reverse();
  return (
    <details>
      <summary>{title()}</summary>
      <Show when={props.trail.points.length > ROWS_MAX}><p class="hint">{t("partner-trail-newest", { count: ROWS_MAX })}</p></Show>
      <div class="scroll tall" tabindex="0" role="region" aria-label={title()}>
        <table class="small">
          <thead><tr><th>{t("col-time")}</th><th>{t("col-place")}</th><th class="num">{t("field-speed")}</th></tr></thead>
          <tbody><For each={rows()}>{([lon, lat, s, sog, cog]) => (
            <tr><td class="mono">{moment(s)}</td><td class="mono">{place([lon, lat])}</td><td class="num">{speedAndCourse(sog, cog)}</td></tr>
          )}</For></tbody>
        </table>
      </div>
    </details>
  );
}

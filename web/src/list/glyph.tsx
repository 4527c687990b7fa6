// The chart's symbols in lists, cards and the legend.
import type { JSX } from "solid-js";
import { KIND_CODES, SOURCE_CODES, markPath, path } from "../fleet/symbol";
import { HollowGlyph } from "../exchange/hollow";
import { STAR, STRUCK } from "../chart/mark_image";
import { t } from "../language";
import { CHART, palette } from "../palette";

export function Glyph(props: { kind: number; source?: number }): JSX.Element {
  return (
    <svg class="glyph" viewBox={(props.source ?? 0) === 0 ? "-1.15 -1.15 2.3 2.3" : "-1.6 -1.6 3.2 3.2"} role="img" aria-label={t(`kind-${KIND_CODES[props.kind] ?? "unknown"}`)} data-kind={props.kind}>
      <path d={path(props.kind, props.source ?? 0)} />
    </svg>
  );
}

/** A line or hollow mark as the chart draws it; its words stand beside. */
function SeaMark(props: { colour?: string; children: JSX.Element }): JSX.Element {
  return <svg class="glyph sea-mark" viewBox="-1.8 -1.8 3.6 3.6" aria-hidden="true" fill="none" stroke={props.colour ?? "currentColor"} stroke-width="0.28" stroke-linejoin="round">{props.children}</svg>;
}

/** What every symbol means. */
export function Legend(): JSX.Element {
  const dark = (): string => CHART[palette()].dark;
  return (
    <section class="legend panel" tabindex="0" aria-label={t("legend-title")}>
      <h2>{t("legend-title")}</h2>
      <ul class="legend-grid">{KIND_CODES.map((code, kind) => <li><Glyph kind={kind} /> {t(`kind-${code}`)}</li>)}</ul>
      <h3>{t("legend-sources")}</h3>
      <ul class="legend-grid">{SOURCE_CODES.map((code, source) => <li><Glyph kind={0} source={source} /> {t(`source-${code}`)}</li>)}</ul>
      <h3>{t("legend-partners")}</h3>
      <p class="legend-partner"><HollowGlyph kind={1} /> {t("legend-partners-text")}</p>
      <p class="legend-partner"><svg class="glyph hollow" viewBox="-1.6 -1.6 3.2 3.2" aria-hidden="true"><path d="M-1.5 0H1.5" stroke-dasharray="0.8 0.4" /></svg> {t("legend-partner-trail")}</p>
      <h3>{t("legend-detections")}</h3>
      <ul class="legend-list">
        <li><SeaMark colour={dark()}><path d={STAR} fill={dark()} fill-opacity="0.8" /></SeaMark> {t("legend-dark")}</li>
        <li><SeaMark colour={dark()}><path d={STAR} /></SeaMark> {t("legend-dark-unsure")}</li>
        <li><SeaMark colour={dark()}><path d="M-1.7 0H1.7" /></SeaMark> {t("legend-dark-way")}</li>
        <li><SeaMark colour={dark()}><path d="M-1.7 0H1.7" stroke-dasharray="0.3 0.5" /></SeaMark> {t("legend-dark-ahead")}</li>
      </ul>
      <h3>{t("legend-chosen")}</h3>
      <ul class="legend-list">
        <li><SeaMark><circle r="1.5" /></SeaMark> {t("legend-chosen-ring")}</li>
        <li><SeaMark><path d="M-1.7 0H1.7" /></SeaMark> {t("legend-way")}</li>
        <li><SeaMark><path d="M-1.7 0H1.7" stroke-dasharray="0.3 0.5" /></SeaMark> {t("legend-way-later")}</li>
        <li><SeaMark><path d="M-1.7 0H1.7" stroke-dasharray="0.6 0.6" /></SeaMark> {t("legend-way-silent")}</li>
        <li><SeaMark><path d="M-1.7 0H-.7M.7 0H1.7" stroke-width="0.16" /><circle r="0.7" /></SeaMark> {t("legend-other-track")}</li>
        <li><SeaMark colour={CHART[palette()].closedArea}><circle r="0.6" /></SeaMark> {t("legend-event-ring")}</li>
        <li><SeaMark><path d={STRUCK} /></SeaMark> {t("legend-doubt")}</li>
      </ul>
      <h3>{t("legend-marks")}</h3>
      <ul class="legend-grid">
        {(["silent", "event", "ranked"] as const).map((mark, i) => (
          <li><svg class="glyph mark" viewBox="-2 -2 4 4" aria-hidden="true"><path class="under" d={path(0, 0)} /><path d={markPath(52 + i)} /></svg> {t(`mark-${mark}`)}</li>
        ))}
      </ul>
    </section>
  );
}

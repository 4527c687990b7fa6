// The chart's symbols in lists, cards and the legend.
import type { JSX } from "solid-js";
import { KIND_CODES, SOURCE_CODES, markPath, path } from "../fleet/symbol";
import { HollowGlyph } from "../exchange/hollow";
import { t } from "../language";

export function Glyph(props: { kind: number; source?: number }): JSX.Element {
  return (
    <svg class="glyph" viewBox={(props.source ?? 0) === 0 ? "-1.15 -1.15 2.3 2.3" : "-1.6 -1.6 3.2 3.2"} role="img" aria-label={t(`kind-${KIND_CODES[props.kind] ?? "unknown"}`)} data-kind={props.kind}>
      <path d={path(props.kind, props.source ?? 0)} />
    </svg>
  );
}

/** What every symbol means. */
export function Legend(): JSX.Element {
  return (
    <section class="legend panel" aria-label={t("legend-title")}>
      <h2>{t("legend-title")}</h2>
      <ul class="legend-grid">{KIND_CODES.map((code, kind) => <li><Glyph kind={kind} /> {t(`kind-${code}`)}</li>)}</ul>
      <h3>{t("legend-sources")}</h3>
      <ul class="legend-grid">{SOURCE_CODES.map((code, source) => <li><Glyph kind={0} source={source} /> {t(`source-${code}`)}</li>)}</ul>
      <h3>{t("legend-partners")}</h3>
      <p class="legend-partner"><HollowGlyph kind={1} /> {t("legend-partners-text")}</p>
      <p class="legend-partner"><svg class="glyph hollow" viewBox="-1.6 -1.6 3.2 3.2" aria-hidden="true"><path d="M-1.5 0H1.5" stroke-dasharray="0.8 0.4" /></svg> {t("legend-partner-trail")}</p>
      <h3>{t("legend-marks")}</h3>
      <ul class="legend-grid">
        {(["silent", "event", "ranked"] as const).map((mark, i) => (
          <li><svg class="glyph mark" viewBox="-2 -2 4 4" aria-hidden="true"><path class="under" d={path(0, 0)} /><path d={markPath(52 + i)} /></svg> {t(`mark-${mark}`)}</li>
        ))}
      </ul>
    </section>
  );
}

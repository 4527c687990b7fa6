// Every vessel in view of the chart, as a list: whatever the canvas shows can be reached without it.
import { type JSX, createEffect, createSignal } from "solid-js";
import type { View } from "../chart/chart";
import { type VesselAt, fleetVersion, rows } from "../fleet/fleet";
import { KIND_CODES, SOURCE_CODES } from "../fleet/symbol";
import { number, t } from "../language";
import { utcClock } from "../moment";
import { place } from "../place";
import { nameOf } from "../watchroom";
import { Glyph } from "./glyph";
import { VirtualList } from "./virtual";
import { Choice } from "./watch_list";

const ROW_PX = 48;
const SPEED_UNKNOWN = "–";

export function VesselTable(props: { view: View | undefined; chosen: string | undefined; onOpen: (vessel: VesselAt) => void; onEscape: () => void; onHandle: (handle: { move: (by: number) => void; focus: () => void }) => void }): JSX.Element {
  const [kind, setKind] = createSignal("");
  const [text, setText] = createSignal("");
  const [sort, setSort] = createSignal<"mmsi" | "speed" | "time">("mmsi");
  const [total, setTotal] = createSignal(0);
  const [window_, setWindow] = createSignal<{ from: number; rows: VesselAt[] }>({ from: 0, rows: [] });
  const [range, setRange] = createSignal<[number, number]>([0, 60]);
  let asked = 0;
  createEffect(() => {
    fleetVersion();
    const view = props.view;
    if (!view) return;
    const [from, to] = range();
    const mine = ++asked;
    void rows({ ...view, kind: kind() === "" ? null : Number(kind()), text: text(), offset: from, limit: Math.max(60, to - from), sort: sort() }).then((found) => {
      if (mine !== asked) return;
      setTotal(found.total);
      setWindow({ from, rows: found.rows });
    });
  });
  const speed = (v: VesselAt): string => (v.sog === null ? SPEED_UNKNOWN : t("unit-kn", { value: number(v.sog, 1) }));
  const course = (v: VesselAt): string => (v.cog === null ? "" : `${String(Math.round(v.cog) % 360).padStart(3, "0")}°`);
  return (
    <div class="watch-list">
      <form class="filters" role="search" aria-label={t("filter-title")} onSubmit={(e) => e.preventDefault()}>
        <label><span>MMSI</span><input inputmode="numeric" value={text()} onInput={(e) => setText(e.currentTarget.value.replace(/\D/g, ""))} /></label>
        <Choice label={t("filter-type")} value={kind()} onChange={setKind} options={KIND_CODES.map((code, i) => [String(i), t(`kind-${code}`)])} />
        <label><span>{t("sort-by")}</span>
          <select value={sort()} onChange={(e) => setSort(e.currentTarget.value as "mmsi")}>
            <option value="mmsi">MMSI</option><option value="speed">{t("sort-speed")}</option><option value="time">{t("sort-time")}</option>
          </select>
        </label>
      </form>
      <div class="list-bar"><span role="status">{t("vessels-count", { count: total() })}</span></div>
      <VirtualList<VesselAt> label={t("vessels-label")} total={total()} rowHeight={ROW_PX} row={(i) => window_().rows[i - window_().from]}
        keyOf={(v) => String(v.mmsi)} chosen={props.chosen} onNeed={(from, to) => setRange([from, to])} onOpen={(v) => props.onOpen(v)}
        onEscape={() => props.onEscape()} onHandle={props.onHandle} empty={<p class="hint">{t("vessels-none")}</p>}
        render={(v) => (
          <div class="vessel-row">
            <Glyph kind={v.kind} source={v.source} />
            <span class="vessel-name">{nameOf(v.mmsi)}</span>
            <span class="num">{speed(v)} {course(v)}</span>
            <span class="vessel-place mono">{place(v.position)}</span>
            <span class="num mono">{utcClock(v.seen)} · {t(`source-${SOURCE_CODES[v.source] ?? "ais"}`)}</span>
          </div>
        )} />
    </div>
  );
}

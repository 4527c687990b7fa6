// Every vessel in view of the chart, as a list: whatever the canvas shows can be reached without it.
import { type JSX, Show, createEffect, createResource, createSignal, onCleanup } from "solid-js";
import { type VesselBrief, call, query } from "../api";
import type { View } from "../chart/chart";
import { type Rows, type RowsAsk, type VesselAt, fleetVersion, rows } from "../fleet/fleet";
import { KIND_CODES, SOURCE_CODES } from "../fleet/symbol";
import { t } from "../language";
import { speedAndCourse } from "../measure";
import { utcClock } from "../moment";
import { place } from "../place";
import { nameOf, remember } from "../watchroom";
import { Glyph } from "./glyph";
import { VirtualList } from "./virtual";
import { Choice, LockIcon } from "./watch_list";

const ROW_PX = 48;

/** Vessels found by name that the node is asked for at most. */
const NAMED_MAX = 1000;
const TYPING_MS = 250;

interface Props {
  view: View | undefined;
  chosen: string | undefined;
  onOpen: (vessel: VesselAt) => void;
  onEscape: () => void;
  onHandle: (handle: { move: (by: number) => void; focus: () => void }) => void;
}

export function VesselTable(props: Props): JSX.Element {
  const [kind, setKind] = createSignal("");
  const [text, setText] = createSignal("");
  const [sort, setSort] = createSignal<RowsAsk["sort"]>("mmsi");
  const [locked, setLocked] = createSignal(false);
  const [found, setFound] = createSignal<Rows & { from: number }>({ from: 0, total: 0, rows: [], fresh: 0 });
  const [range, setRange] = createSignal<[number, number]>([0, 60]);
  const [named] = createResource(text, async (q) => {
    const { vessels } = await call<{ vessels: VesselBrief[] }>(`vessels${query({ q, limit: NAMED_MAX })}`);
    for (const vessel of vessels) remember(vessel.mmsi, vessel, vessel.track);
    return vessels.map((vessel) => vessel.mmsi);
  });
  const namedNow = (): number[] => (!text() || named.error ? [] : named.latest ?? []);
  let typing = 0;
  const search = (value: string): void => {
    clearTimeout(typing);
    typing = window.setTimeout(() => refine(() => setText(value.trim())), TYPING_MS);
  };
  /** Another question is another order: the lock ends. */
  const refine = (change: () => void): void => {
    setLocked(false);
    change();
  };
  onCleanup(() => clearTimeout(typing));
  let asked = 0;
  createEffect(() => {
    fleetVersion();
    const view = props.view;
    if (!view) return;
    const [from, to] = range();
    const mine = ++asked;
    void rows({ ...view, kind: kind() === "" ? null : Number(kind()), text: text(), named: namedNow(), locked: locked(), offset: from, limit: Math.max(60, to - from), sort: sort() }).then((answer) => {
      if (mine === asked) setFound({ ...answer, from });
    });
  });
  const total = (): number => found().total;
  return (
    <div class="watch-list">
      <form class="filters" role="search" aria-label={t("filter-title")} onSubmit={(e) => e.preventDefault()}>
        <label class="wide"><span class="hidden">{t("vessels-search")}</span><input type="search" placeholder={t("vessels-search")} onInput={(e) => search(e.currentTarget.value)} /></label>
        <Choice label={t("filter-type")} value={kind()} onChange={(code) => refine(() => setKind(code))} options={KIND_CODES.map((code, i) => [String(i), t(`kind-${code}`)])} />
        <label><span>{t("sort-by")}</span>
          <select value={sort()} onChange={(e) => {
            const by = e.currentTarget.value as RowsAsk["sort"];
            refine(() => setSort(by));
          }}>
            <option value="mmsi">MMSI</option><option value="speed">{t("sort-speed")}</option><option value="time">{t("sort-time")}</option>
          </select>
        </label>
      </form>
      <div class="list-bar">
        <span role="status">{t(text() ? "vessels-found" : "vessels-count", { count: total() })}</span>
        <Show when={found().fresh > 0}><span class="badge">{t("vessels-new", { count: found().fresh })}</span></Show>
        <span class="grow" />
        <button type="button" class="quiet" aria-pressed={locked()} onClick={() => setLocked(!locked())} title={t("list-lock-hint")}>
          <LockIcon shut={locked()} />{locked() ? t("list-unlock") : t("list-lock")}
        </button>
      </div>
      <Show when={namedNow().length >= NAMED_MAX}><p class="hint pad-row">{t("vessels-more-found", { count: NAMED_MAX })}</p></Show>
      <VirtualList<VesselAt> label={t("vessels-label")} total={total()} rowHeight={ROW_PX} row={(i) => found().rows[i - found().from]}
        keyOf={(v) => String(v.mmsi)} chosen={props.chosen} onNeed={(from, to) => setRange([from, to])} onOpen={(v) => props.onOpen(v)}
        onEscape={() => props.onEscape()} onHandle={props.onHandle} empty={<p class="hint">{t("vessels-none")}</p>}
        render={(v) => (
          <div class="vessel-row">
            <Glyph kind={v.kind} source={v.source} />
            <span class="vessel-name">{nameOf(v.mmsi)}</span>
            <span class="num">{speedAndCourse(v.sog, v.cog)}</span>
            <span class="vessel-place mono">{place(v.position)}</span>
            <span class="num mono">{utcClock(v.seen)} · {t(`source-${SOURCE_CODES[v.source] ?? "ais"}`)}</span>
          </div>
        )} />
    </div>
  );
}

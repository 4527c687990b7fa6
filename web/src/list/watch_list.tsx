// The watch list: the ranked vessels worth a patrol, filtered, lockable and walked by keyboard.
import { For, type JSX, Show, createSignal } from "solid-js";
import { Problem, type Ranked, query } from "../api";
import { numberText } from "../dark";
import { kindOf } from "../fleet/symbol";
import { flagName } from "../flag";
import { language, number, t, tryT, word } from "../language";
import { ownNameOr } from "../watchroom";
import { Glyph } from "./glyph";
import { PointsBar } from "./points";
import { type Filter, NO_FILTER, keyOf, useRanked } from "./ranked";
import { VirtualList } from "./virtual";

export const EVENT_KINDS = [
  "gap", "encounter", "loitering", "fishing", "port_visit", "anchorage_visit", "area_visit", "implausible_position", "identity_conflict", "shared_mmsi", "vms_mismatch", "list_match", "dark_detection", "dark_vessel",
] as const;

interface Props {
  chosen: string | undefined;
  onOpen: (row: Ranked) => void;
  onEscape: () => void;
  onHandle: (handle: { move: (by: number) => void; focus: () => void }) => void;
}

/** What the node gives the list as, with everything that is filtered. */
const FORMATS = [["csv", "CSV"], ["xlsx", "XLSX"], ["geojson", "GeoJSON"], ["parquet", "GeoParquet"]] as const;
const ROW_PX = 66;
const REASONS_SHOWN = 2;

export function WatchList(props: Props): JSX.Element {
  const [filter, setFilter] = createSignal<Filter>(NO_FILTER);
  const list = useRanked(filter);
  const set = (part: Partial<Filter>): void => void setFilter({ ...filter(), ...part });
  let typing = 0;
  const later = (part: Partial<Filter>): void => {
    clearTimeout(typing);
    typing = window.setTimeout(() => set(part), 250);
  };
  const [open, setOpen] = createSignal(false);
  const active = (): number => [filter().flag, filter().gear, filter().kind, filter().min_points].filter((value) => value !== "").length;
  const filtered = (): boolean => Object.values(filter()).some((value) => value !== "");
  return (
    <div class="watch-list">
      <form class="filters" role="search" aria-label={t("filter-title")} onSubmit={(e) => e.preventDefault()}>
        <div class="wide row">
          <label class="grow"><span class="hidden">{t("filter-text")}</span>
            <input type="search" value={filter().q} onInput={(e) => later({ q: e.currentTarget.value.trim() })} placeholder={t("filter-text-hint")} />
          </label>
          <button type="button" aria-expanded={open()} aria-controls="list-filters" onClick={() => setOpen(!open())}>{t("filter-more")}{active() > 0 ? ` (${active()})` : ""} {open() ? "▴" : "▾"}</button>
        </div>
        <div id="list-filters" class="wide filter-grid" hidden={!open()}>
        <Choice label={t("filter-flag")} value={filter().flag} onChange={(flag) => set({ flag })} options={list.known.flags.map((code) => [code, flagName(code)])} />
        <Choice label={t("filter-gear")} value={filter().gear} onChange={(gear) => set({ gear })} options={list.known.gears.map((code) => [code, word("gear", code)])} />
        <Choice label={t("filter-kind")} value={filter().kind} onChange={(kind) => set({ kind })} options={EVENT_KINDS.map((code) => [code, word("event", code)])} />
        <label><span>{t("filter-points")}</span>
          <input type="number" min="0" max="200" step="5" value={filter().min_points} onInput={(e) => later({ min_points: e.currentTarget.value })} />
        </label>
        </div>
      </form>
      <div class="list-bar">
        <span role="status">{t("list-count", { count: list.total() })}</span>
        <Show when={list.moved() > 0}><span class="badge">{t("list-moved", { count: list.moved() })}</span></Show>
        <span class="grow" />
        <Show when={filtered()}><button type="button" class="quiet" onClick={() => setFilter(NO_FILTER)}>{t("filter-clear")}</button></Show>
        <button type="button" class="quiet" aria-pressed={list.locked()} onClick={() => void list.lock()} title={t("list-lock-hint")}>
          <LockIcon shut={list.locked()} />{list.locked() ? t("list-unlock") : t("list-lock")}
        </button>
        <For each={FORMATS}>{([ending, name]) => <a class="button quiet" href={`/api/v1/list.${ending}${query({ ...filter(), lang: language() })}`} download="" aria-label={t("list-save-as", { format: name })}>{name}</a>}</For>
      </div>
      <Show when={list.failed()}>{(cause) => <p class="notice error" role="alert">{problemText(cause())}</p>}</Show>
      <VirtualList<Ranked> label={t("list-label")} total={list.total()} rowHeight={ROW_PX} row={list.row} keyOf={keyOf} chosen={props.chosen}
        onNeed={list.need} onOpen={(row) => props.onOpen(row)} onEscape={() => props.onEscape()} onHandle={props.onHandle}
        empty={<p class="hint">{list.loaded() ? (filtered() ? t("list-none-filtered") : t("list-none")) : t("loading")}</p>}
        render={(row) => <Row row={row} />} />
    </div>
  );
}

/** The sentence of an error, by its stable code. */
export function problemText(cause: unknown): string {
  if (!(cause instanceof Problem)) return t("request-refused");
  return tryT(cause.code) ?? (cause.detail || t("request-refused"));
}

function Row(props: { row: Ranked }): JSX.Element {
  const identity = () => props.row.identity;
  return (
    <div class="ranked-row">
      <span class="rank">{props.row.rank}</span>
      <Glyph kind={kindOf(identity().ship_type, identity().gear)} />
      <span class="ranked-name">{ownNameOr(props.row.mmsi, identity().name)}</span>
      <span class="ranked-points num">{number(props.row.score.points, 1)}</span>
      <span class="ranked-who">{[flagName(identity().flag), identity().gear ? word("gear", identity().gear ?? "") : "", numberText(props.row.mmsi)].filter(Boolean).join(" · ")}</span>
      <PointsBar {...props.row.score} max={100} />
      <span class="ranked-why">{props.row.reasons.slice(0, REASONS_SHOWN).map((reason) => word("reason", reason.code)).join(" · ")}</span>
    </div>
  );
}

export function Choice(props: { label: string; value: string; options: (readonly [string, string])[]; onChange: (value: string) => void; all?: string }): JSX.Element {
  return (
    <label><span>{props.label}</span>
      <select value={props.value} onChange={(e) => props.onChange(e.currentTarget.value)}>
        <option value="">{props.all ?? t("filter-all")}</option>
        <For each={props.options}>{([code, text]) => <option value={code} selected={code === props.value}>{text}</option>}</For>
      </select>
    </label>
  );
}

export function LockIcon(props: { shut: boolean }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={props.shut ? "M4 7V5a4 4 0 0 1 8 0v2" : "M4 7V5a4 4 0 0 1 7.5-2"} fill="none" stroke="currentColor" stroke-width="1.6" />
      <rect x="3" y="7" width="10" height="7" rx="1" fill="currentColor" />
    </svg>
  );
}

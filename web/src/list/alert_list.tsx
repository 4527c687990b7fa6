// Alerts: the events of the watch, newest first.
import { type JSX, Show, createEffect, createMemo, createSignal } from "solid-js";
import type { EventRecord } from "../api";
import { t, word } from "../language";
import { moment } from "../moment";
import { alerts, nameOf, olderAlerts } from "../watchroom";
import { Choice, EVENT_KINDS } from "./watch_list";
import { VirtualList } from "./virtual";

const ROW_PX = 66;

export function AlertList(props: { chosen: string | undefined; onOpen: (event: EventRecord) => void; onEscape: () => void; onHandle: (handle: { move: (by: number) => void; focus: () => void }) => void }): JSX.Element {
  const [kind, setKind] = createSignal("");
  const [state, setState] = createSignal("");
  const shown = createMemo(() => alerts.events.filter((event) => (!kind() || event.kind === kind()) && (!state() || event.state === state())));
  const [needed, setNeeded] = createSignal(0);
  // Walking towards the end, or filtering, fetches what is older.
  createEffect(() => {
    if (needed() >= shown().length) void olderAlerts();
  });
  return (
    <div class="watch-list">
      <form class="filters" role="search" aria-label={t("filter-title")} onSubmit={(e) => e.preventDefault()}>
        <Choice label={t("filter-kind")} value={kind()} onChange={setKind} options={EVENT_KINDS.map((code) => [code, word("event", code)])} />
        <Choice label={t("filter-state")} value={state()} onChange={setState} options={["open", "closed", "retracted"].map((code) => [code, word("state", code)])} />
      </form>
      <div class="list-bar"><span role="status">{t("alerts-count", { count: shown().length, total: alerts.total })}</span></div>
      <VirtualList<EventRecord> label={t("alerts-label")} total={shown().length} rowHeight={ROW_PX} row={(i) => shown()[i]} keyOf={(event) => event.id}
        onNeed={(_, to) => setNeeded(to)} chosen={props.chosen} onOpen={(event) => props.onOpen(event)} onEscape={() => props.onEscape()} onHandle={props.onHandle}
        empty={<p class="hint">{t("alerts-none")}</p>} render={(event) => <EventRow event={event} />} />
    </div>
  );
}

export function EventRow(props: { event: EventRecord }): JSX.Element {
  return (
    <div class="event-row" data-state={props.event.state}>
      <span class="event-kind">{word("event", props.event.kind)}</span>
      <span class="tag" data-state={props.event.state}>{word("state", props.event.state)}</span>
      <span class="event-who">{props.event.vessels.map((v) => nameOf(v.mmsi)).join(t("list-separator"))}</span>
      <span class="event-when mono">{moment(props.event.start.time)}<Show when={props.event.end && props.event.state !== "open"}> – {moment(props.event.end?.time)}</Show></span>
    </div>
  );
}

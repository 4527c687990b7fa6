// Alerts: the events of the watch and those that partners released to us, newest first, each marked by its source.
import { type JSX, Show, createEffect, createMemo, createSignal } from "solid-js";
import type { EventRecord } from "../api";
import { type PartnerAlert, usePartnerAlerts } from "../exchange/alerts";
import { partyName } from "../exchange/known";
import { t, word } from "../language";
import { moment } from "../moment";
import { place } from "../place";
import { alerts, alertsTotal, nameOf, olderAlerts } from "../watchroom";
import { Choice, EVENT_KINDS } from "./watch_list";
import { VirtualList } from "./virtual";

const ROW_PX = 66;

/** Own event or partner's copy of one. */
type Alert = { key: string; time: number; kind: string; state: string; event: EventRecord } | PartnerAlert;

const own = (event: EventRecord): Alert => ({ key: event.id, time: Date.parse(event.start.time), kind: event.kind, state: event.state, event });

interface Props {
  chosen: string | undefined;
  onOpen: (event: EventRecord) => void;
  onCopy: (key: string) => void;
  onEscape: () => void;
  onHandle: (handle: { move: (by: number) => void; focus: () => void }) => void;
}

export function AlertList(props: Props): JSX.Element {
  const [kind, setKind] = createSignal("");
  const [state, setState] = createSignal("");
  const [source, setSource] = createSignal("");
  const theirs = usePartnerAlerts();
  const parties = createMemo(() => [...new Set(theirs().map((alert) => alert.party))].sort());
  const all = createMemo((): Alert[] => (theirs().length === 0 ? alerts.events.map(own) : [...alerts.events.map(own), ...theirs()].sort((a, b) => b.time - a.time)));
  const fits = (alert: Alert): boolean => (!kind() || alert.kind === kind()) && (!state() || alert.state === state()) && (!source() || ("party" in alert ? alert.party : "own") === source());
  const shown = createMemo(() => all().filter(fits));
  const [needed, setNeeded] = createSignal(0);
  // Walking towards the end, or filtering, fetches what is older; all of a partner's are there.
  createEffect(() => {
    if (needed() >= shown().length && (!source() || source() === "own")) void olderAlerts();
  });
  return (
    <div class="watch-list">
      <form class="filters" role="search" aria-label={t("filter-title")} onSubmit={(e) => e.preventDefault()}>
        <Choice label={t("filter-kind")} value={kind()} onChange={setKind} options={EVENT_KINDS.map((code) => [code, word("event", code)])} />
        <Choice label={t("filter-state")} value={state()} onChange={setState} options={["open", "closed", "retracted"].map((code) => [code, word("state", code)])} />
        <Show when={parties().length > 0}><Choice label={t("copy-source")} value={source()} onChange={setSource} options={[["own", t("alerts-own")], ...parties().map((party) => [party, partyName(party)] as const)]} /></Show>
      </form>
      <div class="list-bar"><span role="status">{t("alerts-count", { count: shown().length, total: alertsTotal() + theirs().length })}</span></div>
      <VirtualList<Alert> label={t("alerts-label")} total={shown().length} rowHeight={ROW_PX} row={(i) => shown()[i]} keyOf={(alert) => alert.key}
        onNeed={(_, to) => setNeeded(to)} chosen={props.chosen} onOpen={(alert) => ("event" in alert ? props.onOpen(alert.event) : props.onCopy(alert.key))} onEscape={() => props.onEscape()} onHandle={props.onHandle}
        empty={<p class="hint">{t("alerts-none")}</p>} render={(alert) => ("event" in alert ? <EventRow event={alert.event} /> : <PartnerRow alert={alert} />)} />
    </div>
  );
}

function PartnerRow(props: { alert: PartnerAlert }): JSX.Element {
  const a = () => props.alert;
  return (
    <div class="event-row theirs" data-state={a().state}>
      <span class="event-kind">{word("event", a().kind)}</span>
      <span class="party">{partyName(a().party)}</span>
      <span class="event-who">{a().title}</span>
      <span class="event-when mono">{moment(a().time / 1000)}</span>
    </div>
  );
}

export function EventRow(props: { event: EventRecord }): JSX.Element {
  return (
    <div class="event-row" data-state={props.event.state}>
      <span class="event-kind">{word("event", props.event.kind)}</span>
      <span class="tag" data-state={props.event.state}>{word("state", props.event.state)}</span>
      <span class="event-who">{props.event.vessels.length > 0 ? props.event.vessels.map((v) => nameOf(v.mmsi)).join(t("list-separator")) : place([props.event.start.position[0] ?? 0, props.event.start.position[1] ?? 0])}</span>
      <span class="event-when mono">{moment(props.event.start.time)}<Show when={props.event.end && props.event.state !== "open"}> – {moment(props.event.end?.time)}</Show></span>
    </div>
  );
}

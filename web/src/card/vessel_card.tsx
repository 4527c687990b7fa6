// The vessel card: who it is, why it is listed, what would change that, what it did, and where the knowledge comes from.
import { For, type JSX, Match, Show, Switch } from "solid-js";
import type { Identity, ListMatch, PartnerTrail, Ranked, VesselCard as Card } from "../api";
import { PutIn } from "../case/put_in";
import { numberText } from "../dark";
import { Notes } from "../exchange/notes";
import { PartnersSay } from "../exchange/partners_say";
import { ReleaseDesk } from "../exchange/release_desk";
import { flagName } from "../flag";
import { kindOf } from "../fleet/symbol";
import { number, t, word } from "../language";
import { EventRow } from "../list/alert_list";
import { Glyph } from "../list/glyph";
import { PointsBar } from "../list/points";
import { problemText } from "../list/watch_list";
import { amount, courseText, evidenceName } from "../measure";
import { moment, utcDay } from "../moment";
import { place } from "../place";
import { link } from "../route";
import { nameOf, ownNameOr } from "../watchroom";
import { doubtsOf } from "./doubt";
import { PartnerTrails } from "./partner_trails";
import { TrackFiles } from "./track_files";

interface Props {
  card: Card | undefined;
  failed: unknown;
  mmsi: number;
  /** Where partners say she was. */
  trails: readonly PartnerTrail[];
  onClose: () => void;
  onCentre: () => void;
}

export function VesselCard(props: Props): JSX.Element {
  return (
    <article class="card" aria-label={t("card-title")} onKeyDown={(e) => e.key === "Escape" && props.onClose()}>
      <header class="card-head">
        <Glyph kind={kindOf(props.card?.identity?.ship_type, props.card?.identity?.gear)} />
        <h2 tabindex="-1">{props.card ? ownNameOr(props.mmsi, props.card.identity?.name) : nameOf(props.mmsi)}</h2>
        <button type="button" class="quiet" onClick={() => props.onCentre()}>{t("card-centre")}</button>
        <button type="button" class="quiet" onClick={() => props.onClose()} aria-label={t("card-close")}>×</button>
      </header>
      <Show when={props.card}>{(card) => <div class="card-tools"><ReleaseDesk kind="vessel" id={String(card().mmsi)} title={card().identity?.name || nameOf(card().mmsi)} /></div>}</Show>
      <div class="card-body">
        <Switch fallback={<p class="hint">{t("loading")}</p>}>
          <Match when={props.failed !== undefined}><p class="notice error" role="alert">{problemText(props.failed)}</p></Match>
          <Match when={props.card}>{(card) => <Body card={card()} />}</Match>
        </Switch>
        <PartnerTrails trails={props.trails} />
      </div>
    </article>
  );
}

function Body(props: { card: Card }): JSX.Element {
  const last = () => [...props.card.tracks].sort((a, b) => Date.parse(b.last.time) - Date.parse(a.last.time))[0];
  const first = (): string | undefined => [...props.card.tracks].sort((a, b) => Date.parse(a.first.time) - Date.parse(b.first.time))[0]?.first.time;
  return (
    <>
      <Show when={props.card.ranked}>{(ranked) => <Why ranked={ranked()} events={props.card.events} />}</Show>
      <Show when={!props.card.ranked}><p class="hint">{t("card-not-ranked")}</p></Show>
      <Show when={(props.card.dismissed ?? []).length > 0}><p class="hint">{dismissedText(props.card)}</p></Show>
      <section><h3>{t("card-identity")}</h3><IdentityTable card={props.card} last={last()?.last} /></section>
      <section><h3>{t("card-authorisation")}</h3><Authorisation card={props.card} /></section>
      <section>
        <h3>{t("card-events", { count: props.card.events.length })}</h3>
        <Show when={props.card.events.length > 0} fallback={<p class="hint">{t("card-no-events")}</p>}>
          <ul class="event-links"><For each={newestFirst(props.card)}>{(event) => <li><a href={link(`event/${encodeURIComponent(event.id)}`)}><EventRow event={event} /></a></li>}</For></ul>
        </Show>
      </section>
      <PartnersSay mmsi={props.card.mmsi} />
      <PutIn kinds={["vessel", "track"]} id={String(props.card.mmsi)} title={props.card.identity?.name || nameOf(props.card.mmsi)} mmsi={props.card.mmsi} />
      <Notes object={`vessel:${props.card.mmsi}`} title={t("notes-title")} />
      <section><h3>{t("card-history")}</h3><History card={props.card} /></section>
      <section><h3>{t("card-tracks")}</h3><TrackTable card={props.card} /><Doubts card={props.card} /><TrackFiles mmsi={props.card.mmsi} name={props.card.identity?.name || nameOf(props.card.mmsi)} from={first()} to={last()?.last.time} /></section>
      <section><h3>{t("card-sources")}</h3><Sources card={props.card} /></section>
    </>
  );
}

/** How many alerts of the card officers dismissed, and who: they give no points. */
function dismissedText(card: Card): string {
  return t("card-dismissed", { count: card.dismissed.length, who: [...new Set(card.dismissed.map((one) => one.user))].join(t("list-separator")) });
}

/** Events linked beside a reason; all are in the list of events below. */
const EVIDENCE_SHOWN = 4;

function newestFirst(card: Card) {
  return [...card.events].sort((a, b) => Date.parse(b.start.time) - Date.parse(a.start.time));
}

/** Named, bounded points with uncertainty, and what would change them. */
function Why(props: { ranked: Ranked; events: Card["events"] }): JSX.Element {
  const score = () => props.ranked.score;
  const evidence = (id: string, n: number): string => {
    const event = props.events.find((one) => one.id === id);
    return event ? `${word("event", event.kind)}, ${moment(event.start.time)}` : t("evidence-link", { n });
  };
  return (
    <section class="why">
      <h3>{t("card-why")}</h3>
      <p class="why-total">
        <span class="why-rank">{t("card-rank", { rank: props.ranked.rank })}</span>
        <strong>{t("unit-points", { value: number(score().points, 1) })}</strong>
        <span class="hint">{t("card-range", { low: number(score().low, 0), high: number(score().high, 0) })}</span>
      </p>
      <ul class="reasons">
        <For each={[...props.ranked.reasons].sort((a, b) => b.points - a.points)}>{(reason) => (
          <li>
            <div class="reason-head"><span>{word("reason", reason.code)}</span><span class="num">{t("points-of", { points: number(reason.points, 1), max: number(reason.max_points, 0) })}</span></div>
            <PointsBar points={reason.points} low={reason.low} high={reason.high} max={reason.max_points} />
            <Show when={Object.keys(reason.numbers ?? {}).length > 0}>
              <p class="reason-numbers">{Object.entries(reason.numbers ?? {}).map(([key, value]) => `${evidenceName(key)}${t("label-colon")}${key === "newest_age_d" && value === 0 ? t("age-now") : amount(key, value)}`).join(" · ")}</p>
            </Show>
            <Show when={reason.events.length > 0}>
              <ul class="reason-events"><For each={reason.events.slice(0, EVIDENCE_SHOWN)}>{(id, i) => <li><a href={link(`event/${encodeURIComponent(id)}`)}>{evidence(id, i() + 1)}</a></li>}</For></ul>
            </Show>
          </li>
        )}</For>
      </ul>
      <Show when={props.ranked.would_change.length > 0}>
        <h4>{t("card-would-change")}</h4>
        <ul class="changes"><For each={props.ranked.would_change}>{(change) => (
          <li><span class="num change">{change.effect_points > 0 ? "+" : "−"}{number(Math.abs(change.effect_points), 1)}</span> {word("change", change.code)}</li>
        )}</For></ul>
      </Show>
      <Show when={(props.ranked.unknowns ?? []).length > 0}>
        <h4>{t("card-unknowns")}</h4>
        <ul class="unknowns"><For each={props.ranked.unknowns}>{(code) => <li>{word("unknown", code)}</li>}</For></ul>
      </Show>
      <p class="hint">{t("card-not-a-verdict")}</p>
    </section>
  );
}

/** The gear, and whether it is the feed that tells it or a list. */
function gearText(identity: Identity): string {
  if (!identity.gear) return t("not-known");
  const gear = word("gear", identity.gear);
  return identity.gear_by_list ? t("gear-by-list", { gear }) : gear;
}

function IdentityTable(props: { card: Card; last: { time: string; position: readonly [number, number]; sog_kn?: number | null; cog_deg?: number | null } | undefined }): JSX.Element {
  /** A vessel known only from its events has no identity. */
  const id = (): Identity => props.card.identity ?? {};
  const size = (): string => [id().length_m, id().beam_m].map((v) => (v ? t("unit-m", { value: number(v) }) : "")).filter(Boolean).join(" × ");
  const rows = (): [string, string][] => [
    ["MMSI", numberText(props.card.mmsi).replace(/^MMSI /, "")],
    [t("field-imo"), id().imo ? String(id().imo) : t("not-known")],
    [t("field-call-sign"), id().call_sign || t("not-known")],
    [t("field-flag"), flagName(props.card.flag ?? id().flag)],
    [t("field-ship-type"), t(`kind-${["unknown", "fishing", "carrier", "cargo", "tanker", "passenger", "patrol", "service", "pleasure", "rescue", "aid", "base", "other"][kindOf(id().ship_type, id().gear)]}`)],
    [t("field-gear"), gearText(id())],
    [t("field-size"), size() || t("not-known")],
    [t("field-destination"), id().destination || t("not-known")],
    [t("field-position"), place(props.last?.position)],
    [t("field-last"), moment(props.last?.time)],
    [t("field-speed"), props.last?.sog_kn === null || props.last?.sog_kn === undefined ? t("not-known") : [t("unit-kn", { value: number(props.last.sog_kn, 1) }), courseText(props.last.cog_deg)].filter(Boolean).join(" · ")],
  ];
  return <dl class="facts"><For each={rows()}>{([name, value]) => <><dt>{name}</dt><dd>{value}</dd></>}</For></dl>;
}

function Authorisation(props: { card: Card }): JSX.Element {
  return (
    <>
      <p class="authorisation" data-state={props.card.authorisation}><strong>{word("authorisation", props.card.authorisation)}</strong> <span class="hint">{t(`authorisation-${props.card.authorisation}-note`)}</span></p>
      <Show when={props.card.lists.length > 0} fallback={<p class="hint">{t("card-no-lists")}</p>}>
        <ul class="matches"><For each={props.card.lists}>{(match) => <li><Match_ match={match} /></li>}</For></ul>
      </Show>
    </>
  );
}

/** What a match rests on: a field of the vessel, or how the names are alike. */
function basis(code: string): string {
  const field = word("field", code);
  return field === code ? word("code", code) : field;
}

function Match_(props: { match: ListMatch }): JSX.Element {
  return (
    <>
      <strong>{props.match.name}</strong> <span class="tag" data-list={props.match.kind}>{word("list", props.match.kind)}</span>
      <p class="hint">{t("match-line", {
        by: props.match.matched_by.map(basis).join(t("list-separator")), strength: number(props.match.strength * 100), row: props.match.row,
      })}<Show when={props.match.date}> · {t("match-date", { date: utcDay(props.match.date) })}</Show></p>
    </>
  );
}

function History(props: { card: Card }): JSX.Element {
  return (
    <Show when={props.card.history.length > 0} fallback={<p class="hint">{t("card-no-history")}</p>}>
      <table class="small">
        <thead><tr><th>{t("col-time")}</th><th>{t("col-field")}</th><th>{t("col-from")}</th><th>{t("col-to")}</th></tr></thead>
        <tbody><For each={props.card.history}>{(change) => (
          <tr><td class="mono">{moment(change.time)}</td><td>{word("field", change.field)}</td><td>{change.from ?? "–"}</td><td>{change.to ?? "–"}</td></tr>
        )}</For></tbody>
      </table>
    </Show>
  );
}

function TrackTable(props: { card: Card }): JSX.Element {
  return (
    <table class="small">
      <thead><tr><th>{t("col-track")}</th><th>{t("col-first")}</th><th>{t("col-last")}</th><th class="num">{t("col-positions")}</th></tr></thead>
      <tbody><For each={props.card.tracks}>{(track) => (
        <tr><td>{track.track.split("-").pop()} · {word("source", track.source)} {word("class", track.class)}</td><td class="mono">{moment(track.first.time)}</td><td class="mono">{moment(track.last.time)}</td><td class="num">{number(track.positions)}</td></tr>
      )}</For></tbody>
    </table>
  );
}

/** Places that an event says cannot be true, as marked on the chart. */
function Doubts(props: { card: Card }): JSX.Element {
  return (
    <Show when={doubtsOf(props.card.events).length > 0}>
      <h4>{t("doubts-title")}</h4>
      <p class="hint">{t("doubts-lead")}</p>
      <table class="small">
        <thead><tr><th>{t("col-track")}</th><th>{t("col-place")}</th><th>{t("col-first")}</th><th>{t("doubts-beside")}</th></tr></thead>
        <tbody><For each={doubtsOf(props.card.events)}>{(doubt) => (
          <tr><td>{doubt.track}</td><td class="mono">{place(doubt.position)}</td><td><a class="mono" href={link(`event/${encodeURIComponent(doubt.event)}`)}>{moment(doubt.from)}</a></td><td class="mono">{place(doubt.beside)}</td></tr>
        )}</For></tbody>
      </table>
    </Show>
  );
}

function Sources(props: { card: Card }): JSX.Element {
  return (
    <Show when={props.card.sources.length > 0} fallback={<p class="hint">{t("card-no-sources")}</p>}>
      <table class="small">
        <thead><tr><th>{t("col-feed")}</th><th>{t("col-receiver")}</th><th class="num">{t("col-positions")}</th><th>{t("col-last")}</th></tr></thead>
        <tbody><For each={props.card.sources}>{(source) => (
          <tr><td>{source.feed}</td><td>{source.receiver ?? "–"}</td><td class="num">{number(source.positions)}</td><td class="mono">{moment(source.last)}</td></tr>
        )}</For></tbody>
      </table>
    </Show>
  );
}

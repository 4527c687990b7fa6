// The event card: what is claimed, on which evidence, by which rule and version, how sure, and what would refute it.
import { For, type JSX, Show, createMemo } from "solid-js";
import type { EventCard as Card, EventRecord } from "../api";
import { PutIn } from "../case/put_in";
import { AlertRate } from "../case/rate";
import { Notes } from "../exchange/notes";
import { ReleaseDesk } from "../exchange/release_desk";
import { number, t, tryT, word } from "../language";
import { amount, evidenceName, percent } from "../measure";
import { duration, moment } from "../moment";
import { link } from "../route";
import { nameOf } from "../watchroom";
import { codeText, foldedRevisions, inWords } from "./finding";
import { Members, isOfChain } from "./members";
import { NoticePart, isOfNotice } from "./notice";
import { Plot } from "./plot";
import { ReviewForm } from "./review";
import { Sketch } from "./sketch";
import { thresholdOf } from "./threshold";

export function EventCard(props: { card: Card; onReviewed: () => void }): JSX.Element {
  const event = () => props.card.event;
  const series = createMemo(() => Object.entries(event().evidence.series ?? {}).filter(([, points]) => points.length > 1));
  const span = createMemo((): [number, number] => {
    const times = series().flatMap(([, points]) => points.map((p) => p[0]));
    return [Math.min(...times), Math.max(...times)];
  });
  return (
    <div class="event-card">
      <header class="event-title">
        <h1 tabindex="-1">{word("event", event().kind)}</h1>
        <span class="tag" data-state={event().state}>{word("state", event().state)}</span>
        <Show when={props.card.review && props.card.review.state !== "open"}><span class="tag review" data-review={props.card.review?.state}>{word("review", props.card.review?.state ?? "")}</span></Show>
        <span class="grow" />
        <ReleaseDesk kind="event" id={event().id} title={[word("event", event().kind), ...event().vessels.map((vessel) => nameOf(vessel.mmsi))].join(" · ")} />
      </header>
      <p class="lead">{sentence(event())}</p>
      <PutIn kinds={["event"]} id={event().id} title={[word("event", event().kind), ...event().vessels.map((vessel) => nameOf(vessel.mmsi))].join(" · ")} mmsi={event().vessels[0]?.mmsi ?? null} />
      <Show when={event().retraction}>{(retraction) => <p class="notice">{t("event-retracted", { at: moment(retraction().at) })} {word("retract", retraction().reason)}</p>}</Show>
      <div class="event-grid">
        <div class="event-main">
          <section><h2>{t("event-evidence")}</h2>
            <For each={series()}>{([name, points]) => <Plot name={name} points={points} threshold={thresholdOf(event(), name)} from={span()[0]} to={span()[1]} />}</For>
            <NoticePart event={event()} />
            <Members event={event()} />
            <Checks event={event()} />
            <Reception event={event()} />
            <Numbers event={event()} />
          </section>
          <Revisions history={props.card.history} />
        </div>
        <div class="event-side">
          <Facts event={event()} />
          <Sketch event={event()} />
          <section><h2>{t("event-refuted-by")}</h2>
            <Show when={event().refuted_by.length > 0} fallback={<p class="hint">{t("event-refuted-none")}</p>}>
              <ul><For each={event().refuted_by}>{(code) => <li>{word("refute", code)}</li>}</For></ul>
            </Show>
            <AlertRate rule={`${event().rule.name}/${event().rule.version}`} />
            <p class="hint">{t("card-not-a-verdict")}</p>
          </section>
          <ReviewForm card={props.card} onReviewed={props.onReviewed} />
          <Notes object={`event:${event().id}`} title={t("notes-title")} />
        </div>
      </div>
    </div>
  );
}

/** What is said of the event in one sentence. Of a silence only what its assessment bears: never more than the evidence. */
function sentence(event: EventRecord): string {
  if (event.vessels.length === 0) return t(`sentence-${event.kind.replaceAll("_", "-")}`);
  const who = { a: nameOf(event.vessels[0]?.mmsi ?? 0), b: nameOf(event.vessels[1]?.mmsi ?? 0) };
  const id = `sentence-${event.kind.replaceAll("_", "-")}`;
  return tryT(`${id}-${event.evidence.codes?.["assessment"] ?? event.evidence.codes?.["check"] ?? ""}`, who) ?? t(id, who);
}

function Facts(props: { event: EventRecord }): JSX.Element {
  const length = () => (props.event.end ? (Date.parse(props.event.end.time) - Date.parse(props.event.start.time)) / 1000 : undefined);
  return (
    <section>
      <h2>{t("event-facts")}</h2>
      <dl class="facts">
        <For each={props.event.vessels}>{(vessel) => <><dt>{word("role", vessel.role)}</dt><dd><a href={link("watch", { vessel: String(vessel.mmsi) })}>{nameOf(vessel.mmsi)}</a></dd></>}</For>
        <dt>{t("event-start")}</dt><dd class="mono">{moment(props.event.start.time)}</dd>
        <dt>{props.event.state === "open" ? t("event-last-known") : t("event-end")}</dt><dd class="mono">{moment(props.event.end?.time)}</dd>
        <Show when={length() !== undefined}><dt>{t("event-duration")}</dt><dd>{duration(length() ?? 0)}</dd></Show>
        <dt>{t("event-confidence")}</dt><dd>{percent(props.event.confidence)} <Confidence value={props.event.confidence} /></dd>
        <dt>{t("event-rule")}</dt><dd>{tryT(`rule-${props.event.rule.name.replaceAll(".", "-").replaceAll("_", "-")}`) ?? props.event.rule.name} · {t("version", { version: props.event.rule.version })}</dd>
        <dt>{t("event-revision")}</dt><dd>{number(props.event.revision)}</dd>
      </dl>
    </section>
  );
}

function Confidence(props: { value: number }): JSX.Element {
  return <svg class="confidence" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="bar-ground" width="100" height="8" /><rect class="bar-value" width={props.value * 100} height="8" /></svg>;
}

/** How a condition of the rule came out; the mark stands before the words, so that nothing is told by colour alone. */
const CHECK_MARKS: Record<string, string> = { met: "✓", "not-met": "✗" };

/** The conditions among the codes of the evidence; a rule that states none has none. */
function checksOf(event: EventRecord): [string, string][] {
  const codes = Object.entries(event.evidence.codes ?? {});
  return codes.some(([, value]) => value in CHECK_MARKS) ? codes.filter(([, value]) => value in CHECK_MARKS || value === "unknown") : [];
}

/** The conditions of the rule, one line each: met, not met, or not known. */
function Checks(props: { event: EventRecord }): JSX.Element {
  const checks = () => checksOf(props.event);
  return (
    <Show when={checks().length > 0}>
      <h3>{t("event-checks")}</h3>
      <ul class="checks"><For each={checks()}>{([key, value]) => <li data-check={value}><b aria-hidden="true">{CHECK_MARKS[value] ?? "?"}</b> {evidenceName(key)}{t("label-colon")}{codeText(key, value)}</li>}</For></ul>
    </Show>
  );
}

const OTHERS = /^(others_.+_positions)_(expected|heard)$/;

/** Whether others were heard as usual while this vessel was silent: bars of heard against expected. */
function Reception(props: { event: EventRecord }): JSX.Element {
  const pairs = createMemo(() => {
    const numbers = props.event.evidence.numbers ?? {};
    return Object.keys(numbers).flatMap((key) => {
      const name = OTHERS.exec(key)?.[2] === "expected" ? OTHERS.exec(key)?.[1] : undefined;
      const [expected, heard] = [numbers[key], numbers[`${name}_heard`]];
      return name && typeof expected === "number" && typeof heard === "number" ? [{ name: `${name}_heard`, expected, heard }] : [];
    });
  });
  return (
    <Show when={pairs().length > 0}>
      <figure class="bars"><figcaption>{t("event-reception")}</figcaption>
        <ul><For each={pairs()}>{(pair) => (
          <li><span class="bars-name">{evidenceName(pair.name)}</span>
            <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
              <rect class="bar-presence" width={(pair.expected / Math.max(1, pair.expected, pair.heard)) * 100} height="10" />
              <rect class="bar-fishing" y="2" width={(pair.heard / Math.max(1, pair.expected, pair.heard)) * 100} height="6" />
            </svg>
            <span class="num">{t("reception-bar-text", { heard: number(pair.heard), expected: number(pair.expected) })}</span></li>
        )}</For></ul>
      </figure>
    </Show>
  );
}

function Numbers(props: { event: EventRecord }): JSX.Element {
  const rows = (): [string, string][] => [
    ...Object.entries(props.event.evidence.numbers ?? {}).filter(([key]) => !OTHERS.test(key) && !isOfNotice(key)).map(([key, value]): [string, string] => [evidenceName(key), inWords(props.event, key, amount(key, value))]),
    ...Object.entries(props.event.evidence.codes ?? {}).filter(([key, value]) => value !== "" && !isOfNotice(key) && !isOfChain(key) && !(key in (props.event.evidence.numbers ?? {})) && !checksOf(props.event).some(([check]) => check === key) && !hasName(props.event, key)).map(([key, value]): [string, string] => [evidenceName(key), codeText(key, value)]),
  ];
  return <dl class="facts numbers"><For each={rows()}>{([name, value]) => <><dt>{name}</dt><dd>{value}</dd></>}</For></dl>;
}

/** An identifier is not shown where the evidence also gives its name. */
function hasName(event: EventRecord, key: string): boolean {
  return event.evidence.codes?.[`${key}_name`] !== undefined;
}

function Revisions(props: { history: EventRecord[] }): JSX.Element {
  const rows = createMemo(() => foldedRevisions(props.history));
  return (
    <section><h2>{t("event-history")}</h2>
      <table class="small">
        <thead><tr><th class="num">{t("event-revision")}</th><th>{t("col-state")}</th><th>{t("event-last-known")}</th><th class="num">{t("event-confidence")}</th></tr></thead>
        <tbody><For each={rows()}>{({ event, from }) => (
          <tr><td class="num">{from === event.revision ? number(from) : t("revisions-from-to", { from, to: event.revision })}</td><td>{word("state", event.state)}</td><td class="mono">{moment(event.end?.time ?? event.start.time)}</td><td class="num">{percent(event.confidence)}</td></tr>
        )}</For></tbody>
      </table>
    </section>
  );
}

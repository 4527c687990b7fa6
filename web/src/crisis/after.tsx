// After a crisis, printable: who came how far, how long it took, and what is missing. The figures come from the node, which
// withholds what a few people did; "not told" is said in words, never shown as nothing.
import { For, type JSX, Show, createResource } from "solid-js";
import { call } from "../api";
import { number, t, word } from "../language";
import { utc } from "../moment";
import { Page, Waiting } from "../page/frame";
import { link, route } from "../route";
import { type Crisis, at } from "./crisis";

const STEPS = ["contacted", "offered", "accepted", "at_assembly_point", "embarked", "arrived"] as const;
type Step = (typeof STEPS)[number];
interface Reached { people: number | null; median_h: number | null; p90_h: number | null }
type Steps = Record<Step, Reached>;
interface Line { key: string | null; name?: string | null; people: number | null; steps: Steps }
interface Contradictions { all: number | null; open: number | null; kinds: Record<string, number | null> }
interface Seats { partner: string; offered?: number; held: number | null; given_back: number | null }
export interface AfterReport {
  crisis: Crisis; made_ms: number; from: "onset" | "opened"; from_ms: number; least: number; people: number | null; open: number | null; erased: number | null;
  steps: Steps; states: Record<string, number | null>; classes: Line[]; places: Line[]; nationalities: Line[];
  contradictions: Contradictions; record_faults: Contradictions; devices: Record<string, number>;
  seats: { given: Seats[]; received: Seats[] }; messages: Record<string, number | null>;
}

const told = (count: number | null): string => (count === null ? t("after-withheld") : number(count));
const hours = (value: number | null): string => (value === null ? "–" : number(value, 1));

export default function AfterPage(): JSX.Element {
  const id = (): string | undefined => route().id;
  const [report] = createResource(id, (crisis) => call<AfterReport>(at(crisis, "report")));
  return (
    <Page title={t("page-after")} lead={t("after-lead", { least: report.latest?.least ?? 5 })}>
      <p class="row actions">
        <a class="button" href={link("crises")}>{t("page-crises")}</a>
        <button type="button" onClick={() => print()}>{t("after-print")}</button>
        <Show when={id()}>{(crisis) => <a class="button" href={`/api/v1/${at(crisis(), "report.csv")}`} download="">{t("after-csv")}</a>}</Show>
      </p>
      <Show when={id()} fallback={<p class="hint">{t("crisis-none")}</p>}>
        <Show when={!report.error && report.latest} fallback={<Waiting error={report.error} loading={t("loading")} />}>{(found) => <Report report={found()} />}</Show>
      </Show>
    </Page>
  );
}

function Report(props: { report: AfterReport }): JSX.Element {
  const crisis = (): Crisis => props.report.crisis;
  return (
    <>
      <h2>{crisis().name}</h2>
      <p class="figures">
        <span>{t(props.report.from === "onset" ? "after-from-onset" : "after-from-opened", { time: utc(props.report.from_ms / 1000) })}</span>
        <Show when={props.report.from === "onset"}><span>{t("after-opened-at", { time: utc(crisis().opened_ms / 1000) })}</span></Show>
        <Show when={crisis().closed_ms}>{(ms) => <span>{t("after-closed-at", { time: utc(ms() / 1000) })}</span>}</Show>
        <span>{t("after-people", { count: told(props.report.people) })}</span>
        <span>{t("after-open", { count: told(props.report.open) })}</span>
        <span>{t("after-erased", { count: told(props.report.erased) })}</span>
        <span>{t("after-made", { time: utc(props.report.made_ms / 1000) })}</span>
      </p>
      <Everyone report={props.report} />
      <By caption={t("crisis-by-class")} heading={t("crisis-class")} lines={props.report.classes} name={(line) => (line.key === null ? t("after-unknown") : word("people-class", line.key))} />
      <By caption={t("crisis-by-place")} heading={t("crisis-place")} lines={props.report.places} name={(line) => line.name ?? line.key ?? t("crisis-place-unknown")} />
      <By caption={t("after-by-nationality")} heading={t("after-nationality")} lines={props.report.nationalities} name={(line) => line.key ?? t("after-unknown")} />
      <div class="split">
        <Counts caption={t("after-states")} family="funnel" counts={props.report.states} />
        <Counts caption={t("after-devices")} family="after-device" counts={props.report.devices} />
        <Counts caption={t("after-messages")} family="after-message" counts={props.report.messages} />
      </div>
      <div class="split">
        <Faults caption={t("after-contradictions")} found={props.report.contradictions} />
        <Faults caption={t("after-record-faults")} found={props.report.record_faults} />
      </div>
      <div class="split">
        <SeatTable caption={t("after-seats-given")} seats={props.report.seats.given} />
        <SeatTable caption={t("after-seats-received")} seats={props.report.seats.received} />
      </div>
    </>
  );
}

function Everyone(props: { report: AfterReport }): JSX.Element {
  return (
    <table data-after="steps"><caption>{t("after-steps")}</caption>
      <thead><tr><th scope="col">{t("after-step")}</th><th scope="col" class="num">{t("funnel-count")}</th><th scope="col" class="num">{t("after-median")}</th><th scope="col" class="num">{t("after-p90")}</th></tr></thead>
      <tbody><For each={STEPS}>{(step) => {
        const reached = (): Reached => props.report.steps[step];
        return <tr data-step={step}><th scope="row">{word("funnel", step)}</th><td class="num">{told(reached().people)}</td><td class="num">{hours(reached().median_h)}</td><td class="num">{hours(reached().p90_h)}</td></tr>;
      }}</For></tbody>
    </table>
  );
}

function By(props: { caption: string; heading: string; lines: Line[]; name: (line: Line) => string }): JSX.Element {
  const cell = (reached: Reached): string => (reached.median_h === null ? told(reached.people) : `${told(reached.people)} · ${hours(reached.median_h)} / ${hours(reached.p90_h)}`);
  return (
    <div class="scroll" tabindex="0" role="region" aria-label={props.caption}>
      <table><caption>{props.caption} <span class="hint">{t("after-cell")}</span></caption>
        <thead><tr><th scope="col">{props.heading}</th><th scope="col" class="num">{t("funnel-count")}</th><For each={STEPS}>{(step) => <th scope="col" class="num">{word("funnel", step)}</th>}</For></tr></thead>
        <tbody><For each={props.lines}>{(line) => (
          <tr><th scope="row">{props.name(line)}</th><td class="num">{told(line.people)}</td><For each={STEPS}>{(step) => <td class="num">{cell(line.steps[step])}</td>}</For></tr>
        )}</For></tbody>
      </table>
    </div>
  );
}

function Counts(props: { caption: string; family: string; counts: Record<string, number | null> }): JSX.Element {
  return (
    <table><caption>{props.caption}</caption>
      <tbody><For each={Object.entries(props.counts)}>{([key, count]) => <tr><th scope="row">{word(props.family, key)}</th><td class="num">{told(count)}</td></tr>}</For></tbody>
    </table>
  );
}

function Faults(props: { caption: string; found: Contradictions }): JSX.Element {
  return (
    <table><caption>{props.caption}</caption>
      <tbody>
        <For each={Object.entries(props.found.kinds)}>{([kind, count]) => <tr><th scope="row">{word("conflict", kind)}</th><td class="num">{told(count)}</td></tr>}</For>
        <tr><th scope="row">{t("crisis-total")}</th><td class="num">{told(props.found.all)}</td></tr>
        <tr><th scope="row">{t("after-not-looked-at")}</th><td class="num">{told(props.found.open)}</td></tr>
      </tbody>
    </table>
  );
}

function SeatTable(props: { caption: string; seats: Seats[] }): JSX.Element {
  return (
    <Show when={props.seats.length > 0} fallback={<p class="hint">{props.caption}: {t("after-no-seats")}</p>}>
      <table><caption>{props.caption}</caption>
        <thead><tr><th scope="col">{t("evac-partner")}</th><Show when={props.seats.some((one) => one.offered !== undefined)}><th scope="col" class="num">{t("after-offered")}</th></Show><th scope="col" class="num">{t("after-held")}</th><th scope="col" class="num">{t("after-given-back")}</th></tr></thead>
        <tbody><For each={props.seats}>{(one) => (
          <tr><th scope="row">{one.partner}</th><Show when={one.offered !== undefined}><td class="num">{number(one.offered ?? 0)}</td></Show><td class="num">{told(one.held)}</td><td class="num">{told(one.given_back)}</td></tr>
        )}</For></tbody>
      </table>
    </Show>
  );
}

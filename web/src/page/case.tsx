// One case: what belongs to it, who has to do what by when, its way to the flag State, and the package that leaves.
import { For, type JSX, Show, createResource, createSignal } from "solid-js";
import { call, callFile, query } from "../api";
import { type Forms, OTHER_MEASURE, isVerified } from "../boarding/form";
import type { components } from "../schema";
import { reportField } from "../case/field";
import { FormDesk } from "../case/forms";
import { isPast } from "../case/late";
import { Links } from "../case/links";
import { CaseMap } from "../case/map";
import { OverdueTag } from "../case/overdue";
import { Photos } from "../case/photos";
import { agreedPartners, knownPartners, partyName } from "../exchange/known";
import { eventTitle, isNamed } from "../exchange/title";
import { Notes } from "../exchange/notes";
import { PartyChoice } from "../exchange/party_choice";
import { PurposeChoice } from "../exchange/purpose_select";
import { fileName, saveFile } from "../exchange/save";
import { language, t, tryT, word } from "../language";
import { moment } from "../moment";
import { link, route } from "../route";
import { may, nameOf } from "../watchroom";
import { Page, Waiting, useAction } from "./frame";

type Case = components["schemas"]["Case"];
type Entry = components["schemas"]["CaseEntry"];
interface Found { id: string; case: Case; entries: Entry[]; shared_by: string[]; linked: components["schemas"]["CaseLink"][]; overdue: components["schemas"]["CaseOverdue"]; partner_reports: { party: string; report: string; form: string; fields: Record<string, unknown>; conflicts: number }[] }
interface Task { text: string; to: string; due_ms: number | null; done: boolean }
interface Knows { partners: { party: string; name: string }[] }

const KINDS = ["event", "vessel", "track", "report", "photo", "document", "release", "copy"] as const;
const VERDICTS = ["held", "refuted", "open"] as const;
const LETTERS = [["en", "English"], ["fr-CA", "Français"], ["ja", "日本語"]] as const;
const STAGES = ["referred", "closed", "open"] as const;
/** What a node without partners calls itself in its entries. */
const OWN = "own";

export default function CasePage(): JSX.Element {
  const id = (): string => route().id ?? "";
  const [found, { refetch }] = createResource(id, (wanted) => call<Found>(`cases/${encodeURIComponent(wanted)}`));
  const action = useAction();
  const enter = (deed: Record<string, unknown>): Promise<boolean> => action.run(async () => {
    await call(`cases/${encodeURIComponent(id())}/entries`, { json: deed });
    await refetch();
    return t("case-entered");
  });
  return (
    <Page title={found.latest?.case.title ?? t("page-case")}>
      <p><a href={link("cases")}>{t("page-cases")}</a> <span class="mono hint">{id()}</span></p>
      <Show when={!found.error && found.latest} fallback={<Waiting error={found.error} loading={t("loading")} />}>
        {(now) => (
          <div class="split">
            <div>
              <Standing now={now()} enter={enter} />
              <Items now={now()} enter={enter} />
              <CaseMap items={now().case.items} mmsi={now().case.mmsi ?? null} />
              <Show when={may("analyst")}><FormDesk mmsi={now().case.mmsi ?? null} onReport={(report) => enter({ do: "add", item: { kind: "report", id: report }, note: "" })} /></Show>
              <Tasks now={now()} enter={enter} />
            </div>
            <div>
              <Together now={now()} enter={enter} />
              <Photos id={id()} shares={Object.keys(now().case.shares as Record<string, string>)} entries={now().entries.length} enter={enter} />
              <Links id={id()} linked={now().linked} enter={enter} />
              <Leaving id={id()} now={now()} />
              <Timeline entries={now().entries} enter={enter} />
              <Notes object={`case:${id()}`} title={t("notes-title")} />
            </div>
          </div>
        )}
      </Show>
      <action.Said />
    </Page>
  );
}

interface Part { now: Found; enter: (deed: Record<string, unknown>) => Promise<boolean> }

function Standing(props: Part): JSX.Element {
  const [chosen, setStage] = createSignal<string>("referred");
  const [note, setNote] = createSignal("");
  const [due, setDue] = createSignal("");
  const state = () => props.now.case;
  const next = (): string[] => STAGES.filter((code) => code !== state().stage);
  /** A case does not go on to where it stands. */
  const stage = (): string => next().find((code) => code === chosen()) ?? next()[0] ?? chosen();
  const go = (event: SubmitEvent): void => {
    event.preventDefault();
    const due_ms = due() ? Date.parse(`${due()}T00:00:00Z`) : null;
    void props.enter({ do: "stage", stage: stage(), note: note(), reply_due_ms: due_ms }).then((done) => done && setNote(""));
  };
  /** Whether this agency's own hold stands: it lifts no other. */
  const ownHold = (): boolean => {
    const own = [OWN, knownPartners()?.own?.party];
    const last = props.now.entries.filter((entry) => entry.deed.do === "hold" && own.includes(entry.party)).at(-1);
    return (last?.deed as { on?: boolean } | undefined)?.on === true;
  };
  const hold = (): void => {
    const why = prompt(t("case-hold-ask"));
    if (why !== null) void props.enter({ do: "hold", on: !ownHold(), note: why });
  };
  return (
    <section class="panel">
      <h2>{t("case-standing")}</h2>
      <dl>
        <dt>{t("col-state")}</dt><dd><span class="tag">{t(`case-stage-${state().stage}`)}</span><Show when={state().hold}> <span class="tag">{t("case-held")}</span></Show></dd>
        <dt>{t("case-vessel")}</dt><dd><Show when={state().mmsi} fallback="–">{(mmsi) => <><a href={link("watch", { vessel: String(mmsi()) })}>{mmsi()}</a><Show when={isNamed(mmsi())}> <span class="hint">{nameOf(mmsi())}</span></Show></>}</Show></dd>
        <dt>{t("case-reply-due")}</dt><dd class="mono">{state().reply_due_ms ? moment(new Date(state().reply_due_ms ?? 0).toISOString()) : "–"}<OverdueTag when={props.now.overdue.reply} /></dd>
      </dl>
      <Show when={may("analyst")}>
        <form class="form" onSubmit={go}>
          <div class="row">
            <label><span>{t("case-stage-next")}</span><select value={stage()} onChange={(e) => setStage(e.currentTarget.value)}>{next().map((code) => <option value={code} selected={code === stage()}>{t(`case-stage-${code}`)}</option>)}</select></label>
            <label class="grow"><span>{t("case-stage-note")}</span><input required value={note()} maxlength="2000" onInput={(e) => setNote(e.currentTarget.value)} /></label>
            <label><span>{t("case-reply-due")}</span><input type="date" value={due()} onInput={(e) => setDue(e.currentTarget.value)} /></label>
            <button type="submit">{t("case-stage-do")}</button>
          </div>
        </form>
        <p><button type="button" class="quiet" onClick={hold}>{t(ownHold() ? "case-hold-lift" : "case-hold-set")}</button></p>
      </Show>
    </section>
  );
}

/** With whom the case is held together, and the reports that partners told. */
function Together(props: Part): JSX.Element {
  const [party, setParty] = createSignal("");
  const [purpose, setPurpose] = createSignal("fisheries");
  const shares = (): [string, string][] => Object.entries(props.now.case.shares as Record<string, string>);
  const [forms] = createResource(() => props.now.partner_reports.length > 0, () => call<Forms>("forms"));
  /** A paragraph that nobody compared with its text says so here too, whoever cites it. */
  const cited = (row: Record<string, unknown>): string => {
    const [measure, paragraph] = [String(row["measure"] ?? ""), String(row["paragraph"] ?? "")];
    const known = forms.latest;
    const mark = known && isVerified(known, measure, paragraph) ? "" : ` [${t("measure-not-verified")}]`;
    const what = measure === OTHER_MEASURE ? t("measure-other-cited", { words: paragraph }) : `${measure} § ${paragraph}`;
    return said(`${what}${mark}`, row["note"]);
  };
  const shown = (name: string, value: unknown): string => {
    if (name === "violations" && Array.isArray(value)) return value.map((row: unknown) => cited((row ?? {}) as Record<string, unknown>)).join("; ");
    return typeof value === "string" ? value : JSON.stringify(value);
  };
  const share = (event: SubmitEvent): void => {
    event.preventDefault();
    void props.enter({ do: "share", party: party() || agreedPartners()[0]?.party, purpose: purpose(), on: true });
  };
  return (
    <section class="panel" aria-labelledby="together-title">
      <h2 id="together-title">{t("case-together")}</h2>
      <For each={props.now.shared_by}>{(one) => <p>{t("case-shared-by", { party: partyName(one) })}</p>}</For>
      <For each={shares()} fallback={<p class="hint">{t("case-shared-none")}</p>}>{([one, why]) => (
        <p>{t("case-shared-with", { party: partyName(one), purpose: word("purpose", why) })} <Show when={may("watch_officer")}><button type="button" class="quiet" aria-label={t("case-share-end-named", { party: partyName(one) })} onClick={() => void props.enter({ do: "share", party: one, purpose: why, on: false })}>{t("case-share-end")}</button></Show></p>
      )}</For>
      <For each={props.now.partner_reports}>{(one) => (
        <details><summary>{t("case-partner-report", { party: partyName(one.party), report: one.report, conflicts: one.conflicts })}</summary>
          <dl><For each={Object.entries(one.fields)}>{([name, value]) => <><dt>{reportField(name)}</dt><dd class="wrap">{shown(name, value)}</dd></>}</For></dl>
        </details>
      )}</For>
      <Show when={may("watch_officer") && agreedPartners().length > 0}>
        <form class="row" onSubmit={share}>
          <PartyChoice label={t("partner")} party={party()} onChange={setParty} />
          <PurposeChoice party={party() || agreedPartners()[0]?.party || ""} purpose={purpose()} onChange={setPurpose} />
          <button type="submit">{t("case-share")}</button>
        </form>
        <p class="hint">{t("case-share-hint")}</p>
      </Show>
    </section>
  );
}

function Items(props: Part): JSX.Element {
  const [kind, setKind] = createSignal<string>("event");
  const [item, setItem] = createSignal("");
  const [note, setNote] = createSignal("");
  const add = (event: SubmitEvent): void => {
    event.preventDefault();
    void props.enter({ do: "add", item: { kind: kind(), id: item().trim() }, note: note() }).then((done) => done && (setItem(""), setNote("")));
  };
  const verdict = (event: string, code: string): void => {
    // The node knows the rule of its own alerts; of others a person names it.
    void call(`events/${encodeURIComponent(event)}`).then(() => "", () => prompt(t("case-outcome-rule"))).then((rule) => {
      if (rule !== null) void props.enter({ do: "outcome", event, rule, verdict: code, report: "", user: "", at_ms: 0 });
    });
  };
  const where = (one: { kind: string; id: string }): string | undefined => one.kind === "event" ? link(`event/${encodeURIComponent(one.id)}`) : one.kind === "vessel" || one.kind === "track" ? link("watch", { vessel: one.id }) : undefined;
  return (
    <section class="panel">
      <h2>{t("case-items")}</h2>
      <Show when={props.now.case.items.length > 0} fallback={<p class="hint">{t("case-items-none")}</p>}>
        <table>
          <thead><tr><th>{t("col-kind")}</th><th>{t("case-item")}</th><th><span class="hidden">{t("col-actions")}</span></th></tr></thead>
          <tbody><For each={props.now.case.items}>{(one) => (
            <tr>
              <td>{t(`case-item-${one.kind}`)}</td><th scope="row" class="wrap mono"><Show when={where(one)} fallback={one.id}>{(href) => <a href={href()}>{nameOfItem(one) ?? one.id}</a>}</Show><Show when={nameOfItem(one)}><br /><span class="hint">{one.id}</span></Show></th>
              <td class="actions"><Show when={one.kind === "report"}><a class="button quiet" href={`/api/v1/boarding/reports/${encodeURIComponent(one.id)}/paper.pdf?lang=${language()}`} download={fileName(`${one.id}.${language()}.pdf`)} aria-label={t("report-paper-named", { name: one.id })}>PDF</a></Show><Show when={may("analyst")}>
                <Show when={one.kind === "event"}><For each={[...VERDICTS]}>{(code) => <button type="button" class="quiet" onClick={() => verdict(one.id, code)} aria-label={t(`case-outcome-${code}-named`, { name: one.id })}>{t(`case-outcome-${code}`)}</button>}</For></Show>
                <button type="button" class="quiet" aria-label={t("case-item-remove-named", { name: one.id })} onClick={() => {
                  const why = prompt(t("case-item-remove-ask"));
                  if (why !== null) void props.enter({ do: "remove", item: one, note: why });
                }}>{t("remove")}</button>
              </Show></td>
            </tr>
          )}</For></tbody>
        </table>
      </Show>
      <Show when={may("analyst")}>
        <form class="form" onSubmit={add}>
          <div class="row">
            <label><span>{t("col-kind")}</span><select value={kind()} onChange={(e) => setKind(e.currentTarget.value)}>{KINDS.map((code) => <option value={code}>{t(`case-item-${code}`)}</option>)}</select></label>
            <label class="grow"><span>{t("case-item")}</span><input required value={item()} onInput={(e) => setItem(e.currentTarget.value)} /></label>
            <label class="grow"><span>{t("case-why")}</span><input value={note()} onInput={(e) => setNote(e.currentTarget.value)} /></label>
            <button type="submit">{t("add")}</button>
          </div>
        </form>
      </Show>
    </section>
  );
}

function Tasks(props: Part): JSX.Element {
  const [text, setText] = createSignal("");
  const [to, setTo] = createSignal("");
  const [due, setDue] = createSignal("");
  const tasks = (): [string, Task][] => Object.entries(props.now.case.tasks as Record<string, Task>);
  const add = (event: SubmitEvent): void => {
    event.preventDefault();
    const due_ms = due() ? Date.parse(`${due()}T00:00:00Z`) : null;
    void props.enter({ do: "task", task: `t${Date.now()}`, text: text(), to: to(), due_ms, done: false }).then((done) => done && (setText(""), setTo("")));
  };
  return (
    <section class="panel">
      <h2>{t("case-tasks")}</h2>
      <ul class="plain"><For each={tasks()}>{([name, task]) => (
        <li><label class="choice"><input type="checkbox" checked={task.done} disabled={!may("analyst")} onChange={(e) => void props.enter({ do: "task", task: name, ...task, done: e.currentTarget.checked })} /><span>{task.text} <span class="hint">{task.to} {task.due_ms ? moment(new Date(task.due_ms).toISOString()) : ""}</span><OverdueTag when={!task.done && props.now.case.stage !== "closed" && isPast(task.due_ms, Date.now())} /></span></label></li>
      )}</For></ul>
      <Show when={may("analyst")}>
        <form class="form" onSubmit={add}>
          <div class="row">
            <label class="grow"><span>{t("case-task")}</span><input required value={text()} maxlength="500" onInput={(e) => setText(e.currentTarget.value)} /></label>
            <label><span>{t("case-task-to")}</span><input required value={to()} onInput={(e) => setTo(e.currentTarget.value)} /></label>
            <label><span>{t("case-task-due")}</span><input type="date" value={due()} onInput={(e) => setDue(e.currentTarget.value)} /></label>
            <button type="submit">{t("add")}</button>
          </div>
        </form>
      </Show>
    </section>
  );
}

function Leaving(props: { id: string; now: Found }): JSX.Element {
  const [knows] = createResource(() => call<Knows>("partners"));
  const [chosen, setChosen] = createSignal<string[]>([]);
  const action = useAction();
  const make = (): void => void action.run(async () => {
    const bytes = await callFile(`cases/${encodeURIComponent(props.id)}/package${query({ with: chosen().join(",") })}`);
    saveFile(bytes, `${props.id}.zip`);
    return t("package-made");
  });
  const letter = (code: string): void => void action.run(async () => {
    const bytes = await callFile(`cases/${encodeURIComponent(props.id)}/letter.pdf${query({ lang: code })}`);
    saveFile(bytes, `${props.id}.${code}.pdf`);
    return undefined;
  });
  return (
    <Show when={may("watch_officer")}>
      <section class="panel">
        <h2>{t("package-make-title")}</h2>
        <p class="hint">{t("package-make-lead")}</p>
        <fieldset class="note-to"><legend>{t("package-with")}</legend>
          <For each={knows.latest?.partners ?? []} fallback={<span class="hint">{t("package-with-none")}</span>}>{(one) => (
            <label class="choice"><input type="checkbox" checked={chosen().includes(one.party)} onChange={(e) => setChosen(e.currentTarget.checked ? [...chosen(), one.party] : chosen().filter((party) => party !== one.party))} /><span>{one.name}</span></label>
          )}</For>
        </fieldset>
        <p class="row"><button type="button" class="primary" disabled={action.busy()} onClick={make}>{t("package-make")}</button>
          <For each={LETTERS}>{([code, name]) => <button type="button" disabled={action.busy()} onClick={() => letter(code)} lang={code} aria-label={`${t("letter-make")} ${name}`}>{t("letter-make")} · {name}</button>}</For></p>
        <action.Said />
      </section>
    </Show>
  );
}

/** What an item is called besides its identifier: an event by its kind and ships, a ship by its name. */
function nameOfItem(one: { kind: string; id: string }): string | undefined {
  if (one.kind === "event") return eventTitle(one.id);
  return one.kind === "vessel" && isNamed(Number(one.id)) ? nameOf(Number(one.id)) : undefined;
}

const said = (what: string, note: unknown): string => [what, String(note ?? "")].filter((part) => part !== "").join(" · ");

function Timeline(props: { entries: Entry[]; enter: Part["enter"] }): JSX.Element {
  const [text, setText] = createSignal("");
  const told = (entry: Entry): string => {
    const deed = entry.deed as Record<string, unknown> & { do: string };
    const item = deed["item"] as { kind: string; id: string } | undefined;
    // Which way it went: a hold that is set reads otherwise than one that is lifted.
    switch (deed.do) {
      case "hold": return said(t(deed["on"] ? "case-hold-set" : "case-hold-lift"), deed["note"]);
      case "share": return said(`${partyName(String(deed["party"]))}${t("label-colon")}${word("purpose", String(deed["purpose"]))}`, deed["on"] ? "" : t("case-share-end"));
      case "share_photo": return said(`${partyName(String(deed["party"]))}${t("label-colon")}${String(deed["sha256"])}`, deed["on"] ? "" : t("case-photo-end"));
      case "outcome": return said(`${String(deed["event"])}: ${t(`case-outcome-${String(deed["verdict"])}`)}`, "");
      case "link": return [String(deed["case"]), word("case-link", String(deed["why"])), deed["on"] === false ? t("case-link-end") : ""].filter(Boolean).join(" · ");
    }
    const what = item ? `${tryT(`case-item-${item.kind}`) ?? item.kind}${t("label-colon")}${nameOfItem(item) ?? item.id}` : String(deed["title"] ?? deed["text"] ?? deed["event"] ?? (deed["stage"] ? t(`case-stage-${String(deed["stage"])}`) : ""));
    return said(what, deed["note"]);
  };
  const add = (event: SubmitEvent): void => {
    event.preventDefault();
    void props.enter({ do: "note", text: text() }).then((done) => done && setText(""));
  };
  return (
    <section class="panel">
      <h2>{t("case-timeline")}</h2>
      <ol class="note-list"><For each={[...props.entries].reverse()}>{(entry) => (
        <li>
          <p class="note-head"><strong>{t(`case-do-${entry.deed.do}`)}</strong> <span>{entry.user}</span> <span class="party">{partyName(entry.party)}</span> <span class="mono">{moment(new Date(entry.at_ms).toISOString())}</span></p>
          <Show when={told(entry)}><p class="note-text">{told(entry)}</p></Show>
        </li>
      )}</For></ol>
      <Show when={may("analyst")}>
        <form class="form" onSubmit={add}>
          <label><span>{t("case-note")}</span><textarea required rows="2" maxlength="2000" value={text()} onInput={(e) => setText(e.currentTarget.value)} /></label>
          <div class="row"><button type="submit">{t("add")}</button></div>
        </form>
      </Show>
    </section>
  );
}

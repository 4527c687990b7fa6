// Changes of the rule file: brought in, compared, accepted by two others; and how often alerts of each rule held.
import { For, type JSX, Show, createResource, createSignal } from "solid-js";
import { call } from "../api";
import { number, t } from "../language";
import { moment } from "../moment";
import { FileChoice } from "../page/file_choice";
import { Page, Waiting, useAction } from "../page/frame";
import type { components } from "../schema";
import { may } from "../watchroom";
import type { Rate } from "./rate";

type Brief = components["schemas"]["RuleChangeBrief"];
type Change = components["schemas"]["RuleChange"];

export default function RulesPage(): JSX.Element {
  const [found, { refetch }] = createResource(() => call<{ changes: Brief[]; in_force: string }>("rules/changes"));
  const [chosen, setChosen] = createSignal<string>();
  const [change, { mutate }] = createResource(chosen, (id) => call<Change>(`rules/changes/${encodeURIComponent(id)}`));
  /** The change that is asked for, never the one before it. */
  const shown = (): Change | undefined => {
    if (chosen() === undefined || change.state === "pending" || change.error) return undefined;
    const held = change.latest;
    return held?.id === chosen() ? held : undefined;
  };
  const action = useAction();
  const bring = (file: File): void => void action.run(async () => {
    const made = await call<{ id: string }>("rules/changes", { json: { toml: await file.text(), note: file.name } });
    await refetch();
    setChosen(made.id);
    return t("rules-brought");
  });
  const answer = (id: string, accept: boolean, note: string): void => void action.run(async () => {
    const answered = await call<Change>(`rules/changes/${encodeURIComponent(id)}/answer`, { json: { accept, note } });
    // Another change may have been opened meanwhile.
    if (chosen() === id) mutate(answered);
    await refetch();
    return t("rules-answered");
  });
  return (
    <Page title={t("page-rules")} lead={t("rules-lead")}>
      <Show when={!found.error && found.latest} fallback={<Waiting error={found.error} loading={t("loading")} />}>
        {(all) => (
          <>
            <p>{t("rules-in-force", { version: all().in_force })}</p>
            <Show when={all().changes.length > 0} fallback={<p class="hint">{t("rules-none")}</p>}>
              <div class="scroll" tabindex="0" role="region" aria-label={t("page-rules")}>
                <table>
                  <thead><tr><th>{t("rules-version")}</th><th>{t("col-state")}</th><th>{t("rules-by")}</th><th>{t("rules-answers")}</th></tr></thead>
                  <tbody><For each={all().changes}>{(one) => (
                    <tr>
                      <th scope="row" class="wrap"><button type="button" class="quiet mono" aria-pressed={chosen() === one.id} aria-label={t("rules-open-named", { version: one.version })} onClick={() => setChosen(one.id)}>{one.version}</button></th>
                      <td><span class="tag">{t(`rules-state-${one.state}`)}</span><Show when={one.state === "accepted"}> <span class="hint">{t(one.in_force ? "rules-is-in-force" : "rules-waits")}</span></Show></td>
                      <td>{one.user} <span class="mono hint">{moment(one.at)}</span></td>
                      <td>{one.answers.filter((a) => a.accept).map((a) => a.user).join(t("list-separator"))} <span class="hint">{t("rules-count", { count: one.answers.filter((a) => a.accept).length, needed: one.needed })}</span></td>
                    </tr>
                  )}</For></tbody>
                </table>
              </div>
            </Show>
          </>
        )}
      </Show>
      <Show when={chosen() !== undefined && !shown()}><Waiting error={change.state === "errored" ? change.error : undefined} loading={t("loading")} /></Show>
      <Show when={shown()}>{(one) => <Differences change={one()} busy={action.busy()} onAnswer={answer} />}</Show>
      <action.Said />
      <Show when={may("analyst")}>
        <section class="panel form narrow"><h2>{t("rules-bring")}</h2><FileChoice label={t("rules-choose")} accept=".toml,text/plain" onFile={bring} /></section>
      </Show>
      <Rates />
    </Page>
  );
}

function Differences(props: { change: Change; busy: boolean; onAnswer: (id: string, accept: boolean, note: string) => void }): JSX.Element {
  const [note, setNote] = createSignal("");
  return (
    <section class="panel">
      <h2>{t("rules-differences", { from: props.change.from, to: props.change.version })}</h2>
      <p class="wrap note-text">{props.change.note}</p>
      <div class="scroll" tabindex="0" role="region" aria-label={t("rules-differences", { from: props.change.from, to: props.change.version })}>
        <table>
          <thead><tr><th>{t("rules-key")}</th><th class="num">{t("rules-before")}</th><th class="num">{t("rules-after")}</th></tr></thead>
          <tbody><For each={props.change.differences}>{(one) => <tr><th scope="row" class="mono wrap">{one.key}</th><td class="num mono">{one.before ?? "–"}</td><td class="num mono">{one.after ?? "–"}</td></tr>}</For></tbody>
        </table>
      </div>
      <ul class="plain"><For each={props.change.answers}>{(one) => <li>{t(one.accept ? "rules-state-accepted" : "rules-state-refused")}: {one.user} <span class="mono hint">{moment(one.at)}</span> {one.note}</li>}</For></ul>
      <Show when={props.change.state === "open" && may("watch_officer")}>
        <div class="row">
          <label class="grow"><span>{t("rules-note")}</span><input maxlength="2000" value={note()} onInput={(e) => setNote(e.currentTarget.value)} /></label>
          <button type="button" class="primary" disabled={props.busy} onClick={() => props.onAnswer(props.change.id, true, note())}>{t("rules-accept")}</button>
          <button type="button" disabled={props.busy} onClick={() => props.onAnswer(props.change.id, false, note())}>{t("rules-refuse")}</button>
        </div>
      </Show>
    </section>
  );
}

/** What boardings taught of each rule. */
function Rates(): JSX.Element {
  const [rates] = createResource(async () => Object.entries((await call<{ rules: Record<string, Rate> }>("outcomes")).rules));
  const percent = (share: number): string => number(Math.round(share * 100));
  return (
    <section>
      <h2>{t("rules-rates-title")}</h2>
      <p class="hint">{t("rules-rates-lead")}</p>
      <Show when={!rates.error && rates.latest} fallback={<Waiting error={rates.error} loading={t("loading")} />}>
        {(all) => (
          <Show when={all().length > 0} fallback={<p class="hint">{t("rules-rates-none")}</p>}>
            <div class="scroll" tabindex="0" role="region" aria-label={t("rules-rates-title")}>
              <table>
                <thead><tr><th>{t("rules-rate-rule")}</th><th class="num">{t("rules-rate-held")}</th><th class="num">{t("rules-rate-looked")}</th><th class="num">{t("rules-rate-share")}, %</th><th class="num">{t("rules-rate-interval")}, %</th></tr></thead>
                <tbody><For each={all()}>{([rule, rate]) => (
                  <tr><th scope="row" class="mono">{rule}</th><td class="num">{number(rate.held)}</td><td class="num">{number(rate.looked_at)}</td><td class="num">{rate.share === null ? "–" : percent(rate.share)}</td><td class="num">{percent(rate.interval[0])}–{percent(rate.interval[1])}</td></tr>
                )}</For></tbody>
              </table>
            </div>
          </Show>
        )}
      </Show>
    </section>
  );
}

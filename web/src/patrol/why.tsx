// Why: what each choice beat, what is left out and what stands in the way, what the checker found, what each agency gives and gains.
import { For, type JSX, Show } from "solid-js";
import { number, t } from "../language";
import { utc } from "../moment";
import { may } from "../watchroom";
import { nameIn } from "./naming";
import { type Measures, type PlanCard, type Rule, type Share } from "./plan";
import { costOf, finding, hours, nm, obstacle, ruleText, tonnes } from "./sentences";

const LEFT_OUT_SHOWN = 60;
const points = (value: number | Measures | null | undefined): string => (typeof value === "number" ? number(value) : value ? number(value.value) : "–");

export function Findings(props: { card: PlanCard }): JSX.Element {
  const found = () => props.card.findings ?? [];
  return (
    <Show when={found().length > 0} fallback={<p class="notice good">{t("patrol-sound")}</p>}>
      <div class="notice error" role="alert"><p>{t("patrol-unsound", { count: found().length })}</p>
        <ul><For each={found()}>{(one) => <li>{one.asset ? `${nameIn(props.card.request, "asset", one.asset)}: ` : ""}{finding(one)}</li>}</For></ul></div>
    </Show>
  );
}

export function Rules(props: { card: PlanCard; onRemove: (number: number) => void; busy: boolean }): JSX.Element {
  const rules = () => props.card.request?.rules ?? [];
  return (
    <Show when={rules().length > 0}>
      <section><h3>{t("patrol-rules")}</h3>
        <ul class="rules"><For each={rules()}>{(rule, i) => <li>{ruleText(rule, props.card.request)} <Show when={may("analyst")}><button type="button" class="quiet" disabled={props.busy} aria-label={t("patrol-rule-remove-named", { rule: ruleText(rule, props.card.request) })} onClick={() => props.onRemove(i())}>{t("remove")}</button></Show></li>}</For></ul>
      </section>
    </Show>
  );
}

export function Choices(props: { card: PlanCard }): JSX.Element {
  const request = () => props.card.request;
  return (
    <section><h2>{t("patrol-why-chosen")}</h2>
      <div class="scroll tall" tabindex="0" role="region" aria-label={t("patrol-why-chosen")}>
        <table class="small"><thead><tr><th>{t("patrol-task")}</th><th>{t("patrol-by")}</th><th class="num">{t("patrol-value")}</th><th>{t("patrol-runner-up")}</th></tr></thead>
          <tbody><For each={props.card.explanation?.choices ?? []}>{(choice) => (
            <tr><th scope="row">{nameIn(request(), "task", choice.task)}</th><td>{nameIn(request(), "asset", choice.asset)}<br /><span class="hint mono">{utc(choice.begin)}</span></td><td class="num">{number(choice.value, 1)}</td>
              <td class="wrap"><Show when={choice.runner_up} fallback={t("patrol-runner-none")}>{(other) => t("patrol-runner-text", { asset: nameIn(request(), "asset", other().asset), begin: utc(other().begin), value: number(other().value, 1), hours: number(other().hours, 1) })}</Show></td></tr>
          )}</For></tbody></table>
      </div>
    </section>
  );
}

export function LeftOut(props: { card: PlanCard; onRule: (rule: Rule) => void; busy: boolean }): JSX.Element {
  const left = () => [...(props.card.explanation?.left_out ?? [])].sort((a, b) => b.value - a.value);
  const request = () => props.card.request;
  return (
    <section><h2>{t("patrol-why-left-out")}</h2>
      <p class="hint">{t("patrol-left-out-count", { count: left().length })}</p>
      <div class="scroll tall" tabindex="0" role="region" aria-label={t("patrol-why-left-out")}>
        <table class="small"><thead><tr><th>{t("patrol-task")}</th><th class="num">{t("patrol-value")}</th><th>{t("patrol-obstacles")}</th></tr></thead>
          <tbody><For each={left().slice(0, LEFT_OUT_SHOWN)}>{(one) => (
            <tr><th scope="row">{nameIn(request(), "task", one.task)}</th><td class="num">{number(one.value, 1)}</td>
              <td class="wrap"><ul class="plain"><For each={one.obstacles}>{(reason) => (
                <li>{reason.asset ? `${nameIn(request(), "asset", reason.asset)}: ` : ""}{obstacle(reason)}
                  <Show when={may("analyst") && reason.asset && (reason.code === "would-displace" || reason.code === "not-worth")}> <button type="button" class="quiet" disabled={props.busy} aria-label={t("patrol-insist-named", { task: nameIn(request(), "task", one.task), asset: nameIn(request(), "asset", reason.asset ?? "") })} onClick={() => props.onRule({ rule: "pin", task: one.task, asset: reason.asset ?? "" })}>{t("patrol-insist")}</button></Show></li>
              )}</For></ul></td></tr>
          )}</For></tbody></table>
      </div>
    </section>
  );
}

const pointsOf = (value: number | Measures | null | undefined): number | undefined => (typeof value === "number" ? value : value?.value);

/** What each agency gives and gains; `version` is told where a card of another version stands beside it. */
export function Shares(props: { card: PlanCard; version?: number | undefined }): JSX.Element {
  const title = (): string => (props.version === undefined ? t("patrol-shares") : t("patrol-shares-of", { n: props.version }));
  const more = (share: Share): string => {
    const alone = pointsOf(share.alone);
    return alone === undefined ? "–" : `${share.gains < alone ? "−" : "+"}${number(Math.abs(share.gains - alone))}`;
  };
  return (
    <Show when={(props.card.shares ?? []).length > 0}>
      <section class="shares"><h2>{title()}</h2>
        <div class="scroll" tabindex="0" role="region" aria-label={title()}><table class="small narrow"><thead><tr><th>{t("patrol-agency")}</th><th class="num">{t("patrol-gives")}</th><th class="num">{t("patrol-fuel")}</th><th class="num">{t("patrol-hours")}</th><th class="num">{t("patrol-cost")}</th><th class="num">{t("patrol-for-others")}</th><th class="num">{t("patrol-gains")}</th><th class="num">{t("patrol-by-others")}</th><th class="num">{t("patrol-alone")}</th><th class="num">{t("patrol-more")}</th></tr></thead>
          <tbody><For each={props.card.shares}>{(share) => <tr><th scope="row">{share.agency}</th><td class="num">{nm(share.gives.distance_nm)}</td><td class="num">{tonnes(share.gives.fuel_t)}</td><td class="num">{hours(share.gives.hours)}</td><td class="num">{costOf(props.card.request, share)}</td><td class="num">{points(share.for_others)}</td><td class="num">{points(share.gains)}</td><td class="num">{points(share.by_others)}</td><td class="num">{points(share.alone)}</td><td class="num">{more(share)}</td></tr>}</For></tbody></table></div>
      </section>
    </Show>
  );
}

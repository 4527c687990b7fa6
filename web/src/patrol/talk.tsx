// The talk about a joint plan: its versions, who changed what, who said what to it; and the draft as the partner would get it.
import { For, type JSX, Show } from "solid-js";
import { number, t, word } from "../language";
import { utc } from "../moment";
import type { Preview, JointCard, JointChanges, JointVersion } from "./joint";
import { nameIn } from "./naming";
import { type PlanRequest, type Rule } from "./plan";
import { ruleText } from "./sentences";
import { TableButton } from "./table_button";

const PARTS = ["assets", "ports", "tankers", "riders", "targets", "tasks", "weather", "rules"] as const;
/** Names of one part that are shown. */
const NAMES_MAX = 12;

/** What a version changed, as sentences. */
export function changeLines(changes: JointChanges, request: PlanRequest | undefined): string[] {
  const names = (ids: readonly string[]): string => ids.map((id) => nameIn(request, "asset", id)).join(", ");
  const rule = (one: unknown): string => ruleText(one as Rule, request);
  return [
    ...(changes.assets_added.length ? [t("patrol-joint-added", { names: names(changes.assets_added) })] : []),
    ...(changes.assets_removed.length ? [t("patrol-joint-removed", { names: names(changes.assets_removed) })] : []),
    ...(changes.assets_changed.length ? [t("patrol-joint-altered", { names: names(changes.assets_changed) })] : []),
    ...(changes.tasks_added.length ? [t("patrol-joint-tasks-added", { count: changes.tasks_added.length })] : []),
    ...(changes.tasks_removed.length ? [t("patrol-joint-tasks-removed", { count: changes.tasks_removed.length })] : []),
    ...(changes.waters_changed ? [t("patrol-joint-waters-changed")] : []),
    ...changes.rules_added.map((one) => t("patrol-joint-rule-added", { rule: rule(one) })),
    ...changes.rules_removed.map((one) => t("patrol-joint-rule-removed", { rule: rule(one) })),
    ...(changes.of !== undefined ? [t("patrol-joint-kept", { kept: changes.kept ?? 0, of: changes.of })] : []),
  ];
}

export function Changes(props: { changes: JointChanges; request: PlanRequest | undefined }): JSX.Element {
  return <ul class="plain"><For each={changeLines(props.changes, props.request)}>{(line) => <li>{line}</li>}</For></ul>;
}

export function History(props: { card: JointCard; shown: number | undefined; onShow: (number: number) => void }): JSX.Element {
  const newest = (): JointVersion[] => [...props.card.joint.versions].reverse();
  return (
    <section><h2>{t("patrol-joint-history")}</h2>
      <For each={props.card.joint.displaced}>{(one) => <p class="notice" role="status">{t("patrol-joint-displaced", { by: one.by, n: one.number })}</p>}</For>
      <div class="scroll" tabindex="0" role="region" aria-label={t("patrol-joint-history")}><table class="small versions">
        <thead><tr><th class="num">{t("patrol-joint-version")}</th><th>{t("patrol-joint-by")}</th><th>{t("patrol-joint-changes")}</th><th>{t("patrol-joint-answers")}</th><th class="num">{t("patrol-value")}</th><th><span class="hidden">{t("col-actions")}</span></th></tr></thead>
        <tbody><For each={newest()}>{(v) => (
          <tr data-version={v.number} classList={{ chosen: props.shown === v.number }}><td class="num">{v.number}</td>
            <th scope="row">{v.by}<br /><span class="hint">{t(`patrol-joint-cause-${v.cause}`)}{v.reason ? `: ${v.reason}` : ""}<Show when={v.made}>{(made) => <><br /><span class="mono">{utc(made())}</span> {v.user}</>}</Show></span></th>
            <td class="wrap"><Changes changes={v.changes} request={props.card.request} /></td>
            <td class="wrap"><span class="tag" data-standing={v.standing ?? "proposed"}>{t(`patrol-joint-standing-${v.standing ?? "proposed"}`)}</span>
              <For each={v.answers}>{(a) => <><br />{t(`patrol-joint-answer-${a.word}`, { by: a.by })}{a.reason ? `: ${a.reason}` : ""}</>}</For></td>
            <td class="num">{number(v.value)}</td>
            <td class="actions"><button type="button" class="quiet" aria-pressed={props.shown === v.number} aria-label={t("patrol-joint-show-named", { n: v.number })} onClick={() => props.onShow(v.number)}>{t("patrol-joint-show")}</button> <TableButton id={props.card.id} version={v.number} /></td></tr>
        )}</For></tbody></table></div>
    </section>
  );
}

/** Exactly what would leave. */
export function DraftPreview(props: { preview: Preview; partner: string }): JSX.Element {
  const list = (name: string): Record<string, unknown>[] => {
    const after = props.preview.fields.find((f) => f.name === name)?.after;
    return Array.isArray(after) ? (after as Record<string, unknown>[]) : [];
  };
  const waters = (): string => {
    const after = props.preview.fields.find((f) => f.name === "waters")?.after as { closed?: unknown[]; dear?: unknown[]; canals_closed?: string[] } | undefined;
    const count = (after?.closed?.length ?? 0) + (after?.dear?.length ?? 0);
    return [...(count > 0 ? [t("patrol-joint-waters", { count })] : []), ...(after?.canals_closed ?? []).map((id) => word("canal", id))].join(", ");
  };
  const nameOf = (one: Record<string, unknown>): string => String(one["name"] || one["id"] || one["rule"] || "");
  return (
    <>
      <p class="notice" classList={{ error: props.preview.decision === "deny" }} role="status">{t(`patrol-joint-decision-${props.preview.decision}`)}</p>
      <Show when={props.preview.decision !== "deny"}>
        <div class="scroll" tabindex="0" role="region" aria-label={t("patrol-joint-draft-lead", { partner: props.partner })}><table class="small leaving">
          <thead><tr><th>{t("patrol-joint-field")}</th><th class="num">{t("patrol-joint-field-count")}</th><th>{t("patrol-joint-field-names")}</th></tr></thead>
          <tbody><For each={PARTS.filter((part) => list(part).length > 0)}>{(part) => (
            <tr><th scope="row">{t(`patrol-joint-field-${part}`)}</th><td class="num">{list(part).length}</td>
              <td class="wrap">{list(part).slice(0, NAMES_MAX).map(nameOf).filter(Boolean).join(", ")}{list(part).length > NAMES_MAX ? " …" : ""}</td></tr>
          )}</For>
            <Show when={waters()}>{(text) => <tr><th scope="row">{t("patrol-joint-field-waters")}</th><td class="num" /><td class="wrap">{text()}</td></tr>}</Show></tbody></table></div>
      </Show>
    </>
  );
}

// The same request with other emphases, side by side, and each agency alone.
import { For, type JSX, Show } from "solid-js";
import { number, t } from "../language";
import { useAction } from "../page/frame";
import { may } from "../watchroom";
import { useLive } from "./live";
import { type Alternative, type Alternatives, alternatives, compare } from "./plan";
import { hours, nm, tonnes } from "./sentences";

const ROWS: readonly [string, (a: Alternative) => string][] = [
  ["patrol-value", (a) => number(a.total.value)], ["patrol-visits", (a) => number(a.total.tasks)], ["patrol-miles", (a) => nm(a.total.distance_nm)],
  ["patrol-fuel", (a) => tonnes(a.total.fuel_t)], ["patrol-hours", (a) => hours(a.total.hours)], ["patrol-cost", (a) => number(a.total.cost)],
  ["patrol-at-risk", (a) => number(a.at_risk)], ["patrol-findings", (a) => number(a.findings)],
];

export function AlternativesTable(props: { id: string; onShow: (found: Alternative | undefined) => void; shown: string | undefined }): JSX.Element {
  const action = useAction();
  const found = useLive(() => alternatives(props.id).catch((): Alternatives => ({ state: "none", alternatives: [] })), (a) => a.state === "running", () => props.id);
  const list = () => found.value()?.alternatives ?? [];
  const agencies = () => [...new Set(list().flatMap((a) => a.shares.map((s) => s.agency)))].sort();
  const costOf = (a: Alternative, agency: string): string => number(a.shares.find((s) => s.agency === agency)?.gives.cost ?? 0);
  return (
    <section><div class="row"><h2 class="grow">{t("patrol-alternatives")}</h2>
      <Show when={may("analyst")}><button type="button" disabled={action.busy() || found.value()?.state === "running"} onClick={() => void action.run(async () => {
        await compare(props.id);
        await found.refetch();
        return undefined;
      })}>{t(found.value()?.state === "running" ? "patrol-computing" : "patrol-compare")}</button></Show></div>
      <action.Said />
      <Show when={list().length > 0} fallback={<p class="hint">{t("patrol-alternatives-none")}</p>}>
        <div class="scroll" tabindex="0" role="region" aria-label={t("patrol-alternatives")}><table class="small">
          <thead><tr><th>{t("patrol-emphasis")}</th><For each={list()}>{(a) => <th class="num">{t(`patrol-emphasis-${a.emphasis}`)}</th>}</For></tr></thead>
          <tbody>
            <For each={ROWS}>{([label, text]) => <tr><th scope="row">{t(label)}</th><For each={list()}>{(a) => <td class="num">{text(a)}</td>}</For></tr>}</For>
            <For each={agencies()}>{(agency) => <tr><th scope="row">{t("patrol-cost-of", { agency })}</th><For each={list()}>{(a) => <td class="num">{costOf(a, agency)}</td>}</For></tr>}</For>
            <tr><th scope="row">{t("patrol-on-chart")}</th><For each={list()}>{(a) => <td class="num"><button type="button" class="quiet" aria-pressed={props.shown === a.emphasis} aria-label={t("patrol-show-named", { name: t(`patrol-emphasis-${a.emphasis}`) })} onClick={() => props.onShow(props.shown === a.emphasis ? undefined : a)}>{t("show")}</button></td>}</For></tr>
          </tbody></table></div>
        <Show when={typeof found.value()?.joint_gain_percent === "number"}><p>{t("patrol-joint-gain", { percent: number(found.value()?.joint_gain_percent ?? 0, 1) })}</p></Show>
      </Show>
    </section>
  );
}

// The same request with other emphases, side by side, with what each agency gives and gains; of a draft of a joint plan one may
// be chosen before it is sent.
import { For, type JSX, Show } from "solid-js";
import { number, t } from "../language";
import { useAction } from "../page/frame";
import { may } from "../watchroom";
import { useLive } from "./live";
import { type Alternative, type Alternatives, type PlanRequest, type Share, alternatives, compare } from "./plan";
import { costOf, hours, nm, tonnes } from "./sentences";

const ROWS: readonly [string, (a: Alternative) => string][] = [
  ["patrol-value", (a) => number(a.total.value)], ["patrol-visits", (a) => number(a.total.tasks)], ["patrol-miles", (a) => nm(a.total.distance_nm)],
  ["patrol-fuel", (a) => tonnes(a.total.fuel_t)], ["patrol-hours", (a) => hours(a.total.hours)], ["patrol-cost", (a) => number(a.total.cost)],
  ["patrol-at-risk", (a) => number(a.at_risk)], ["patrol-findings", (a) => number(a.findings)],
];

/** What each agency gives and gains, where partners look at it. */
const PARTNER_ROWS: readonly [string, (share: Share) => string][] = [
  ["patrol-miles-of", (share) => nm(share.gives.distance_nm)], ["patrol-fuel-of", (share) => tonnes(share.gives.fuel_t)], ["patrol-gains-of", (share) => number(share.gains)],
];

interface Props {
  id: string; request: PlanRequest | undefined; onShow: (found: Alternative | undefined) => void; shown: string | undefined;
  /** A number or `draft`; the newest unless it is said. */
  version?: string;
  /** Changes with what is compared: what was found of another is not shown. */
  stamp?: string;
  /** Each partner's part too. */
  partners?: boolean;
  onChoose?: (found: Alternative) => void;
  busy?: boolean;
}

export function AlternativesTable(props: Props): JSX.Element {
  const action = useAction();
  const found = useLive(() => alternatives(props.id, props.version).catch((): Alternatives => ({ state: "none", alternatives: [] })), (a) => a.state === "running", () => `${props.id} ${props.version ?? ""} ${props.stamp ?? ""}`);
  const list = () => found.value()?.alternatives ?? [];
  const agencies = () => [...new Set(list().flatMap((a) => a.shares.map((s) => s.agency)))].sort();
  const part = (a: Alternative, agency: string, text: (share: Share) => string): string => {
    const share = a.shares.find((s) => s.agency === agency);
    return share ? text(share) : "–";
  };
  const alone = (agency: string): string => {
    const value = found.value()?.alone?.[agency]?.value;
    return value === undefined ? "–" : number(value);
  };
  const nameOf = (a: Alternative): string => t(`patrol-emphasis-${a.emphasis}`);
  const rows = (): [string, (share: Share) => string][] => [["patrol-cost-of", (share) => costOf(props.request, share)], ...(props.partners ? PARTNER_ROWS : [])];
  return (
    <section><div class="row"><h2 class="grow">{t("patrol-alternatives")}</h2>
      <Show when={may("analyst")}><button type="button" disabled={action.busy() || props.busy || found.value()?.state === "running"} onClick={() => void action.run(async () => {
        await compare(props.id, props.version);
        await found.refetch();
        return undefined;
      })}>{t(found.value()?.state === "running" ? "patrol-computing" : "patrol-compare")}</button></Show></div>
      <action.Said />
      <Show when={list().length > 0} fallback={<p class="hint">{t("patrol-alternatives-none")}</p>}>
        <div class="scroll" tabindex="0" role="region" aria-label={t("patrol-alternatives")}><table class="small alternatives">
          <thead><tr><th>{t("patrol-emphasis")}</th><For each={list()}>{(a) => <th class="num">{nameOf(a)}</th>}</For></tr></thead>
          <tbody>
            <For each={ROWS}>{([label, text]) => <tr><th scope="row">{t(label)}</th><For each={list()}>{(a) => <td class="num">{text(a)}</td>}</For></tr>}</For>
            <For each={agencies()}>{(agency) => <>
              <For each={rows()}>{([label, text]) => <tr><th scope="row">{t(label, { agency })}</th><For each={list()}>{(a) => <td class="num">{part(a, agency, text)}</td>}</For></tr>}</For>
              <Show when={props.partners}><tr><th scope="row">{t("patrol-alone-of", { agency })}</th><For each={list()}>{() => <td class="num">{alone(agency)}</td>}</For></tr></Show>
            </>}</For>
            <tr><th scope="row">{t("patrol-on-chart")}</th><For each={list()}>{(a) => <td class="num"><button type="button" class="quiet" aria-pressed={props.shown === a.emphasis} aria-label={t("patrol-show-named", { name: nameOf(a) })} onClick={() => props.onShow(props.shown === a.emphasis ? undefined : a)}>{t("show")}</button></td>}</For></tr>
            <Show when={may("analyst") ? props.onChoose : undefined}>{(choose) => <tr><th scope="row">{t("patrol-choose")}</th><For each={list()}>{(a) => <td class="num"><button type="button" class="quiet" disabled={props.busy || a.findings > 0} aria-label={t("patrol-choose-named", { name: nameOf(a) })} onClick={() => choose()(a)}>{t("patrol-choose-do")}</button></td>}</For></tr>}</Show>
          </tbody></table></div>
        <Show when={typeof found.value()?.joint_gain_percent === "number"}><p>{t("patrol-joint-gain", { percent: number(found.value()?.joint_gain_percent ?? 0, 1) })}</p></Show>
      </Show>
    </section>
  );
}

// What the plan is worth when legs fail, and where a spare is worth most.
import { For, type JSX, Show, createSignal } from "solid-js";
import { call } from "../api";
import { number, t } from "../language";
import { useAction } from "../page/frame";
import { When } from "../when";
import { type Plan, type Trial, at } from "./evacuation";

export function Stress(props: { crisis: string; plan: Plan }): JSX.Element {
  const [found, setFound] = createSignal<Trial>();
  const action = useAction();
  const run = (): void => void action.run(async () => {
    setFound(await call<Trial>(at(props.crisis, "plan/stress"), { method: "POST", json: {} }));
    return undefined;
  });
  return (
    <section><h2>{t("evac-stress")}</h2>
      <p class="hint">{t("evac-stress-lead")}</p>
      <p class="row"><button type="button" data-plan="try" disabled={action.busy()} onClick={run}>{action.busy() ? t("evac-stress-running") : t("evac-stress-run")}</button></p>
      <action.Said />
      <Show when={found()}>{(trial) => <Result trial={trial()} version={props.plan.version} />}</Show>
    </section>
  );
}

function Result(props: { trial: Trial; version: number }): JSX.Element {
  return (
    <Show when={props.trial.uncertain > 0} fallback={<p class="notice">{t("evac-stress-certain")}</p>}>
      <Show when={props.trial.version !== props.version}><p class="notice">{t("evac-stress-old", { version: props.trial.version })}</p></Show>
      <p>{t("evac-stress-result", {
        runs: number(props.trial.runs), planned: number(props.trial.planned_not_lifted), mean: number(props.trial.not_lifted_mean, 1),
        p90: number(props.trial.not_lifted_p90), worst: number(props.trial.not_lifted_worst), hours: number(props.trial.extra_h),
      })}</p>
      <Show when={props.trial.critical.length > 0} fallback={<p class="hint">{t("evac-stress-none")}</p>}>
        <div class="scroll" tabindex="0" role="region" aria-label={t("evac-stress-critical")}>
          <table class="wrapped" data-plan="stress"><caption>{t("evac-stress-critical")}</caption>
            <thead><tr><th scope="col">{t("evac-leg")}</th><th scope="col">{t("evac-owner")}</th><th scope="col">{t("evac-route")}</th><th scope="col">{t("evac-departs")}</th><th scope="col" class="num">{t("evac-people")}</th><th scope="col" class="num">{t("evac-stress-reliability")}</th><th scope="col" class="num">{t("evac-stress-failed")}</th><th scope="col" class="num">{t("evac-stress-extra")}</th></tr></thead>
            <tbody><For each={props.trial.critical}>{(leg) => (
              <tr><th scope="row">{leg.name}</th><td>{leg.owner}</td><td>{leg.from} – {leg.to}</td><td><When at={leg.departure} /></td><td class="num">{number(leg.people)}</td><td class="num">{number(leg.reliability_pct)} %</td><td class="num">{number(leg.failed)} / {number(props.trial.runs)}</td><td class="num">{number(leg.extra_h)}</td></tr>
            )}</For></tbody>
          </table>
        </div>
      </Show>
    </Show>
  );
}

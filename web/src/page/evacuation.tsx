// The evacuation: the plan with its proof, legs with manifests, offers of seats, what is owed, and alerts.
import { For, type JSX, Show, createResource, createSignal } from "solid-js";
import { call } from "../api";
import type { Crisis } from "../crisis/crisis";
import { Joint } from "../evacuation/joint";
import { Hazards } from "../evacuation/hazards";
import { Messages } from "../evacuation/messages";
import { Accounts, Offers } from "../evacuation/offers";
import { PlanView } from "../evacuation/plan";
import type { Kept } from "../evacuation/transport";
import { TransportEditor } from "../evacuation/transport_editor";
import { type Plan, at } from "../evacuation/evacuation";
import { t } from "../language";
import { route } from "../route";
import { may } from "../watchroom";
import { Page, Waiting, useAction } from "./frame";

export default function EvacuationPage(): JSX.Element {
  const [crises, { refetch }] = createResource(() => call<{ crises: Crisis[] }>("crises"));
  const [chosen, setChosen] = createSignal<string>();
  const crisis = (): string | undefined => chosen() ?? route().id ?? crises.latest?.crises[0]?.id;
  return (
    <Page title={t("page-evacuation")} lead={t("evac-lead")}>
      <Show when={!crises.error && crises()} fallback={<Waiting error={crises.error} loading={t("loading")} />}>{(found) => (
        <>
          <Show when={found().crises.length > 0} fallback={<p class="hint">{t("crisis-none")}</p>}>
            <label class="row"><span>{t("crisis-which")}</span>
              <select value={crisis() ?? ""} onChange={(e) => setChosen(e.currentTarget.value)}>
                <For each={found().crises}>{(one) => <option value={one.id} selected={one.id === crisis()}>{one.name}</option>}</For>
              </select>
            </label>
          </Show>
          <Show when={crisis()} keyed>{(id) => <Room crisis={id} />}</Show>
          <Hazards onOpened={(id) => {
            setChosen(id);
            void refetch();
          }} />
        </>
      )}</Show>
    </Page>
  );
}

function Room(props: { crisis: string }): JSX.Element {
  const [plan, planAgain] = createResource(() => call<{ plan: Plan | null }>(at(props.crisis, "plan")));
  const [transport, transportAgain] = createResource(() => call<Kept>(at(props.crisis, "transport")));
  const kept = (): Kept | undefined => (transport.error ? undefined : transport.latest);
  const apart = (what: "minors_apart" | "elsewhere" | "placeless" | "aboard_other"): number => plan.latest?.plan?.[what] ?? 0;
  const action = useAction();
  const planned = async (): Promise<Plan> => {
    const made = await call<Plan>(at(props.crisis, "plan"), { method: "POST" });
    await planAgain.refetch();
    return made;
  };
  const make = (): void => void action.run(async () => t("evac-made", { version: (await planned()).version }));
  return (
    <>
      <Show when={may("consular")}>
        <p class="row">
          <button type="button" class="primary" disabled={action.busy()} onClick={make}>{action.busy() ? t("evac-making") : plan.latest?.plan ? t("evac-remake") : t("evac-make")}</button>
          <button type="button" onClick={() => print()}>{t("evac-print")}</button>
        </p>
        <action.Said />
      </Show>
      <For each={["minors_apart", "elsewhere", "placeless", "aboard_other"] as const}>{(what) => <Show when={(apart(what)) > 0}><p class={what === "minors_apart" ? "fault" : "notice"} role={what === "minors_apart" ? "alert" : undefined}>{t(`evac-${what.replace("_", "-")}`, { count: apart(what) })}</p></Show>}</For>
      <Show when={!plan.error && plan.latest} fallback={<Waiting error={plan.error} loading={t("loading")} />}>{(found) => (
        <Show when={found().plan} fallback={<p class="hint">{t("evac-none")}</p>}>{(shown) => <PlanView crisis={props.crisis} plan={shown()} />}</Show>
      )}</Show>
      <Joint crisis={props.crisis} legs={plan.latest?.plan?.legs ?? []} onPlan={() => void planAgain.refetch()} />
      <Messages crisis={props.crisis} />
      <Offers crisis={props.crisis} transport={kept()?.transport ?? undefined} />
      <Accounts crisis={props.crisis} />
      <Show when={may("consular")}>
        <TransportEditor crisis={props.crisis} kept={kept()} error={transport.error} plan={plan.latest?.plan ?? undefined} onKept={(next) => void transportAgain.mutate(next)} replan={planned} />
      </Show>
    </>
  );
}

// Whose contingency plans an alert touches, and which of their triggers it meets: before a crisis is open this is all that
// says where nationals may be.
import { For, type JSX, Show } from "solid-js";
import type { PlanTouched } from "../evacuation/evacuation";
import { partyName } from "../exchange/known";
import { number, t } from "../language";

export function PlansTouched(props: { plans: PlanTouched[] | undefined }): JSX.Element {
  const whose = (one: PlanTouched): string => (one.party === null ? `${one.key} ${one.name}` : `${one.key} ${one.name} (${partyName(one.party)})`);
  return (
    <Show when={(props.plans ?? []).length > 0}>
      <ul class="plain"><For each={props.plans}>{(one) => (
        <li data-plan={one.key}>{t("onset-plan", { plan: whose(one), assembly: number(one.assembly), holds: number(one.holds), embarkation: number(one.embarkation), havens: number(one.havens) })}
          <For each={one.triggers}>{(trigger) => <> <span class="tag" title={trigger.note}>{t("onset-trigger", { name: trigger.name })}</span></>}</For></li>
      )}</For></ul>
    </Show>
  );
}

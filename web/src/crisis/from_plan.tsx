// Opens a crisis from a contingency plan, perhaps with an alert: places, roads and havens come from the plan book; legs and
// buses are never made up, so whom to ask and what was left out is said instead.
import { For, type JSX, Show, createResource, createSignal } from "solid-js";
import type { BookEntry, Brief } from "../book/plan";
import { call } from "../api";
import type { Hazard } from "../evacuation/evacuation";
import { number, t } from "../language";
import { useAction } from "../page/frame";
import type { Crisis } from "./crisis";

interface Begun { plan: string; places: number; roads: number; carriers: BookEntry[]; unplaced: BookEntry[]; unread: BookEntry[] }

const names = (entries: BookEntry[]): string => entries.map((one) => (one.name && one.name !== one.key ? `${one.key} ${one.name}` : one.key)).join(", ");
const headline = (one: Hazard): string => `${one.hazard.event} ${one.hazard.headline}`.trim();

export function OpenFromPlan(props: { onOpened: (id: string) => void }): JSX.Element {
  const [asked, setAsked] = createSignal(false);
  const [plans] = createResource(asked, () => call<{ plans: Brief[] }>("plan-book"));
  const [alerts] = createResource(asked, () => call<{ hazards: Hazard[] }>("hazards"));
  const [name, setName] = createSignal("");
  const [plan, setPlan] = createSignal("");
  const [alert, setAlert] = createSignal("");
  const [own, setOwn] = createSignal("");
  const [begun, setBegun] = createSignal<Begun>();
  const action = useAction();
  const ownPlans = (): Brief[] => plans.latest?.plans ?? [];
  const hazards = (): Hazard[] => (alerts.latest?.hazards ?? []).filter((one) => one.holds);
  const open = (event: SubmitEvent): void => {
    event.preventDefault();
    void action.run(async () => {
      const key = plan() || ownPlans()[0]?.key;
      const json = { name: name(), self_report: true, plan: key, own: own().trim().toUpperCase(), ...(alert() ? { alert: alert() } : {}) };
      const made = await call<Crisis & { draft: Begun }>("crises", { json });
      setBegun(made.draft);
      setName("");
      props.onOpened(made.id);
      return t("draft-opened", { plan: made.draft.plan, places: number(made.draft.places), roads: number(made.draft.roads) });
    });
  };
  return (
    <details data-draft onToggle={(e) => setAsked(asked() || e.currentTarget.open)}>
      <summary>{t("draft-open")}</summary>
      <Show when={ownPlans().length > 0} fallback={<p class="hint">{t(plans.loading ? "loading" : "draft-none")}</p>}>
        <form class="form" onSubmit={open}>
          <label><span>{t("draft-plan")}</span>
            <select value={plan()} onChange={(e) => setPlan(e.currentTarget.value)}><For each={ownPlans()}>{(one) => <option value={one.key}>{one.key} {one.name}</option>}</For></select>
          </label>
          <label><span>{t("draft-alert")}</span>
            <select value={alert()} onChange={(e) => setAlert(e.currentTarget.value)}><option value="">{t("draft-no-alert")}</option><For each={hazards()}>{(one) => <option value={one.id}>{headline(one)}</option>}</For></select>
          </label>
          <label><span>{t("crisis-name")}</span><input required maxlength="120" value={name()} onInput={(e) => setName(e.currentTarget.value)} /></label>
          <label><span>{t("draft-own")}</span><input required maxlength="16" value={own()} onInput={(e) => setOwn(e.currentTarget.value)} /></label>
          <button type="submit" class="primary" disabled={action.busy()}>{t("draft-do")}</button>
        </form>
      </Show>
      <action.Said />
      <Show when={begun()}>{(made) => (
        <ul class="plain">
          <Show when={made().carriers.length > 0}><li>{t("draft-carriers", { names: names(made().carriers) })}</li></Show>
          <Show when={made().unplaced.length > 0}><li>{t("draft-unplaced", { names: names(made().unplaced) })}</li></Show>
          <Show when={made().unread.length > 0}><li>{t("draft-unread", { names: names(made().unread) })}</li></Show>
        </ul>
      )}</Show>
    </details>
  );
}

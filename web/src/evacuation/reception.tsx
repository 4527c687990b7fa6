// Safe havens that take so many people: how full each gets by the plan, and what more beds would save.
import { For, type JSX, Show } from "solid-js";
import { number, t } from "../language";
import { When } from "../when";
import type { Help, Plan, Reception } from "./evacuation";

/** So many more are spoken of: one bed is no offer that a host makes. */
const MORE = 20;

export function ReceptionView(props: { plan: Plan }): JSX.Element {
  const all = (): Reception[] => props.plan.reception ?? [];
  const beds = (): Help[] => props.plan.helps.filter((one) => one.code === "evac-help-bed" || one.code === "evac-help-received");
  const of = (most: number, limit: number | null): string => `${number(most)} / ${limit === null ? "–" : number(limit)}`;
  return (
    <Show when={all().length > 0}>
      <For each={all().filter((one) => one.beds !== null && one.most > one.beds)}>{(one) => (
        <p class="notice error" role="alert">{t("evac-reception-over", { place: one.name, most: number(one.most), beds: number(one.beds ?? 0) })}</p>
      )}</For>
      <div class="scroll" tabindex="0" role="region" aria-label={t("evac-reception")}>
        <table class="wrapped" data-plan="reception"><caption>{t("evac-reception")}</caption>
          <thead><tr><th scope="col">{t("evac-reception-haven")}</th><th scope="col" class="num">{t("evac-reception-coming")}</th><th scope="col" class="num">{t("evac-reception-most")}</th><th scope="col">{t("evac-reception-when")}</th><th scope="col" class="num">{t("evac-reception-day")}</th></tr></thead>
          <tbody><For each={all()}>{(one) => (
            <tr><th scope="row">{one.name}</th><td class="num">{number(one.people)}</td><td class="num">{of(one.most, one.beds)}</td><td><When at={one.most_at} /></td><td class="num">{of(one.most_per_day, one.per_day)}</td></tr>
          )}</For></tbody>
        </table>
      </div>
      <For each={beds()}>{(one) => <p class="hint" data-plan="more-beds">{t(one.code === "evac-help-bed" ? "evac-beds-more" : "evac-received-more", { count: MORE, place: one.place ?? "", hours: number(MORE * one.saves_h) })}</p>}</For>
    </Show>
  );
}

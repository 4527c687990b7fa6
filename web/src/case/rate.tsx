// How often alerts of one rule held when somebody looked, beside the alert.
import { type JSX, Show, createResource } from "solid-js";
import { call } from "../api";
import { number, t } from "../language";

export interface Rate { held: number; looked_at: number; open: number; share: number | null; interval: [number, number] }

export function AlertRate(props: { rule: string }): JSX.Element {
  const [rates] = createResource(async () => (await call<{ rules: Record<string, Rate> }>("outcomes")).rules);
  const rate = (): Rate | undefined => (rates.error ? undefined : rates.latest?.[props.rule]);
  const percent = (share: number): string => number(Math.round(share * 100));
  return (
    <Show when={!rates.error && rates.latest}>
      <p class="hint">
        <Show when={rate()?.looked_at ? rate() : undefined} fallback={t("alert-rate-none", { rule: props.rule })}>
          {(found) => t("alert-rate", { rule: props.rule, looked: number(found().looked_at), held: number(found().held), low: percent(found().interval[0]), high: percent(found().interval[1]) })}
        </Show>
      </p>
    </Show>
  );
}

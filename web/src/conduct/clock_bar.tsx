// The clock of the exercise: pause, run at a speed, step, end, and going on after real life came first.
import { For, type JSX, Show, createSignal } from "solid-js";
import { call } from "../api";
import { number, t } from "../language";
import { utc } from "../moment";
import type { useAction } from "../page/frame";
import { type Conduct, clockState } from "./exercise";

const SPEEDS = [1, 10, 60, 120, 300, 600, 1000] as const;
const STEPS: readonly [number, string][] = [[60, "clock-step-minute"], [600, "clock-step-ten"], [3600, "clock-step-hour"]];

export function ClockBar(props: { now: Conduct; action: ReturnType<typeof useAction>; refresh: () => Promise<void> }): JSX.Element {
  const [speed, setSpeed] = createSignal<number>();
  const clock = () => props.now.clock;
  const turn = (wish: Record<string, unknown>): void => void props.action.run(async () => {
    await call("conduct/clock", { json: wish });
    await props.refresh();
    return undefined;
  });
  const chosen = (): number => speed() ?? clock().speed;
  const stands = () => clock().frozen || clock().over;
  return (
    <section class="panel clock-bar" aria-label={t("clock-title")}>
      <strong class="mono exercise-now">{utc(clock().now, true)}</strong>
      <span class="tag" data-clock={clockState(clock())}>{t(`clock-${clockState(clock())}`)} ×{number(clock().speed)}</span>
      <span class="hint">{t("clock-branch", { branch: props.now.branch })}</span>
      <Show when={clock().running && !stands()} fallback={<button type="button" class="primary" disabled={stands()} onClick={() => turn({ do: "run", speed: chosen() })}>{t("clock-run")}</button>}>
        <button type="button" class="primary" onClick={() => turn({ do: "pause" })}>{t("clock-pause")}</button>
      </Show>
      <label class="speed"><span>{t("clock-speed")}</span>
        <select disabled={stands()} onChange={(e) => {
          setSpeed(Number(e.currentTarget.value));
          if (clock().running) turn({ do: "run", speed: Number(e.currentTarget.value) });
        }}>
          <For each={[...new Set([...SPEEDS, clock().speed])].sort((a, b) => a - b)}>{(one) => <option value={one} selected={one === chosen()}>×{number(one)}</option>}</For>
        </select>
      </label>
      <For each={STEPS}>{([seconds, id]) => <button type="button" disabled={stands()} onClick={() => turn({ do: "step", seconds })}>{t(id)}</button>}</For>
      <Show when={clock().frozen}><button type="button" class="primary" onClick={() => confirm(t("clock-resume-ask")) && turn({ do: "resume" })}>{t("clock-resume")}</button></Show>
      <Show when={!clock().over}><button type="button" class="quiet" onClick={() => confirm(t("clock-end-ask")) && turn({ do: "end" })}>{t("clock-end")}</button></Show>
    </section>
  );
}

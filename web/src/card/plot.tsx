// Evidence as a plot: values over UTC time, the rule's threshold as a dashed line with its number, values also as text.
import { For, type JSX, Show, createMemo } from "solid-js";
import { number, t } from "../language";
import { amount, evidenceName, unitOf } from "../measure";
import { utcClock, utcDay } from "../moment";

export interface Threshold { key: string; value: number }
interface Props { name: string; points: [number, number][]; threshold: Threshold | undefined; from: number; to: number }

const W = 900;
const H = 160;
const LEFT = 62;
const RIGHT = 12;
const TOP = 14;
const BOTTOM = 34;
const STEPS_S = [60, 300, 600, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 2_592_000];
const TICKS_MAX = 6;

/** Half the width of a time below the axis: the last one ends with the plot. */
const HALF_TICK = 24;

/** Round numbers between low and high. */
function ticks(low: number, high: number, most: number): number[] {
  const raw = (high - low) / most || 1;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= raw) ?? raw;
  const out: number[] = [];
  for (let v = Math.ceil(low / step) * step; v <= high + step * 1e-6; v += step) out.push(v);
  return out;
}

export function Plot(props: Props): JSX.Element {
  const values = () => props.points.map((p) => p[1]).concat(props.threshold ? [props.threshold.value] : []);
  const high = createMemo(() => Math.max(...values(), 0.001) * 1.08);
  const low = createMemo(() => Math.min(0, ...values()));
  const x = (s: number): number => LEFT + ((s - props.from) / Math.max(1, props.to - props.from)) * (W - LEFT - RIGHT);
  const y = (v: number): number => H - BOTTOM - ((v - low()) / Math.max(1e-9, high() - low())) * (H - TOP - BOTTOM);
  const step = () => STEPS_S.find((s) => (props.to - props.from) / s <= TICKS_MAX) ?? 2_592_000;
  const times = createMemo(() => {
    const out: number[] = [];
    for (let s = Math.ceil(props.from / step()) * step(); s <= props.to; s += step()) out.push(s);
    return out;
  });
  const line = () => props.points.map(([s, v], i) => `${i === 0 ? "M" : "L"}${x(s).toFixed(1)} ${y(v).toFixed(1)}`).join("");
  const digits = () => (high() < 10 ? 1 : 0);
  const summary = () => {
    const list = props.points.map((p) => p[1]);
    return t("plot-summary", { name: evidenceName(props.name), low: amount(props.name, Math.min(...list)), high: amount(props.name, Math.max(...list)), count: list.length });
  };
  return (
    <figure class="plot">
      <figcaption>{evidenceName(props.name)} <span class="hint">{unitOf(props.name) ? `(${t(`unit-name-${unitOf(props.name)}`)})` : ""}</span></figcaption>
      <svg viewBox={`0 0 ${W} ${H}`} role="img" aria-label={summary()}>
        <For each={ticks(low(), high(), 4)}>{(v) => <g><line class="grid" x1={LEFT} x2={W - RIGHT} y1={y(v)} y2={y(v)} /><text class="tick" x={LEFT - 6} y={y(v) + 4} text-anchor="end">{number(v, digits())}</text></g>}</For>
        <For each={times()}>{(s) => <g><line class="grid" x1={x(s)} x2={x(s)} y1={TOP} y2={H - BOTTOM} /><text class="tick" x={x(s)} y={H - BOTTOM + 15} text-anchor={x(s) > W - RIGHT - HALF_TICK ? "end" : "middle"}>{step() >= 86_400 ? utcDay(s).slice(5) : utcClock(s)}</text></g>}</For>
        <text class="tick" x={LEFT} y={H - 4}>{utcDay(props.from)}</text>
        <path class="line" d={line()} />
        <Show when={props.points.length < 60}><For each={props.points}>{([s, v]) => <circle class="dot" cx={x(s)} cy={y(v)} r="2.4" />}</For></Show>
        <Show when={props.threshold}>{(limit) => (
          <g><line class="threshold" x1={LEFT} x2={W - RIGHT} y1={y(limit().value)} y2={y(limit().value)} />
            <text class="threshold-text" x={W - RIGHT} y={y(limit().value) - 4} text-anchor="end">{evidenceName(limit().key)}{t("label-colon")}{amount(limit().key, limit().value)}</text></g>
        )}</Show>
      </svg>
    </figure>
  );
}

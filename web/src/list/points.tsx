// Points as a bar with its uncertainty: the bar ends at the estimate, the whisker spans low to high.
import type { JSX } from "solid-js";
import { number, t } from "../language";

export function PointsBar(props: { points: number; low: number; high: number; max: number }): JSX.Element {
  const x = (value: number): number => Math.max(0, Math.min(100, (value / Math.max(1, props.max)) * 100));
  return (
    <svg class="points-bar" viewBox="0 0 100 10" preserveAspectRatio="none" role="img"
      aria-label={t("points-range", { points: number(props.points, 1), low: number(props.low, 1), high: number(props.high, 1) })}>
      <rect class="bar-ground" x="0" y="2" width="100" height="6" />
      <rect class="bar-value" x="0" y="2" width={x(props.points)} height="6" />
      <line class="bar-range" x1={x(props.low)} x2={x(props.high)} y1="5" y2="5" />
      <line class="bar-range" x1={x(props.low)} x2={x(props.low)} y1="1.5" y2="8.5" />
      <line class="bar-range" x1={x(props.high)} x2={x(props.high)} y1="1.5" y2="8.5" />
    </svg>
  );
}

// Where it happened: start, end and the places of the evidence, to scale and north up, right across 180°.
import { For, type JSX, Show, createMemo } from "solid-js";
import type { EventRecord } from "../api";
import { number, t, word } from "../language";
import { type LonLat, bearingDeg, distanceNm, place } from "../place";

const SIZE = 300;
const MARGIN = 46;
const NM_M = 1852;
/** Numbers of places that lie close together stand around the dot in turn. */
const LABEL_AT: readonly (readonly [number, number])[] = [[-13, -6], [13, 14], [13, -6], [-13, 14]];

interface Spot { name: string; position: LonLat; x: number; y: number }

/** The radius, in nautical miles, that the evidence gives to the possible region, if any. */
function reach(event: EventRecord): number | undefined {
  for (const [key, value] of Object.entries(event.evidence.numbers ?? {})) {
    if (value === null || !/possible.*radius|reach/.test(key)) continue;
    if (key.endsWith("_m")) return value / NM_M;
    if (key.endsWith("_nm")) return value;
    if (key.endsWith("_km")) return (value * 1000) / NM_M;
  }
  return undefined;
}

export function Sketch(props: { event: EventRecord }): JSX.Element {
  const spots = createMemo(() => {
    const places: [string, LonLat][] = [["start", props.event.start.position]];
    if (props.event.end) places.push(["end", props.event.end.position]);
    for (const [name, position] of Object.entries(props.event.evidence.places ?? {})) places.push([name, position]);
    const origin = props.event.start.position;
    return places.map(([name, position]): Spot => {
      const [nm, bearing] = [distanceNm(origin, position), (bearingDeg(origin, position) * Math.PI) / 180];
      return { name, position, x: nm * Math.sin(bearing), y: nm * Math.cos(bearing) };
    });
  });
  const radius = () => reach(props.event);
  const ellipse = createMemo(() => {
    const numbers = props.event.evidence.numbers ?? {};
    const [major, minor] = [numbers["possible_semi_major_m"], numbers["possible_semi_minor_m"]];
    const [a, b] = spots();
    if (typeof major !== "number" || typeof minor !== "number" || !a || !b) return undefined;
    return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, major: major / NM_M, minor: minor / NM_M, turn: (Math.atan2(-(b.y - a.y), b.x - a.x) * 180) / Math.PI };
  });
  const centre = () => spots().find((s) => /possible/.test(s.name));
  const frame = createMemo(() => {
    const xs = spots().map((s) => s.x);
    const ys = spots().map((s) => s.y);
    const c = centre();
    const r = radius();
    if (c && r) {
      xs.push(c.x - r, c.x + r);
      ys.push(c.y - r, c.y + r);
    }
    const e = ellipse();
    if (e) {
      xs.push(e.x - e.major, e.x + e.major);
      ys.push(e.y - e.major, e.y + e.major);
    }
    const span = Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys), 0.2);
    return { x: (Math.max(...xs) + Math.min(...xs)) / 2, y: (Math.max(...ys) + Math.min(...ys)) / 2, scale: (SIZE - 2 * MARGIN) / span, span };
  });
  const px = (x: number): number => SIZE / 2 + (x - frame().x) * frame().scale;
  const py = (y: number): number => SIZE / 2 - (y - frame().y) * frame().scale;
  const bar = () => [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].filter((nm) => nm * frame().scale <= 90).pop() ?? 0.05;
  const label = (name: string): string => {
    if (name === "start" || name === "end") return t(`sketch-${name}-${props.event.kind === "gap" ? "gap" : "any"}`);
    const sighting = /^sighting_(\d+)$/.exec(name);
    return sighting ? t("place-of-sighting", { n: sighting[1] ?? "" }) : word("place", name);
  };
  return (
    <figure class="sketch">
      <figcaption>{t("sketch-title")}</figcaption>
      <svg viewBox={`0 0 ${SIZE} ${SIZE}`} role="img" aria-label={`${t("sketch-title")}${t("label-colon")}${spots().map((spot, i) => `${i + 1} ${label(spot.name)}, ${place(spot.position)}`).join("; ")}`}>
        <rect class="sketch-sea" x="0.5" y="0.5" width={SIZE - 1} height={SIZE - 1} />
        <Show when={radius()}>{(r) => <circle class="region" cx={px(centre()?.x ?? 0)} cy={py(centre()?.y ?? 0)} r={r() * frame().scale} />}</Show>
        <Show when={ellipse()}>{(e) => <ellipse class="region" rx={e().major * frame().scale} ry={e().minor * frame().scale} transform={`translate(${px(e().x)} ${py(e().y)}) rotate(${e().turn})`} />}</Show>
        <Show when={props.event.end}><line class={props.event.kind === "gap" ? "silent-line" : "line"} x1={px(spots()[0]?.x ?? 0)} y1={py(spots()[0]?.y ?? 0)} x2={px(spots()[1]?.x ?? 0)} y2={py(spots()[1]?.y ?? 0)} /></Show>
        <For each={spots()}>{(spot, i) => (
          <g><circle class="dot" cx={px(spot.x)} cy={py(spot.y)} r="4" /><text class="tick spot" x={px(spot.x) + (LABEL_AT[i() % LABEL_AT.length]?.[0] ?? 0)} y={py(spot.y) + (LABEL_AT[i() % LABEL_AT.length]?.[1] ?? 0)} text-anchor="middle">{i() + 1}</text></g>
        )}</For>
        <line class="bar" x1="12" x2={12 + bar() * frame().scale} y1={SIZE - 12} y2={SIZE - 12} />
        <text class="tick" x="12" y={SIZE - 18}>{t("unit-nm", { value: number(bar(), bar() < 1 ? 2 : 0) })}</text>
        <path class="north" d={`M${SIZE - 16} 12l4 12-4-3-4 3z`} /><text class="tick" x={SIZE - 16} y="36" text-anchor="middle">N</text>
      </svg>
      <dl class="facts"><For each={spots()}>{(spot, i) => <><dt><b>{i() + 1}</b> {label(spot.name)}</dt><dd class="mono">{place(spot.position)}</dd></>}</For></dl>
    </figure>
  );
}

// Day, Dusk and Night. Night is red only, for eyes adapted to a dark bridge: no blue, no white, little light.
// The tokens of the page are in palette.css; those of the chart and its symbols are here, under the same names.
import { createSignal } from "solid-js";

export type Palette = "day" | "dusk" | "night";

export interface ChartColours {
  sea: string;
  land: string;
  coast: string;
  grid: string;
  dateLine: string;
  label: string;
  halo: string;
  area: string;
  closedArea: string;
  track: string;
  trackLater: string;
  select: string;
  ranked: string;
  silent: string;
  measure: string;
  /** Detections that no track explains, and the ways of dark vessels. */
  dark: string;
  /** Hollow symbols of partners' vessels. */
  partner: string;
  /** Vessel colours by kind 0 to 12 of the position frame. */
  kinds: readonly string[];
}

export const CHART: Record<Palette, ChartColours> = {
  day: {
    sea: "#d4e3ec", land: "#f2ecda", coast: "#8f8666", grid: "#b3c8d5", dateLine: "#5f7f96", label: "#3f627a", halo: "#e8f0f4",
    area: "#2f6f9f", closedArea: "#a3121f", track: "#14466b", trackLater: "#8aa5b8", select: "#0b0b0b", ranked: "#a3121f",
    silent: "#5b1a78", measure: "#7a3d00", dark: "#a0007a", partner: "#0b5d3b",
    kinds: ["#4d5a64", "#b03808", "#6d1d99", "#2b6632", "#8a1538", "#1f4fa3", "#00655f", "#66551a", "#7d4a99", "#c23a05", "#454f57", "#2b3338", "#4d5a64"],
  },
  dusk: {
    sea: "#121c25", land: "#2b2f2f", coast: "#6a777a", grid: "#24333f", dateLine: "#4d6d84", label: "#8fa9ba", halo: "#10181f",
    area: "#6fb7e6", closedArea: "#ff8a80", track: "#cfe6f5", trackLater: "#54687a", select: "#ffffff", ranked: "#ff9d8a",
    silent: "#d7a6f2", measure: "#ffc766", dark: "#ff8ae0", partner: "#7fe3b4",
    kinds: ["#a9b6bf", "#ff9a5c", "#d3a0f5", "#8fd39a", "#ff8fa8", "#8fb6ff", "#66d6cc", "#d8c46e", "#cfa8e6", "#ffb066", "#b3bfc7", "#c9d3d9", "#a9b6bf"],
  },
  night: {
    sea: "#000000", land: "#1c0000", coast: "#5a0000", grid: "#1e0000", dateLine: "#480000", label: "#a00000", halo: "#000000",
    area: "#8c0000", closedArea: "#d80000", track: "#e00000", trackLater: "#600000", select: "#ff1400", ranked: "#ff1400",
    silent: "#d00000", measure: "#e80000", dark: "#f00000", partner: "#e80000",
    kinds: ["#a00000", "#f00000", "#e00000", "#b00000", "#c80000", "#b80000", "#d80000", "#a80000", "#a00000", "#ff1400", "#900000", "#900000", "#a00000"],
  },
};

const STORED = "vigie-palette";
const CYCLE: readonly Palette[] = ["day", "dusk", "night", "dusk"];

const [step, setStep] = createSignal(0);

/** The palette in use; a reactive read. */
export function palette(): Palette {
  return CYCLE[step()] ?? "day";
}

/** Day, Dusk, Night, Dusk, Day: the order in which light changes. */
export function nextPalette(): void {
  show((step() + 1) % CYCLE.length);
}

/** Sets one palette directly. */
export function usePalette(name: Palette): void {
  show(CYCLE.indexOf(name));
}

/** The palette remembered on this machine. */
export function restorePalette(): void {
  const stored = localStorage.getItem(STORED);
  const found = CYCLE.findIndex((name) => name === stored);
  show(found < 0 ? 0 : found);
}

function show(index: number): void {
  setStep(index);
  const name = CYCLE[index] ?? "day";
  document.documentElement.dataset["palette"] = name;
  localStorage.setItem(STORED, name);
}

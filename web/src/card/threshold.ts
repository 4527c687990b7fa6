// Which number of the evidence is the limit that a plotted series is held against.
import type { EventRecord } from "../api";
import type { Threshold } from "./plot";
import { bareKey, unitOf } from "../measure";

const LIMIT = /(^|_)(limit|threshold|rule)(_|$)/;

/** Finds the limit with the same unit whose words fit the series best, or none. */
export function thresholdOf(event: EventRecord, series: string): Threshold | undefined {
  const unit = unitOf(series);
  const words = new Set(bareKey(series).split("_"));
  let best: (Threshold & { fit: number }) | undefined;
  for (const [key, value] of Object.entries(event.evidence.numbers ?? {})) {
    if (value === null || unitOf(key) !== unit || !LIMIT.test(key)) continue;
    const fit = bareKey(key).split("_").filter((word) => words.has(word)).length;
    if (fit > 0 && (!best || fit > best.fit)) best = { key, value, fit };
  }
  return best;
}

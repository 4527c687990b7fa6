// Legs whose boarding an officer has closed, as this device last heard: who boards now is a contradiction that an officer has
// to settle. It is said before the scan is noted and forbids nothing, for boarding may have been opened again since.
import type { Pack } from "./journal";

/** When boarding of a leg was closed, milliseconds since 1970 UTC; undefined while it is open. */
export function closedMs(pack: Pick<Pack, "legs"> | undefined, leg: string): number | undefined {
  return pack?.legs?.find((one) => one.id === leg)?.boarding_closed_ms ?? undefined;
}

/** A moment to the minute, UTC; a dash for one that no calendar has, as a partner's broken clock may tell. */
export function minute(ms: number): string {
  if (Number.isNaN(new Date(ms).getTime())) return "–";
  return `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")}Z`;
}

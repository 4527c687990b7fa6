// Places that cannot be true: those that an event of implausible positions tells of. Which of two places is the false one is not
// known, so both are told.
import type { EventRecord } from "../api";
import type { LonLat } from "../place";

/** `beside` is the place that it cannot be true beside, if the check gives one. */
export interface Doubt { event: string; track: string; from: string; position: LonLat; beside: LonLat | undefined }

type Told = Pick<EventRecord, "id" | "kind" | "state" | "vessels" | "start" | "evidence">;

/** One for each event that stands, the newest first. */
export function doubtsOf(events: readonly Told[]): Doubt[] {
  const told = events.filter((event) => event.kind === "implausible_position" && event.state !== "retracted");
  return told.map((event): Doubt => ({
    event: event.id, track: event.vessels[0]?.track?.split("-").pop() ?? "", from: event.start.time, position: event.start.position, beside: event.evidence.places?.["beside"],
  })).sort((a, b) => Date.parse(b.from) - Date.parse(a.from));
}

/** Each place once, for the chart. */
export function doubtPlaces(events: readonly Told[]): LonLat[] {
  const all = doubtsOf(events).flatMap(({ position, beside }) => (beside ? [position, beside] : [position]));
  return [...new Map(all.map((at) => [at.join(), at])).values()];
}

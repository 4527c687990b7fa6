// An exercise tells two times: its story's, and that of the machine by which copies come, end and are deleted.
import { t } from "./language";
import { exercise } from "./watchroom";

/** The label of a moment by the machine's clock: in an exercise it says so, as every other time there is the story's. */
export function realTime(label: string): string {
  return exercise() === undefined ? label : t("real-time-of", { label });
}

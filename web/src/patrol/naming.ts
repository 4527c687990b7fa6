// What the things of a plan are called for people.
import { t } from "../language";
import { utc } from "../moment";
import type { PlanRequest, What } from "./plan";

/** `look-dark-SCENE-DETECTION-SECONDS`, as the planner numbers them. */
const DARK = /^(?:look|board)-dark-(.+)-(\d{9,11})$/;

/** A task by its name; a look at something dark, which has none, by the detection that it goes to. */
export function taskName(task: { id: string; name?: string }): string {
  const [, detection, seconds] = task.name ? [] : (DARK.exec(task.id) ?? []);
  if (detection === undefined || seconds === undefined) return task.name || task.id;
  return `${t("event-dark-detection")} ${detection.split(/[-_]/).at(-1) ?? ""} · ${utc(Number(seconds))}`;
}

/** Names for people: those of the request, else the identifier. */
export function nameIn(request: PlanRequest | undefined, what: What | "asset", id: string): string {
  if (what === "task") return taskName(request?.tasks.find((a) => a.id === id) ?? { id });
  const found = what === "asset" ? request?.assets.find((a) => a.id === id) : request?.ports?.find((a) => a.id === id);
  return found?.name || id;
}

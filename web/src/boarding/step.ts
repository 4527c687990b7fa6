// Steps of a boarding: one touch notes the step and the time of its field. A time that is there is never overwritten:
// a glove that touches twice changes nothing, and the time can be set right in its field.
import { type LonLat, parsePlace, place } from "../place";
import type { Report } from "./edit";
import { placeKnown, rounded } from "./fix";
import { type Form, fieldsOf, isEmpty } from "./form";
import type { Journal, NewValue } from "./journal";

export const STEPS = ["sighted", "intent", "hailed", "aboard", "left", "refused", "cancelled"] as const;
export type Step = (typeof STEPS)[number];

/** A refusal ends the boarding, and so does calling it off: its clock runs from there, as from leaving. */
const FIELD: Record<Step, string | undefined> = { sighted: "sighted_at", intent: undefined, hailed: "hailed_at", aboard: "boarded_at", left: "left_at", refused: "left_at", cancelled: "left_at" };
const RESULTS: readonly Step[] = ["refused", "cancelled"];

/** Steps with which the place of the device is noted. */
const PLACED: readonly string[] = ["sighted", "aboard"];
const OFFERED_MAX = 4;

/** Steps that a form knows: those whose field it has, and the notice of intent where there is a boarding. */
export function stepsOf(form: Form): Step[] {
  const names = new Set(fieldsOf(form).map(([name]) => name));
  return STEPS.filter((step) => names.has(FIELD[step] ?? "boarded_at"));
}

/** The moment at which a step was touched, if it was. */
export function reachedAt(report: Report, step: Step): number | undefined {
  return report.steps.filter((one) => one.act.step === step).at(0)?.at_ms;
}

export async function touch(journal: Journal, report: Report, step: Step): Promise<void> {
  if (reachedAt(report, step) !== undefined) return;
  const values: NewValue[] = [];
  const field = FIELD[step];
  if (field && isEmpty(report.fields[field])) values.push({ field, value: Date.now() });
  // An outcome that somebody wrote stays: a slip of the glove is no refusal.
  if (RESULTS.includes(step) && isEmpty(report.fields["boarding_result"])) values.push({ field: "boarding_result", value: step });
  const here = PLACED.includes(step) ? placeKnown() : null;
  await journal.set(report.report, values, { step, note: here ? place(here, "decimal") : "" });
}

/** The step by which a report is taken back: the node counts it as nothing from then on. It is no step of a boarding, and no touch of a glove. */
const WITHDRAWN = "withdrawn";

export const isWithdrawn = (report: Pick<Report, "steps">): boolean => report.steps.some((one) => one.act.step === WITHDRAWN);

export async function withdraw(journal: Journal, report: Report): Promise<void> {
  if (!isWithdrawn(report)) await journal.set(report.report, [], { step: WITHDRAWN, note: "" });
}

/** Where the device was: at a step, or when a picture was taken. */
export interface Noted { family: "step" | "attached"; code: string; at_ms: number; place: LonLat }

/** Places to choose from for a report, those of the steps first. They are offered and never filled in: the vessel may be elsewhere. */
export function placesNoted(report: Pick<Report, "steps" | "attachments">): Noted[] {
  const steps = report.steps.flatMap(({ act, at_ms }): Noted[] => {
    const found = PLACED.includes(act.step) ? parsePlace(act.note) : undefined;
    return found ? [{ family: "step", code: act.step, at_ms, place: [rounded(found[0]), rounded(found[1])] }] : [];
  });
  const pictures = report.attachments.flatMap(({ act, at_ms }): Noted[] => (act.place && act.kind !== "signature" ? [{ family: "attached", code: act.kind, at_ms, place: act.place }] : []));
  const all = [...steps, ...pictures.sort((a, b) => a.at_ms - b.at_ms)];
  return all.filter((one, n) => all.findIndex((other) => place(other.place) === place(one.place)) === n).slice(0, OFFERED_MAX);
}

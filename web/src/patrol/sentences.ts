// Codes of the planner as sentences.
import { number, t, tryT, word } from "../language";
import { utc } from "../moment";
import { nameIn } from "./naming";
import { type Change, type Coded, type Due, type PlanRequest, type Rule, type Share, type Standing, type When, orderedVersion, tellsCost } from "./plan";

/** The values of a code as Fluent takes them: numbers to one decimal, lists joined. */
function values(coded: Record<string, unknown>): Record<string, string | number> {
  const out: Record<string, string | number> = {};
  for (const [key, value] of Object.entries(coded)) {
    if (typeof value === "number") out[key] = Math.round(value * 10) / 10;
    else if (typeof value === "string") out[key] = value;
    else if (Array.isArray(value)) out[key] = value.filter((v) => typeof v === "string" || typeof v === "number").join(", ");
  }
  return out;
}

/** Why an asset does not do a task. */
export const obstacle = (coded: Coded): string => tryT(`block-${coded.code}`, values(coded)) ?? coded.code;

/** A rule that a plan breaks. */
export const finding = (coded: Coded): string => tryT(`finding-${coded.code}`, values(coded)) ?? coded.code;

/** Why the ordered plan is due to be made anew. */
export function dueText(due: Due): string {
  const told = values(due);
  return tryT(`patrol-due-${due.reason}`, { ...told, task: told["name"] || told["task"] || "" }) ?? due.reason;
}

/** A rule set by hand. */
export function ruleText(rule: Rule, request: PlanRequest | undefined): string {
  const task = (id: string): string => nameIn(request, "task", id);
  if (rule.rule === "pin") return t("patrol-rule-pin", { task: task(rule.task), asset: nameIn(request, "asset", rule.asset) });
  if (rule.rule === "order") return t("patrol-rule-order", { first: task(rule.first), second: task(rule.second) });
  return rule.asset ? t("patrol-rule-forbid", { task: task(rule.task), asset: nameIn(request, "asset", rule.asset) }) : t("patrol-rule-drop", { task: task(rule.task) });
}

/** Which version is ordered and which is a draft, where they are two. */
export function draftSince(plan: Standing | undefined): string | undefined {
  if (plan?.version === undefined) return undefined;
  const ordered = orderedVersion(plan);
  return ordered === undefined || ordered === plan.version ? undefined : t("patrol-ordered-and-draft", { ordered, draft: plan.version });
}

const beginOf = (when: When): string => (when === null ? "–" : utc(typeof when === "string" ? when : when.begin));

export function changeText(change: Change, request: PlanRequest | undefined): string {
  const what = change.what === "task" || change.what === "port" ? change.what : "task";
  return t(`patrol-change-${change.change}`, {
    name: nameIn(request, what, change.id), asset: nameIn(request, "asset", change.asset),
    before: beginOf(change.before), after: beginOf(change.after),
  });
}

export const nm = (value: number): string => `${number(value)} ${t("patrol-nm")}`;
export const hours = (value: number): string => `${number(value, 1)} h`;
export const tonnes = (value: number): string => `${number(value, 1)} t`;
export const taskKind = (kind: string): string => word("task", kind);

/** What an agency's share of a plan costs, where that is told. */
export const costOf = (request: PlanRequest | undefined, share: Share): string => (tellsCost(request, share.agency) || share.gives.cost > 0 ? number(share.gives.cost) : t("patrol-cost-untold"));

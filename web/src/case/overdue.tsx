// What is overdue: a tag wherever its date stands, and a count above the list of cases and in the watch room.
import { type JSX, Show, createResource, onCleanup, onMount } from "solid-js";
import { call } from "../api";
import { t } from "../language";
import { link } from "../route";
import { type Brief, type Report, overdueCounts } from "./late";

const AGAIN_MS = 300_000;

export function OverdueTag(props: { when: boolean; text?: string }): JSX.Element {
  return <Show when={props.when}>{" "}<span class="tag" data-list="iuu">{props.text ?? t("overdue")}</span></Show>;
}

/** What is late, in sentences: nothing is said of what is in time. */
function overdueText(counts: { cases: number; reports: number }): string {
  return [...(counts.cases > 0 ? [t("overdue-cases", { count: counts.cases })] : []), ...(counts.reports > 0 ? [t("overdue-unsent", { count: counts.reports })] : [])].join(" ");
}

export function OverdueCount(props: { cases: readonly Brief[]; reports: readonly Report[] }): JSX.Element {
  const counts = () => overdueCounts(props.cases, props.reports);
  return (
    <Show when={counts().cases + counts().reports > 0}>
      <p class="notice" role="status">{overdueText(counts())}</p>
    </Show>
  );
}

/** The same for the watch room: nothing while all is in time, or while nobody can say. */
export function OverdueNote(): JSX.Element {
  const [found, { refetch }] = createResource(async () => {
    const [cases, reports] = await Promise.all([call<{ cases: Brief[] }>("cases"), call<{ reports: Report[] }>("boarding/reports")]).catch(() => [{ cases: [] }, { reports: [] }] as const);
    return overdueCounts(cases.cases, reports.reports);
  });
  onMount(() => {
    const timer = setInterval(() => void refetch(), AGAIN_MS);
    onCleanup(() => clearInterval(timer));
  });
  return (
    <Show when={found.latest && found.latest.cases + found.latest.reports > 0 ? found.latest : undefined}>
      {(counts) => <p class="notice"><a href={link("cases")}>{overdueText(counts())}</a></p>}
    </Show>
  );
}

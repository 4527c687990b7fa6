// Protecting the sea and its people: presence and apparent fishing in an area and period, by flag and gear, as table, chart
// and CSV. Apparent fishing is an inference from speed and course, never a proof.
import { For, type JSX, Show, createMemo, createResource, createSignal } from "solid-js";
import { type AreaCollection, type Presence, call, query } from "../api";
import { Chart, type ChartHandle } from "../chart/chart";
import { extent } from "../chart/area";
import { flagName } from "../flag";
import { number, t, word } from "../language";
import { status } from "../watchroom";
import { Page, Waiting } from "./frame";

type By = "flag" | "gear" | "flag,gear";
interface Group { name: string; presence: number; fishing: number; vessels: number; entries: number }

const DAY_MS = 86_400_000;
const BARS_MAX = 12;

export default function ReportPage(): JSX.Element {
  const [areas] = createResource(() => call<AreaCollection>("areas"));
  const end = (): number => Date.parse(status()?.event_time ?? new Date().toISOString());
  const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  const [area, setArea] = createSignal("");
  const [from, setFrom] = createSignal(day(end() - 7 * DAY_MS));
  const [to, setTo] = createSignal(day(end() + DAY_MS));
  const [by, setBy] = createSignal<By>("flag,gear");
  let chart: ChartHandle | undefined;
  const valid = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
  const ask = createMemo(() => (valid(from()) && valid(to()) ? { area: area(), from: `${from()}T00:00:00Z`, to: `${to()}T00:00:00Z`, by: by(), step: "day" } : undefined));
  const [found] = createResource(ask, (wanted) => call<Presence>(`report/presence${query(wanted)}`));
  const label = (row: { flag: string | null; gear: string | null }): string =>
    [by().includes("flag") ? flagName(row.flag) : "", by().includes("gear") ? (row.gear ? word("gear", row.gear) : t("gear-unknown")) : ""].filter(Boolean).join(" · ");
  const groups = createMemo((): Group[] => {
    const sums = new Map<string, Group>();
    for (const row of (!found.error && found.latest?.rows) || []) {
      const name = label(row);
      const sum = sums.get(name) ?? { name, presence: 0, fishing: 0, vessels: 0, entries: 0 };
      sum.presence += row.presence_h;
      sum.fishing += row.apparent_fishing_h;
      sum.vessels = Math.max(sum.vessels, row.vessels);
      sum.entries += row.closed_entries;
      sums.set(name, sum);
    }
    return [...sums.values()].sort((a, b) => b.presence - a.presence);
  });
  return (
    <Page title={t("page-report")} lead={t("report-lead")}>
      <form class="filters" role="search" aria-label={t("page-report")} onSubmit={(e) => e.preventDefault()}>
        <label><span>{t("report-area")}</span>
          <select value={area()} onChange={(e) => {
            setArea(e.currentTarget.value);
            const feature = areas.latest?.features.find((f) => String(f.properties.id ?? f.id) === e.currentTarget.value);
            const box = feature && extent(feature);
            if (box) chart?.fit(...box);
          }}>
            <option value="">{t("report-everywhere")}</option>
            <For each={(!areas.error && areas.latest?.features) || []}>{(f) => <option value={String(f.properties.id ?? f.id)}>{f.properties.name ?? String(f.properties.id)}</option>}</For>
          </select></label>
        <label><span>{t("report-from")}</span><input value={from()} placeholder={t("date-example")} aria-invalid={!valid(from())} onChange={(e) => setFrom(e.currentTarget.value)} /></label>
        <label><span>{t("report-to")}</span><input value={to()} placeholder={t("date-example")} aria-invalid={!valid(to())} onChange={(e) => setTo(e.currentTarget.value)} /></label>
        <label><span>{t("report-by")}</span><select value={by()} onChange={(e) => setBy(e.currentTarget.value as By)}><option value="flag,gear">{t("report-by-both")}</option><option value="flag">{t("report-by-flag")}</option><option value="gear">{t("report-by-gear")}</option></select></label>
        <a class="button" href={`/api/v1/report/presence.csv${query(ask() ?? {})}`} download="">{t("report-csv")}</a>
      </form>
      <Show when={!found.error && found.latest} fallback={<Waiting error={found.error} loading={ask() ? t("loading") : t("report-dates-wrong")} />}>
        {(presence) => (
          <Show when={presence().rows.length > 0} fallback={<p class="hint">{t("report-none")}</p>}>
            <p class="notice">{presence().rows.every((row) => row.validated) ? t("report-validated") : t("report-not-validated")}</p>
            <div class="split">
              <Bars groups={groups()} />
              <div class="split-chart short"><Chart areas={areas.error ? undefined : areas.latest} onHandle={(h) => (chart = h)} /></div>
            </div>
            <div class="scroll tall" tabindex="0" role="region" aria-label={t("report-table")}>
              <table>
                <thead><tr><th>{t("report-period")}</th><Show when={by().includes("flag")}><th>{t("filter-flag")}</th></Show><Show when={by().includes("gear")}><th>{t("filter-gear")}</th></Show><th class="num">{t("col-vessels")}</th><th class="num">{t("report-presence")}</th><th class="num">{t("report-fishing")}</th><th class="num">{t("report-entries")}</th></tr></thead>
                <tbody><For each={presence().rows}>{(row) => (
                  <tr><td class="mono">{row.period}</td><Show when={by().includes("flag")}><td>{flagName(row.flag)}</td></Show><Show when={by().includes("gear")}><td>{row.gear ? word("gear", row.gear) : t("gear-unknown")}</td></Show>
                    <td class="num">{number(row.vessels)}</td><td class="num">{number(row.presence_h, 1)}</td><td class="num">{number(row.apparent_fishing_h, 1)}</td><td class="num">{number(row.closed_entries)}</td></tr>
                )}</For></tbody>
              </table>
            </div>
          </Show>
        )}
      </Show>
    </Page>
  );
}

/** Hours by group: the whole bar is presence, its dark part apparent fishing. */
function Bars(props: { groups: Group[] }): JSX.Element {
  const shown = () => props.groups.slice(0, BARS_MAX);
  const most = () => Math.max(1, ...shown().map((g) => g.presence));
  return (
    <figure class="bars">
      <figcaption>{t("report-bars")}</figcaption>
      <ul>
        <For each={shown()}>{(group) => (
          <li>
            <span class="bars-name">{group.name}</span>
            <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="bar-presence" width={(group.presence / most()) * 100} height="10" /><rect class="bar-fishing" y="2" width={(group.fishing / most()) * 100} height="6" /></svg>
            <span class="num">{t("report-bar-text", { presence: number(group.presence, 0), fishing: number(group.fishing, 0) })}</span>
          </li>
        )}</For>
      </ul>
    </figure>
  );
}

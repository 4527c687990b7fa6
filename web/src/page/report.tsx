// Protecting the sea and its people: presence and apparent fishing in an area and period, by flag and gear, as table, chart
// and CSV. Apparent fishing is an inference from speed and course, never a proof.
import { For, type JSX, Show, createMemo, createResource, createSignal } from "solid-js";
import { type AreaCollection, type Presence, call, query } from "../api";
import { Chart, type ChartHandle } from "../chart/chart";
import { extent } from "../chart/area";
import { flagName } from "../flag";
import { number, t, word } from "../language";
import { place } from "../place";
import { status } from "../watchroom";
import { Page, Waiting } from "./frame";

type By = "flag" | "gear" | "flag,gear";
type Step = Presence["step"];
interface Group { name: string; presence: number; fishing: number; vessels: number }

const DAY_MS = 86_400_000;
const BARS_MAX = 12;
const BUSIEST_MAX = 20;
/** The code of ships whose flag or gear nobody knows. */
const NOT_KNOWN = "unknown";
const STEPS: readonly Step[] = ["day", "week", "month"];

export default function ReportPage(): JSX.Element {
  const [areas] = createResource(() => call<AreaCollection>("areas"));
  const end = (): number => Date.parse(status()?.event_time ?? new Date().toISOString());
  const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  const [area, setArea] = createSignal("");
  const [from, setFrom] = createSignal(day(end() - 7 * DAY_MS));
  const [to, setTo] = createSignal(day(end() + DAY_MS));
  const [by, setBy] = createSignal<By>("flag,gear");
  const [step, setStep] = createSignal<Step>("day");
  const [flag, setFlag] = createSignal("");
  const [gear, setGear] = createSignal("");
  let chart: ChartHandle | undefined;
  const valid = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
  const ask = createMemo(() => (valid(from()) && valid(to()) ? { area: area(), from: `${from()}T00:00:00Z`, to: `${to()}T00:00:00Z`, by: by(), step: step(), flag: flag(), gear: gear() } : undefined));
  const [found] = createResource(ask, (wanted) => call<Presence>(`report/presence${query(wanted)}`));
  const gearName = (code: string | null): string => (code && code !== NOT_KNOWN ? word("gear", code) : t("gear-unknown"));
  const label = (row: { flag: string | null; gear: string | null }): string =>
    [by().includes("flag") ? flagName(row.flag) : "", by().includes("gear") ? gearName(row.gear) : ""].filter(Boolean).join(" · ");
  const groups = createMemo((): Group[] => {
    const sums = new Map<string, Group>();
    for (const row of (!found.error && found.latest?.rows) || []) {
      const name = label(row);
      const sum = sums.get(name) ?? { name, presence: 0, fishing: 0, vessels: 0 };
      sum.presence += row.presence_h;
      sum.fishing += row.apparent_fishing_h;
      sum.vessels = Math.max(sum.vessels, row.vessels ?? 0);
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
        <label><span>{t("filter-flag")}</span><Choice value={flag()} among={(!found.error && found.latest?.flags) || []} name={(code) => flagName(code === NOT_KNOWN ? null : code)} onChange={setFlag} /></label>
        <label><span>{t("filter-gear")}</span><Choice value={gear()} among={(!found.error && found.latest?.gears) || []} name={gearName} onChange={setGear} /></label>
        <label><span>{t("report-by")}</span><select value={by()} onChange={(e) => setBy(e.currentTarget.value as By)}><option value="flag,gear">{t("report-by-both")}</option><option value="flag">{t("report-by-flag")}</option><option value="gear">{t("report-by-gear")}</option></select></label>
        <label><span>{t("report-step")}</span><select value={step()} onChange={(e) => setStep(e.currentTarget.value as Step)}>{STEPS.map((code) => <option value={code}>{t(`report-step-${code}`)}</option>)}</select></label>
        <a class="button" href={`/api/v1/report/presence.csv${query(ask() ?? {})}`} download="">{t("report-csv")}</a>
      </form>
      <Show when={!found.error && found.latest} fallback={<Waiting error={found.error} loading={ask() ? t("loading") : t("report-dates-wrong")} />}>
        {(presence) => (
          <Show when={presence().rows.length > 0} fallback={<p class="hint">{t("report-none")}</p>}>
            <p class="notice">{presence().rows.every((row) => row.validated) ? t("report-validated") : t("report-not-validated")}</p>
            <Totals total={presence().total} everywhere={presence().area === null} />
            <div class="split">
              <div><Bars groups={groups()} /><Trend rows={presence().rows} /></div>
              <div class="split-chart short"><Chart areas={areas.error ? undefined : areas.latest} squares={squareShapes(presence().squares)} onHandle={(h) => (chart = h)} /><p class="hint">{t("report-map-hint")}</p></div>
            </div>
            <Busiest squares={presence().squares} />
            <div class="scroll tall" tabindex="0" role="region" aria-label={t("report-table")}>
              <table>
                <thead><tr><th>{t("report-period")}</th><Show when={by().includes("flag")}><th>{t("filter-flag")}</th></Show><Show when={by().includes("gear")}><th>{t("filter-gear")}</th></Show><th class="num">{t("col-vessels")}</th><th class="num">{t("report-presence")}</th><th class="num">{t("report-fishing")}</th><th class="num">{t("report-entries")}</th></tr></thead>
                <tbody><For each={presence().rows}>{(row) => (
                  <tr><td class="mono">{row.period}</td><Show when={by().includes("flag")}><td>{flagName(row.flag)}</td></Show><Show when={by().includes("gear")}><td>{gearName(row.gear)}</td></Show>
                    <td class="num">{row.vessels === null ? "–" : number(row.vessels)}</td><td class="num">{number(row.presence_h, 1)}</td><td class="num">{number(row.apparent_fishing_h, 1)}</td><td class="num">{row.closed_entries === null ? "–" : number(row.closed_entries)}</td></tr>
                )}</For></tbody>
              </table>
            </div>
          </Show>
        )}
      </Show>
    </Page>
  );
}

/** One flag or gear of those present, or all. What was chosen stays a choice when another period has none of it. */
function Choice(props: { value: string; among: readonly string[]; name: (code: string) => string; onChange: (code: string) => void }): JSX.Element {
  const codes = createMemo(() => [...new Set([...props.among, ...(props.value ? [props.value] : [])])].map((code) => ({ code, name: props.name(code) })).sort((a, b) => a.name.localeCompare(b.name)));
  return (
    <select onChange={(e) => props.onChange(e.currentTarget.value)}>
      <option value="" selected={props.value === ""}>{t("report-all")}</option>
      <For each={codes()}>{({ code, name }) => <option value={code} selected={code === props.value}>{name}</option>}</For>
    </select>
  );
}

/** Squares of one degree for the chart; the root of the hours, so that a quiet square is still seen beside a busy one. */
function squareShapes(squares: Presence["squares"]): GeoJSON.FeatureCollection {
  const most = Math.max(1, ...squares.map((square) => square.presence_h));
  return {
    type: "FeatureCollection",
    features: squares.map(({ south_deg: s, west_deg: w, presence_h }) => ({
      type: "Feature", properties: { share: 0.08 + 0.62 * Math.sqrt(presence_h / most) },
      geometry: { type: "Polygon", coordinates: [[[w, s], [w + 1, s], [w + 1, s + 1], [w, s + 1], [w, s]]] },
    })),
  };
}

/** What the map shows, in words: the squares with the most hours. */
function Busiest(props: { squares: Presence["squares"] }): JSX.Element {
  const shown = () => [...props.squares].sort((a, b) => b.presence_h - a.presence_h).slice(0, BUSIEST_MAX);
  return (
    <details>
      <summary>{t("report-squares")}</summary>
      <table class="narrow">
        <thead><tr><th>{t("report-square")}</th><th class="num">{t("report-presence")}</th><th class="num">{t("report-fishing")}</th></tr></thead>
        <tbody><For each={shown()}>{(square) => (
          <tr><th scope="row" class="mono">{place([square.west_deg, square.south_deg])}</th><td class="num">{number(square.presence_h, 1)}</td><td class="num">{number(square.fishing_h, 1)}</td></tr>
        )}</For></tbody>
      </table>
    </details>
  );
}

/** The sums of the whole report, as large figures. Where no area says when it is closed, nought would read as none. */
function Totals(props: { total: Presence["total"]; everywhere: boolean }): JSX.Element {
  const closed = (value: number | null): string => (value === null ? "–" : number(value));
  const figures = (): [string, string][] => [
    [t("report-presence"), number(props.total.presence_h)],
    [t("report-fishing"), number(props.total.fishing_h)],
    [t("report-vessel-days"), number(props.total.vessel_days)],
    [t("report-closed-presence"), closed(props.total.closed_presence_h)],
    [t("report-closed-fishing"), closed(props.total.closed_fishing_h)],
    [t("report-entries"), closed(props.total.closed_visits)],
  ];
  return (
    <>
      <dl class="figures"><For each={figures()}>{([name, value]) => <div><dt>{name}</dt><dd>{value}</dd></div>}</For></dl>
      <Show when={props.total.closed_visits === null}><p class="hint">{t(props.everywhere ? "report-closed-none" : "report-closed-unknown")}</p></Show>
      <Show when={props.everywhere && props.total.closed_visits !== null}><p class="hint">{t("report-closed-hint")}</p></Show>
    </>
  );
}

const TREND_W = 640;
const TREND_H = 120;
const TREND_FOOT = 18;

/** Hours by period: the whole column is presence, its dark part apparent fishing. The table below has the numbers. */
function Trend(props: { rows: Presence["rows"] }): JSX.Element {
  const periods = createMemo(() => {
    const sums = new Map<string, { presence: number; fishing: number }>();
    for (const row of props.rows) {
      const sum = sums.get(row.period) ?? { presence: 0, fishing: 0 };
      sums.set(row.period, { presence: sum.presence + row.presence_h, fishing: sum.fishing + row.apparent_fishing_h });
    }
    return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([period, sum]) => ({ period, ...sum }));
  });
  const most = () => Math.max(1, ...periods().map((p) => p.presence));
  const wide = () => TREND_W / Math.max(8, periods().length);
  const high = (hours: number): number => (hours / most()) * (TREND_H - TREND_FOOT - 16);
  const every = () => Math.ceil(80 / wide());
  const summary = (): string => periods().map((p) => `${p.period}${t("label-colon")}${t("report-bar-text", { presence: number(p.presence), fishing: number(p.fishing) })}`).join("; ");
  return (
    <Show when={periods().length > 1}>
      <figure class="trend">
        <figcaption>{t("report-trend")}</figcaption>
        <svg viewBox={`0 0 ${TREND_W} ${TREND_H}`} role="img" aria-label={summary()}>
          <line class="grid" x1="0" x2={TREND_W} y1={TREND_H - TREND_FOOT} y2={TREND_H - TREND_FOOT} />
          <For each={periods()}>{(p, i) => (
            <g>
              <rect class="bar-presence" x={i() * wide() + 3} width={wide() - 6} y={TREND_H - TREND_FOOT - high(p.presence)} height={high(p.presence)} />
              <rect class="bar-fishing" x={i() * wide() + wide() / 4} width={wide() / 2} y={TREND_H - TREND_FOOT - high(p.fishing)} height={high(p.fishing)} />
              <Show when={i() % every() === 0}><text class="tick" x={i() * wide() + wide() / 2} y={TREND_H - 4} text-anchor="middle">{p.period.slice(5)}</text></Show>
              <Show when={i() % every() === 0}><text class="tick" x={i() * wide() + wide() / 2} y={TREND_H - TREND_FOOT - high(p.presence) - 4} text-anchor="middle">{number(p.presence)}</text></Show>
            </g>
          )}</For>
        </svg>
      </figure>
    </Show>
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

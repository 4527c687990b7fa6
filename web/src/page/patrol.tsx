// Patrol: plans beside the chart, why they are as they are, alternatives, orders, and what comes back from sea.
import { For, type JSX, Match, Show, Switch, createEffect, createMemo, createSignal, on } from "solid-js";
import { Chart, type ChartHandle } from "../chart/chart";
import { ownObject } from "../exchange/note";
import { Notes } from "../exchange/notes";
import { number, t } from "../language";
import { utc } from "../moment";
import { AlternativesTable } from "../patrol/alternatives";
import { BackFromSea } from "../patrol/back";
import { AssetTable, TaskTable } from "../patrol/fleet";
import { FleetDesk } from "../patrol/fleet_desk";
import { planBox, planLines, planMarks } from "../patrol/lines";
import { patrolChanged, useLive } from "../patrol/live";
import { MakeForm } from "../patrol/make_form";
import { nameIn } from "../patrol/naming";
import { Orders } from "../patrol/orders";
import * as api from "../patrol/plan";
import { SailedDesk } from "../patrol/sailed";
import { sailedLines, sailedShown } from "../patrol/sailed_api";
import { type Search, searchBox, searchLines, searchSquares } from "../patrol/search";
import { SearchDesk } from "../patrol/search_desk";
import { changeText, draftSince, dueText, nm, tonnes } from "../patrol/sentences";
import { Stops } from "../patrol/stops";
import { TableButton } from "../patrol/table_button";
import { Choices, Findings, LeftOut, Rules, Shares } from "../patrol/why";
import { WatersForm } from "../patrol/waters";
import type { LonLat } from "../place";
import { go, link, route } from "../route";
import { may } from "../watchroom";
import { Page, useAction } from "./frame";

const TABS = ["plan", "why", "alternatives", "orders", "assets", "search", "back"] as const;
/** Parts that need no plan. */
const FREE: readonly string[] = ["assets", "search", "back"];
const NO_MARKS: GeoJSON.FeatureCollection = { type: "FeatureCollection", features: [] };

export default function PatrolPage(): JSX.Element {
  const action = useAction();
  const desk = useLive(api.desk);
  const list = useLive(api.plans, (found) => found.plans.some((p) => p.state === "running"));
  const id = createMemo(() => route().id ?? desk.value()?.ordered ?? list.value()?.plans[0]?.id);
  const card = useLive((): Promise<api.PlanCard> | undefined => {
    const wanted = id();
    return wanted ? api.plan(wanted) : undefined;
  }, (found) => found.state === "running", id);
  const tab = (): string => TABS.find((one) => one === route().query.get("tab")) ?? "plan";
  const [chosen, setChosen] = createSignal<string>();
  const [at, setAt] = createSignal<string>();
  const [shown, setShown] = createSignal<api.Alternative>();
  const [ways, setWays] = createSignal<ReadonlyMap<string, LonLat[]>>(new Map());
  const [sought, setSought] = createSignal<Search>();
  const [part, setPart] = createSignal<number>();
  const searching = (): boolean => tab() === "search" && sought() !== undefined;
  let chart: ChartHandle | undefined;
  const showSearch = (found: Search | undefined): void => {
    setSought(() => found);
    setPart(undefined);
    const box = found && searchBox(found);
    if (box) chart?.fit(...box);
  };
  const request = () => card.value()?.request;
  const plan = () => shown()?.plan ?? card.value()?.plan;
  const routes = () => (plan()?.routes ?? []).filter((r) => r.stops.length > 0);
  const busy = () => action.busy() || card.value()?.state === "running";
  const fit = (): void => {
    const box = planBox(plan(), request());
    if (box) chart?.fit(...box);
  };
  const drawn = (): string => `${id()} ${card.value()?.version} ${card.value()?.state}`;
  createEffect(on(drawn, (now) => {
    setShown(undefined);
    setWays(new Map());
    fit();
    void learnWays(card.value(), (found) => {
      // Another plan may have been opened meanwhile.
      if (drawn() === now) setWays(found);
    });
  }));
  const act = (work: () => Promise<unknown>, done?: string): void => void action.run(async () => {
    await work();
    await Promise.all([card.refetch(), list.refetch(), desk.refetch()]);
    return done;
  });
  const rule = (one: api.Rule): void => {
    const plan = card.value()?.id;
    if (plan !== undefined) act(() => api.amend(plan, { add: [one], remove: [] }), t("patrol-amending"));
  };
  const jump = (key: string): void => {
    setAt(key);
    const [asset, n] = key.split("/");
    setChosen(asset);
    const stop = routes().find((r) => r.asset === asset)?.stops[Number(n)];
    if (stop) chart?.flyTo(stop.position);
  };
  return (
    <Page title={t("page-patrol")} lead={t("patrol-lead")}>
      <desk.Told />
      <Show when={desk.value()?.replan_due}>{(due) => <p class="notice" role="status">{t("patrol-replan-due", { reason: dueText(due()) })}</p>}</Show>
      <PlanBar list={list.value()?.plans ?? []} id={id()} card={card.value()} busy={action.busy()} act={act} />
      <action.Said />
      <Show when={draftSince(card.value())}>{(text) => <p class="notice" role="status">{text()}</p>}</Show>
      <nav class="tabs-line" aria-label={t("patrol-parts")}><For each={TABS}>{(one) => <a href={link(id() ? `patrol/${encodeURIComponent(id() ?? "")}` : "patrol", { tab: one })} aria-current={tab() === one ? "page" : undefined}>{t(`patrol-tab-${one}`)}</a>}</For></nav>
      <div class="split patrol-split">
        <div>
          <Show when={id()}><card.Told /></Show>
          <Show when={card.value()} fallback={<Show when={list.value() && !id() && !FREE.includes(tab())}><p class="hint">{t("patrol-none")}</p></Show>}>{(found) => (
            <>
              <Show when={found().state === "failed"}><p class="notice error" role="alert">{t("patrol-failed")}</p></Show>
              <Switch>
                <Match when={tab() === "plan"}>
                  <Figures card={found()} plan={plan()} />
                  <Show when={found().findings}><Findings card={found()} /></Show>
                  <Rules card={found()} busy={busy()} onRemove={(n) => act(() => api.amend(found().id, { add: [], remove: [n] }), t("patrol-amending"))} />
                  <p class="hint">{t("patrol-keys")}</p>
                  <For each={routes()}>{(one) => (
                    <section><div class="row"><h2 class="grow">{nameIn(request(), "asset", one.asset)}</h2>
                      <button type="button" class="quiet" aria-pressed={chosen() === one.asset} onClick={() => setChosen(chosen() === one.asset ? undefined : one.asset)} aria-label={t("patrol-show-named", { name: nameIn(request(), "asset", one.asset) })}>{t("show")}</button>
                      <Show when={may("watch_officer") && found().state === "ready"}><button type="button" class="quiet" disabled={busy()} onClick={() => confirm(t("patrol-lost-ask", { name: nameIn(request(), "asset", one.asset) })) && act(() => api.replan(found().id, { reason: t("patrol-lost-reason", { name: nameIn(request(), "asset", one.asset) }), without: [one.asset] }), t("patrol-replanning"))}>{t("patrol-lost")}</button></Show></div>
                      <Stops card={found()} route={one} chosen={at()} onChoose={jump} onRule={rule} busy={busy()} /></section>
                  )}</For>
                  <Versions card={found()} />
                  <Notes object={ownObject("plan", found().id)} title={t("notes-title")} />
                </Match>
                <Match when={tab() === "why"}><Choices card={found()} /><LeftOut card={found()} onRule={rule} busy={busy()} /><Shares card={found()} /></Match>
                <Match when={tab() === "alternatives"}><AlternativesTable id={found().id} request={request()} shown={shown()?.emphasis} onShow={(a) => {
                  setShown(a);
                  fit();
                }} /></Match>
                <Match when={tab() === "orders"}><OrdersInForce card={found()} onChanged={card.refetch} /></Match>
              </Switch>
            </>
          )}</Show>
          <Switch><Match when={tab() === "assets"}><AssetTable /><TaskTable /><FleetDesk /><WatersForm /></Match><Match when={tab() === "search"}><SearchDesk now={desk.value()?.now} found={sought()} onFound={showSearch} chosen={part()} onChoose={setPart} /></Match><Match when={tab() === "back"}><BackFromSea card={card.value()} now={desk.value()?.now} onSent={patrolChanged} /><SailedDesk card={card.value()} /></Match></Switch>
        </div>
        <div class="split-chart">
          <Chart track={searching() ? searchLines(sought(), part()) : sailedLines(planLines(plan(), request(), chosen(), shown() ? new Map() : ways()), sailedShown())} marks={searching() ? NO_MARKS : planMarks(plan(), request(), chosen(), at())} squares={searching() ? searchSquares(sought()) : NO_MARKS} onHandle={(h) => {
            chart = h;
            fit();
          }} />
        </div>
      </div>
    </Page>
  );
}

/** Orders are of the version that was ordered, whatever was planned since. */
function OrdersInForce(props: { card: api.PlanCard; onChanged: () => Promise<void> }): JSX.Element {
  const other = (): number | undefined => {
    const version = api.orderedVersion(props.card);
    return version === props.card.version ? undefined : version;
  };
  const ordered = useLive((): Promise<api.PlanCard> | undefined => {
    const version = other();
    return version === undefined ? undefined : api.plan(props.card.id, version);
  }, () => false, () => `${props.card.id} ${other()}`);
  return (
    <Show when={other() !== undefined} fallback={<Orders card={props.card} onChanged={props.onChanged} />}>
      <ordered.Told />
      <Show when={ordered.value()}>{(found) => <Orders card={found()} onChanged={() => Promise.all([ordered.refetch(), props.onChanged()]).then(() => undefined)} />}</Show>
    </Show>
  );
}

/** Without an answer the chart shows the lines between stops, as before. */
async function learnWays(card: api.PlanCard | undefined, set: (ways: ReadonlyMap<string, LonLat[]>) => void): Promise<void> {
  if (!card?.plan || card.state !== "ready") return;
  set(await api.ways(card.id, card.version).catch(() => new Map()));
}

function PlanBar(props: { list: api.PlanBrief[]; id: string | undefined; card: api.PlanCard | undefined; busy: boolean; act: (work: () => Promise<unknown>, done?: string) => void }): JSX.Element {
  const running = () => props.card?.state === "running";
  const progress = () => props.card?.progress;
  return (
    <div class="row plan-bar">
      <label class="grow"><span>{t("patrol-plan")}</span><select value={props.id ?? ""} onChange={(e) => go(`patrol/${encodeURIComponent(e.currentTarget.value)}`)}>
        <Show when={props.list.length === 0}><option value="">{t("patrol-none-short")}</option></Show>
        <For each={props.list}>{(p) => <option value={p.id} selected={p.id === props.id}>{p.title || p.id} · {draftSince(p) ?? `${t("patrol-version", { n: p.version })} · ${t(`patrol-status-${p.status}`)}`}</option>}</For></select></label>
      <Show when={running()}>
        <span role="status">{progress()?.first ? t("patrol-first", { value: number(progress()?.value ?? 0) }) : t("patrol-progress", { percent: Math.round((100 * (progress()?.iterations ?? 0)) / Math.max(1, progress()?.budget ?? 1)), value: number(progress()?.value ?? 0) })}</span>
        <button type="button" onClick={() => props.act(() => api.stop(props.card?.id ?? ""))}>{t("patrol-stop")}</button>
      </Show>
      <Show when={may("analyst") && !running()}><MakeForm busy={props.busy} onMake={(wish) => props.act(async () => {
        const made = await api.make(wish);
        go(`patrol/${encodeURIComponent(made.id)}`);
      })} /></Show>
      <Show when={may("watch_officer") && !running() ? props.card : undefined}>{(card) => (
        <>
          <button type="button" disabled={props.busy} onClick={() => props.act(() => api.replan(card().id, { reason: t("patrol-replan-reason"), without: [] }), t("patrol-replanning"))}>{t("patrol-replan")}</button>
          <Show when={card().status !== "ordered"}>
            <button type="button" disabled={props.busy || card().version === undefined || (card().findings ?? []).length > 0} onClick={() => confirm(t("patrol-order-ask")) && props.act(() => api.setStatus(card().id, "ordered", card().version), t("patrol-ordered"))}>{t("patrol-order")}</button>
          </Show>
          <Show when={api.orderedVersion(card()) !== undefined}>
            <button type="button" disabled={props.busy} onClick={() => confirm(t("patrol-withdraw-ask")) && props.act(() => api.setStatus(card().id, "withdrawn"))}>{t("patrol-withdraw")}</button>
          </Show>
        </>
      )}</Show>
    </div>
  );
}

function Figures(props: { card: api.PlanCard; plan: api.Plan | undefined }): JSX.Element {
  const total = () => props.plan?.total;
  return (
    <Show when={total()}>{(sum) => (
      <dl class="figures">
        <div><dt>{t("patrol-value")}</dt><dd>{number(sum().value)}</dd></div><div><dt>{t("patrol-bound")}</dt><dd>{props.card.bound ? `≤ ${number(props.card.bound)}` : "–"}</dd></div>
        <div><dt>{t("patrol-visits")}</dt><dd>{number(sum().tasks)}</dd></div><div><dt>{t("patrol-miles")}</dt><dd>{nm(sum().distance_nm)}</dd></div>
        <div><dt>{t("patrol-fuel")}</dt><dd>{tonnes(sum().fuel_t)}</dd></div><div><dt>{t("patrol-at-risk")}</dt><dd>{props.card.at_risk === undefined ? "–" : number(props.card.at_risk)}</dd></div>
      </dl>
    )}</Show>
  );
}

/** What changed from the version before. */
function Versions(props: { card: api.PlanCard }): JSX.Element {
  const now = () => props.card.version ?? 1;
  const found = useLive((): Promise<{ changes: api.Change[]; kept: number; of: number }> | undefined => (now() > 1 ? api.difference(props.card.id, now() - 1, now()) : undefined), () => false, () => `${props.card.id} ${now()}`);
  return (
    <section><h2>{t("patrol-versions")}</h2>
      <ul class="plain"><For each={[...(props.card.versions ?? [])].reverse()}>{(v) => <li>{t("patrol-version", { n: v.version })} · <span class="mono">{utc(v.made)}</span> · {v.user} · {t(`patrol-cause-${v.cause?.kind ?? "made"}`)}{v.cause?.reason ? `: ${v.cause.reason}` : ""} <TableButton id={props.card.id} version={v.version} /></li>}</For></ul>
      <Show when={now() > 1 && found.value()}>{(diff) => <><p>{t("patrol-kept", { kept: diff().kept, of: diff().of })}</p><ul><For each={diff().changes}>{(change) => <li>{changeText(change, props.card.request)}</li>}</For></ul></>}</Show>
    </section>
  );
}

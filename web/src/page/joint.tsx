// Joint plans with a partner: drafted, looked at as the partner would get it, sent, answered, mended.
import { For, type JSX, Show, createEffect, createMemo, createSignal, on } from "solid-js";
import { Chart, type ChartHandle } from "../chart/chart";
import { Notes } from "../exchange/notes";
import { partners } from "../exchange/partner";
import { PartnerOrders } from "../exchange/partner_orders";
import { number, t } from "../language";
import { AlternativesTable } from "../patrol/alternatives";
import * as api from "../patrol/joint";
import { planBox, planLines, planMarks } from "../patrol/lines";
import { patrolChanged, useLive } from "../patrol/live";
import { useOffer } from "../patrol/offer";
import { Orders } from "../patrol/orders";
import { nameIn } from "../patrol/naming";
import { type Alternative, type Rule, ways as waysOf } from "../patrol/plan";
import { Stops } from "../patrol/stops";
import { Changes, DraftPreview, History } from "../patrol/talk";
import { Choices, Findings, LeftOut, Rules, Shares } from "../patrol/why";
import type { LonLat } from "../place";
import { go, route } from "../route";
import { may } from "../watchroom";
import { Page, useAction } from "./frame";

export default function JointPage(): JSX.Element {
  const action = useAction();
  const list = useLive(api.joints, (found) => found.plans.some((p) => p.state === "running"));
  const [fresh, setFresh] = createSignal(false);
  const [version, setVersion] = createSignal<number>();
  const [chosen, setChosen] = createSignal<string>();
  const [ways, setWays] = createSignal<ReadonlyMap<string, LonLat[]>>(new Map());
  const id = createMemo(() => (fresh() ? undefined : (route().id ?? list.value()?.plans[0]?.id)));
  const card = useLive((): Promise<api.JointCard> | undefined => {
    const wanted = id();
    return wanted ? api.joint(wanted, version()?.toString()) : undefined;
  }, (found) => found.state === "running", id);
  let chart: ChartHandle | undefined;
  const talk = () => card.value()?.joint;
  const request = () => card.value()?.request;
  /** An alternative on the chart instead of the plan. */
  const [shown, setShown] = createSignal<Alternative>();
  const plan = () => shown()?.plan ?? card.value()?.plan;
  const routes = () => (plan()?.routes ?? []).filter((r) => r.stops.length > 0);
  const running = () => card.value()?.state === "running";
  const busy = () => action.busy() || running();
  const own = (asset: string): boolean => request()?.assets.find((a) => a.id === asset)?.agency === talk()?.own;
  const fit = (): void => {
    const box = planBox(plan(), request());
    if (box) chart?.fit(...box);
  };
  // A draft that becomes one of its alternatives keeps its name.
  const drawn = (): string => `${id()} ${card.value()?.digest} ${card.value()?.state} ${card.value()?.points}`;
  createEffect(on(drawn, (now) => {
    setShown(undefined);
    setWays(new Map());
    fit();
    const found = card.value();
    if (!found?.plan || found.state !== "ready") return;
    // Without an answer the chart shows the lines between stops.
    const version = found.digest === "draft" ? "draft" : found.version;
    void waysOf(found.id, version).then((learnt) => drawn() === now && setWays(learnt), () => undefined);
  }));
  createEffect(on(id, () => setVersion(undefined)));
  const act = (work: () => Promise<unknown>, done?: string): void => void action.run(async () => {
    await work();
    patrolChanged();
    await Promise.all([card.refetch(), list.refetch()]);
    return done;
  });
  const step = (wish: api.Step): void => {
    const plan = card.value()?.id;
    if (plan !== undefined) act(() => api.amendJoint(plan, wish), t("patrol-joint-drafting"));
  };
  const show = (found: Alternative | undefined): void => {
    setShown(found);
    fit();
  };
  /** Rules are added to the newest version: nothing is changed from an older one on the screen, whose rules have other numbers. */
  const fixed = (found: api.JointCard): boolean => busy() || (typeof found.joint.head === "number" && found.version !== found.joint.head);
  return (
    <Page title={t("page-joint")} lead={t("patrol-joint-lead")}>
      <list.Told />
      <div class="row plan-bar">
        <label class="grow"><span>{t("patrol-joint-plans")}</span><select value={id() ?? ""} onChange={(e) => {
          setFresh(false);
          go(`joint/${encodeURIComponent(e.currentTarget.value)}`);
        }}>
          <Show when={(list.value()?.plans.length ?? 0) === 0 || fresh()}><option value="">{t("patrol-none-short")}</option></Show>
          <For each={list.value()?.plans}>{(p) => <option value={p.id} selected={p.id === id()}>{p.title || p.id} · {t("patrol-version", { n: p.version })} · {t(`patrol-joint-standing-${p.standing ?? "draft"}`)}</option>}</For></select></label>
        <Show when={may("analyst")}><button type="button" aria-pressed={fresh()} onClick={() => setFresh(!fresh())}>{t("patrol-joint-new")}</button></Show>
      </div>
      <action.Said />
      <div class="split patrol-split">
        <div>
          <Show when={fresh()}><ProposalForm busy={action.busy()} onMade={(made) => {
            setFresh(false);
            go(`joint/${encodeURIComponent(made)}`);
            patrolChanged();
          }} /></Show>
          <Show when={id()}><card.Told /></Show>
          <Show when={card.value()} fallback={<Show when={list.value() && !id() && !fresh()}><p class="hint">{t("patrol-joint-none")}</p></Show>}>{(found) => (
            <>
              <Show when={running()}><p class="notice" role="status">{t("patrol-joint-drafting")}</p></Show>
              <Show when={found().state === "failed"}><p class="notice error" role="alert">{t("patrol-failed")}</p></Show>
              <Show when={found().joint.draft && !running()}><Draft card={found()} busy={busy()} act={act} shown={shown()?.emphasis} onShow={show} /></Show>
              <Show when={found().joint.head !== null && found().joint.head !== undefined}>
                <Standing card={found()} busy={busy()} act={act} />
                <History card={found()} shown={found().version} onShow={(n) => setVersion(n === version() ? undefined : n)} />
                <Show when={may("analyst")}><AmendForm card={found()} busy={busy()} onStep={step} /></Show>
              </Show>
              <Show when={found().digest !== "draft"}><Shares card={found()} version={found().version} /><Gain card={found()} /></Show>
              <InForce card={found()} />
              <Show when={!found().joint.draft && !running() ? found().version : undefined}>{(n) => <AlternativesTable id={found().id} version={String(n())} request={request()} shown={shown()?.emphasis} onShow={show} partners busy={busy()} />}</Show>
              <Show when={found().findings}><Findings card={found()} /></Show>
              <Rules card={found()} busy={fixed(found())} onRemove={(n) => step({ remove: [n], reason: "" })} />
              <For each={routes()}>{(one) => {
                const name = (): string => nameIn(request(), "asset", one.asset);
                return (
                  <section><div class="row"><h2 class="grow">{name()} <span class="hint">{request()?.assets.find((a) => a.id === one.asset)?.agency}</span></h2>
                    <Show when={may("analyst") && own(one.asset) && found().joint.in_force}><button type="button" class="quiet" disabled={fixed(found())} aria-label={t("patrol-joint-lost-named", { name: name() })} onClick={() => confirm(t("patrol-joint-lost-ask", { name: name() })) && step({ replan: true, without: [one.asset], reason: t("patrol-joint-lost-reason", { name: name() }) })}>{t("patrol-joint-lost")}</button></Show></div>
                    <Stops card={found()} route={one} chosen={chosen()} onChoose={setChosen} onRule={(rule: Rule) => step({ add: [rule] })} busy={fixed(found())} /></section>
                );
              }}</For>
              <Notes object={`plan:${found().id}`} title={t("notes-title")} />
              <Show when={found().joint.in_force}><Orders card={ownOnly(found())} onChanged={card.refetch} /><PartnerOrders plan={found().id} nameOf={(asset) => nameIn(request(), "asset", asset)} /></Show>
              <Show when={found().explanation}><Choices card={found()} /><LeftOut card={found()} onRule={(rule) => step({ add: [rule] })} busy={fixed(found())} /></Show>
            </>
          )}</Show>
        </div>
        <div class="split-chart">
          <Chart track={planLines(plan(), request(), undefined, shown() ? new Map() : ways())} marks={planMarks(plan(), request(), undefined, chosen())} onHandle={(h) => {
            chart = h;
            fit();
          }} />
        </div>
      </div>
    </Page>
  );
}

/** Orders are for the own assets. */
function ownOnly(card: api.JointCard): api.JointCard {
  const own = new Set(card.request?.assets.filter((a) => a.agency === card.joint.own).map((a) => a.id));
  return card.plan ? { ...card, plan: { ...card.plan, routes: card.plan.routes.filter((r) => own.has(r.asset)) } } : card;
}

type Act = (work: () => Promise<unknown>, done?: string) => void;

function Standing(props: { card: api.JointCard; busy: boolean; act: Act }): JSX.Element {
  const talk = () => props.card.joint;
  const n = () => talk().head ?? 0;
  const partner = () => talk().partner ?? "";
  const ours = () => talk().head_by === talk().own;
  const waits = () => talk().standing === "proposed";
  const say = (word: "agreed" | "declined", reason: string, version: string, done: string): void => props.act(() => api.answer(props.card.id, version, word, reason), done);
  const head = () => talk().head_digest ?? "";
  const inForce = () => talk().versions.find((v) => v.number === talk().in_force);
  return (
    <div class="panel standing" data-standing={talk().standing}>
      <p><strong>{t("patrol-joint-with")} {partner()}</strong> · {t("patrol-version", { n: n() })} <span class="tag" data-standing={talk().standing}>{t(`patrol-joint-standing-${talk().standing ?? "proposed"}`)}</span></p>
      <p>{talk().in_force ? t("patrol-joint-in-force", { n: talk().in_force ?? 0 }) : t("patrol-joint-in-force-none")} <Show when={waits()}>{ours() ? t("patrol-joint-waits-them", { partner: partner() }) : t("patrol-joint-waits-us")}</Show></p>
      <Show when={may("watch_officer")}><div class="row">
        <Show when={waits() && !ours()}>
          <button type="button" class="primary" disabled={props.busy} onClick={() => confirm(t("patrol-joint-agree-ask", { n: n() })) && say("agreed", "", head(), t("patrol-joint-agreed-done", { n: n() }))}>{t("patrol-joint-agree")}</button>
          <button type="button" disabled={props.busy} onClick={() => {
            const reason = prompt(t("patrol-joint-decline-ask", { n: n(), partner: partner() }));
            if (reason !== null) say("declined", reason, head(), t("patrol-joint-declined-done", { n: n() }));
          }}>{t("patrol-joint-decline")}</button>
        </Show>
        <Show when={inForce()}>{(v) => <button type="button" class="quiet" disabled={props.busy} onClick={() => {
          const reason = prompt(t("patrol-joint-end-ask", { n: v().number, partner: partner() }));
          if (reason !== null) say("declined", reason, v().digest, t("patrol-joint-declined-done", { n: v().number }));
        }}>{t("patrol-joint-end")}</button>}</Show>
      </div></Show>
    </div>
  );
}

function Gain(props: { card: api.JointCard }): JSX.Element {
  const shares = () => props.card.shares ?? [];
  const alone = () => shares().reduce((sum, s) => sum + (typeof s.alone === "number" ? s.alone : (s.alone?.value ?? 0)), 0);
  return <Show when={shares().length > 1}><p class="hint">{t("patrol-joint-together", { value: number(props.card.plan?.total.value ?? 0), alone: number(alone()) })}</p></Show>;
}

/** What each gives and gains by what both agreed to, where another version is on the screen. */
function InForce(props: { card: api.JointCard }): JSX.Element {
  const other = (): number | undefined => {
    const agreed = props.card.joint.in_force ?? undefined;
    return agreed !== undefined && (props.card.version !== agreed || props.card.digest === "draft") ? agreed : undefined;
  };
  const found = useLive((): Promise<api.JointCard> | undefined => {
    const version = other();
    return version === undefined ? undefined : api.joint(props.card.id, String(version));
  }, () => false, () => `${props.card.id} ${other()}`);
  return <Show when={other() !== undefined && found.value()}>{(agreed) => <><Shares card={agreed()} version={agreed().version} /><Gain card={agreed()} /></>}</Show>;
}

function Draft(props: { card: api.JointCard; busy: boolean; act: Act; shown: string | undefined; onShow: (found: Alternative | undefined) => void }): JSX.Element {
  const draft = () => props.card.joint.draft;
  const partner = () => props.card.joint.partner ?? "";
  const stamp = (): string => `${props.card.id} ${JSON.stringify(draft())}`;
  const preview = useLive((): Promise<api.Preview> | undefined => (draft() ? api.previewOf(props.card.id) : undefined), () => false, stamp);
  const drafted = useLive((): Promise<api.JointCard> | undefined => (draft() ? api.joint(props.card.id, "draft") : undefined), () => false, stamp);
  return (
    <section class="panel draft"><h2>{t("patrol-joint-draft", { n: draft()?.number ?? 1 })}</h2>
      <p>{t("patrol-joint-draft-lead", { partner: partner() })}</p>
      <Show when={draft()?.moved}><p class="notice error" role="alert">{t("patrol-joint-draft-moved", { partner: partner() })}</p></Show>
      <Show when={draft()}>{(d) => <Changes changes={d().changes} request={props.card.request} />}</Show>
      <AlternativesTable id={props.card.id} version="draft" stamp={stamp()} request={drafted.value()?.request ?? props.card.request} shown={props.shown} onShow={props.onShow} partners busy={props.busy}
        onChoose={(one) => {
          props.onShow(undefined);
          props.act(() => api.chooseAlternative(props.card.id, one.emphasis), t("patrol-chosen", { name: t(`patrol-emphasis-${one.emphasis}`) }));
        }} />
      <Show when={drafted.value()}>{(card) => <><Shares card={card()} version={card().version} /><Gain card={card()} /></>}</Show>
      <Show when={may("analyst")}>
        <preview.Told />
        <Show when={preview.value()}>{(seen) => <DraftPreview preview={seen()} partner={partner()} />}</Show>
        <div class="row">
          <Show when={may("watch_officer")}><button type="button" class="primary" disabled={props.busy || draft()?.moved || preview.value() === undefined || preview.value()?.decision === "deny"} onClick={() => confirm(t("patrol-joint-send-ask", { partner: partner() })) && props.act(() => api.sendDraft(props.card.id), t("patrol-joint-sent", { partner: partner() }))}>{t("patrol-joint-send", { partner: partner() })}</button></Show>
          <button type="button" disabled={props.busy} onClick={() => props.act(() => api.dropDraft(props.card.id), t("patrol-joint-draft-dropped"))}>{t("patrol-joint-draft-drop")}</button>
        </div>
      </Show>
    </section>
  );
}

function ProposalForm(props: { busy: boolean; onMade: (id: string) => void }): JSX.Element {
  const action = useAction();
  const offer = useOffer();
  const known = useLive(partners);
  const agreed = () => (known.value()?.partners ?? []).filter((p) => p.state === "agreed");
  let form!: HTMLFormElement;
  const text = (name: string): string => String(new FormData(form).get(name) ?? "");
  return (
    <form ref={form} class="panel form" onSubmit={(e) => {
      e.preventDefault();
      void action.run(async () => {
        if (offer.empty()) return t("patrol-joint-offer-nothing");
        const made = await api.propose({ party: text("party"), title: text("title"), days: Number(text("days")), picks: offer.picks() });
        props.onMade(made.id);
        return undefined;
      });
    }}>
      <h2>{t("patrol-joint-new")}</h2>
      <Show when={agreed().length > 0} fallback={<Show when={known.value()}><p class="hint">{t("patrol-joint-no-partner")}</p></Show>}>
        <div class="row">
          <label><span>{t("patrol-joint-partner")}</span><select name="party"><For each={agreed()}>{(p) => <option value={p.party}>{p.name || p.party}</option>}</For></select></label>
          <label class="grow"><span>{t("patrol-joint-title")}</span><input name="title" maxlength="80" required /></label>
          <label><span>{t("patrol-joint-days")}</span><input name="days" type="number" min="0.1" max="366" step="0.1" value="14" required /></label>
        </div>
        <offer.Form />
        <button type="submit" class="primary" disabled={action.busy() || props.busy}>{t("patrol-joint-draft-make")}</button>
      </Show>
      <action.Said />
    </form>
  );
}

function AmendForm(props: { card: api.JointCard; busy: boolean; onStep: (step: api.Step) => void }): JSX.Element {
  const offer = useOffer();
  const [changing, setChanging] = createSignal(false);
  const [reason, setReason] = createSignal("");
  const head = () => props.card.joint.head ?? 0;
  const step = (): api.Step => ({ reason: reason(), ...(changing() ? { picks: offer.picks() } : {}) });
  return (
    <section class="panel form amend"><h2>{t("patrol-joint-amend")}</h2>
      <p class="hint">{t("patrol-joint-amend-lead", { n: head(), next: head() + 1 })}</p>
      <label class="check"><input type="checkbox" name="change-offer" checked={changing()} onChange={() => {
        setChanging(!changing());
        if (changing()) void api.picksOf(props.card.id).then((picks) => offer.set(picks));
      }} /> {t("patrol-joint-amend-offer")}</label>
      <Show when={changing()}><offer.Form /></Show>
      <div class="row">
        <label class="grow"><span>{t("patrol-joint-reason")}</span><input name="reason" maxlength="200" value={reason()} onInput={(e) => setReason(e.currentTarget.value)} /></label>
        <button type="button" class="primary" disabled={props.busy} onClick={() => props.onStep(step())}>{t("patrol-joint-draft-make")}</button>
        <button type="button" disabled={props.busy} onClick={() => props.onStep({ ...step(), replan: true })}>{t("patrol-joint-replan")}</button>
      </div>
    </section>
  );
}

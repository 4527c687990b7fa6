// The plan: what it reaches, its proof, what it means for each partner, why some stay, what would help, legs and buses.
import { For, type JSX, Show, createSignal } from "solid-js";
import { call } from "../api";
import { number, t, word } from "../language";
import { utc, utcClock } from "../moment";
import { useAction } from "../page/frame";
import { When } from "../when";
import { may } from "../watchroom";
import { type Manifest, type PartnerFigure, type Plan, type Waiting, at, minute, proven } from "./evacuation";
import { ManifestView } from "./manifest";
import { ReceptionView } from "./reception";
import { Stress } from "./stress";

export function PlanView(props: { crisis: string; plan: Plan }): JSX.Element {
  const stranded = (): [string, number][] => Object.entries(props.plan.stranded);
  return (
    <>
      <p class="figures">
        <span>{t("evac-version", { version: props.plan.version, time: utc(props.plan.made_ms / 1000), by: props.plan.by })}</span>
        <span>{t("evac-lifted", { count: number(props.plan.lifted) })}</span>
        <span>{t("evac-left", { count: number(props.plan.not_lifted) })}</span>
        <span>{proven(props.plan.gap_pct)}</span>
        <span>{word("evac-method", props.plan.method)}</span>
      </p>
      <Show when={props.plan.violations.length === 0} fallback={<p class="notice error" role="alert">{t("evac-rules-broken", { count: props.plan.violations.length })}</p>}>
        <p class="done">{t("evac-rules-kept")}</p>
      </Show>
      <Show when={props.plan.changed > 0}><p class="notice">{t("evac-changed", { changed: props.plan.changed, disrupted: props.plan.disrupted })}</p></Show>
      <div class="split">
        <Show when={props.plan.partners.length > 0}><Partners plan={props.plan} /></Show>
        <Waits plan={props.plan} />
      </div>
      <Show when={stranded().length > 0}>
        <table class="wrapped"><caption>{t("evac-why-left")}</caption>
          <thead><tr><th scope="col">{t("evac-why")}</th><th scope="col" class="num">{t("evac-people")}</th></tr></thead>
          <tbody><For each={stranded()}>{([code, people]) => <tr><th scope="row">{word("evac-obstacle", code.replace("evac-obstacle-", ""))}</th><td class="num">{number(people)}</td></tr>}</For></tbody>
        </table>
      </Show>
      <Helps plan={props.plan} />
      <ReceptionView plan={props.plan} />
      <Show when={may("consular")}><Stress crisis={props.crisis} plan={props.plan} /></Show>
      <Legs crisis={props.crisis} plan={props.plan} />
      <Buses plan={props.plan} />
      <Vehicles plan={props.plan} />
    </>
  );
}

function Partners(props: { plan: Plan }): JSX.Element {
  const change = (alone: number, pooled: number): string => (alone > 0 ? `${number(100 * (pooled / alone - 1), 1)} %` : "");
  const more = (one: PartnerFigure, than: number): string => (100 * (one.pooled / Math.max(than, 1) - 1)).toFixed(1);
  /** Those of whom it is not proven that they could do no better alone: the stand-alone plan may not be their best. */
  const doubtful = (): PartnerFigure[] => props.plan.partners.filter((one) => one.pooled <= one.alone && (one.alone_bound ?? 0) > 0 && Number(more(one, one.alone_bound ?? 0)) > 0);
  return (
    <div>
      <For each={props.plan.partners.filter((one) => one.pooled > one.alone)}>{(one) => <p class="notice error" role="alert">{t("evac-harmed", { partner: one.partner, more: more(one, one.alone) })}</p>}</For>
      <div class="scroll" tabindex="0" role="region" aria-label={t("evac-partners")}>
        <table class="wrapped"><caption>{t("evac-partners")}</caption>
          <thead><tr><th scope="col">{t("evac-partner")}</th><th scope="col" class="num">{t("evac-alone-left")}</th><th scope="col" class="num">{t("evac-pooled-left")}</th><th scope="col" class="num">{t("evac-change")}</th><th scope="col" class="num">{t("evac-given")}</th><th scope="col" class="num">{t("evac-received")}</th></tr></thead>
          <tbody><For each={props.plan.partners}>{(one) => (
            <tr><th scope="row">{one.partner}</th><td class="num">{number(one.alone_not_lifted)}</td><td class="num">{number(one.pooled_not_lifted)}</td><td class="num">{change(one.alone, one.pooled)}</td><td class="num">{number(one.seats_given)}</td><td class="num">{number(one.seats_received)}</td></tr>
          )}</For></tbody>
        </table>
      </div>
      <For each={doubtful()}>{(one) => <p class="hint">{t("evac-alone-doubt", { partner: one.partner, more: more(one, one.alone_bound ?? 0) })}</p>}</For>
    </div>
  );
}

function Waits(props: { plan: Plan }): JSX.Element {
  const lines = (): [string, Waiting][] => [[t("evac-all"), props.plan.fairness.all], ...Object.entries(props.plan.fairness.partner)];
  const hours = (value: number | null): string => (value === null ? "–" : number(value, 1));
  return (
    <table class="wrapped"><caption>{t("evac-waiting")}</caption>
      <thead><tr><th scope="col">{t("evac-partner")}</th><th scope="col" class="num">{t("evac-people")}</th><th scope="col" class="num">{t("evac-median")}</th><th scope="col" class="num">{t("evac-p90")}</th><th scope="col" class="num">{t("evac-last")}</th></tr></thead>
      <tbody><For each={lines()}>{([name, one]) => <tr><th scope="row">{name}</th><td class="num">{number(one.people)}</td><td class="num">{hours(one.median_h)}</td><td class="num">{hours(one.p90_h)}</td><td class="num">{hours(one.last_h)}</td></tr>}</For></tbody>
    </table>
  );
}

/** What each vehicle that goes out and back does. */
function Vehicles(props: { plan: Plan }): JSX.Element {
  const all = () => props.plan.vehicles ?? [];
  return (
    <Show when={all().length > 0}>
      <details data-plan="vehicles"><summary>{t("evac-vehicles", { count: all().length, trips: all().reduce((sum, one) => sum + one.trips.length, 0) })}</summary>
        <div class="scroll" tabindex="0" role="region" aria-label={t("evac-vehicle")}>
          <table class="wrapped"><caption class="hidden">{t("evac-vehicle")}</caption>
            <thead><tr><th scope="col">{t("evac-vehicle")}</th><th scope="col">{t("evac-partner")}</th><th scope="col" class="num">{t("evac-seats")}</th><th scope="col">{t("evac-trips")}</th></tr></thead>
            <tbody><For each={all()}>{(one) => (
              <tr><th scope="row">{one.name}</th><td>{one.owner}</td><td class="num">{number(one.seats)}</td>
                <td><Show when={one.trips.length > 0} fallback={t("evac-trips-none", { place: one.at ?? "" })}><ol class="plain"><For each={one.trips}>{(trip) => <li>{minute(trip.departure)} {trip.from} → {trip.to} {utcClock(trip.arrival)}</li>}</For></ol></Show></td></tr>
            )}</For></tbody>
          </table>
        </div>
      </details>
    </Show>
  );
}

function Helps(props: { plan: Plan }): JSX.Element {
  return (
    <Show when={props.plan.helps.length > 0}>
      <details><summary>{t("evac-helps")}</summary>
        <table class="wrapped"><caption class="hidden">{t("evac-helps")}</caption>
          <thead><tr><th scope="col">{t("evac-help")}</th><th scope="col">{t("evac-place")}</th><th scope="col">{t("evac-leg")}</th><th scope="col">{t("evac-time")}</th><th scope="col" class="num">{t("evac-saves")}</th></tr></thead>
          <tbody><For each={props.plan.helps}>{(help) => <tr><th scope="row">{word("evac-help", help.code.replace("evac-help-", ""))}</th><td>{help.place}</td><td>{help.leg}</td><td><When at={help.time} /></td><td class="num">{number(help.saves_h)}</td></tr>}</For></tbody>
        </table>
      </details>
    </Show>
  );
}

function Legs(props: { crisis: string; plan: Plan }): JSX.Element {
  const [manifest, setManifest] = createSignal<Manifest>();
  const action = useAction();
  const show = (leg: string): void => void action.run(async () => {
    setManifest(await call<Manifest>(at(props.crisis, `manifests/${encodeURIComponent(leg)}`)));
    return undefined;
  });
  return (
    <>
      <div class="scroll" tabindex="0" role="region" aria-label={t("evac-legs")}>
        <table class="wrapped"><caption>{t("evac-legs")}</caption>
          <thead><tr><th scope="col">{t("evac-leg")}</th><th scope="col">{t("evac-owner")}</th><th scope="col">{t("evac-route")}</th><th scope="col">{t("evac-cutoff")}</th><th scope="col">{t("evac-departs")}</th><th scope="col">{t("evac-arrives")}</th><th scope="col" class="num">{t("evac-load")}</th><Show when={may("consular")}><th scope="col">{t("evac-manifest")}</th></Show></tr></thead>
          <tbody><For each={props.plan.legs}>{(leg) => (
            <tr><th scope="row">{leg.name} <Show when={leg.status === "cancelled" || leg.status === "closed"}><span class="tag">{word("transport-status", leg.status)}</span></Show></th><td>{leg.owner}</td><td>{leg.from} – {leg.to}</td><td><When at={leg.cutoff} /></td><td><When at={leg.departure} /></td><td><When at={leg.arrival} /></td><td class="num">{number(leg.people)} / {number(leg.seats + leg.stretchers)}</td>
              <Show when={may("consular")}><td><button type="button" aria-label={`${t("evac-manifest")} ${leg.name}`} onClick={() => show(leg.id)}>{t("evac-show")}</button></td></Show></tr>
          )}</For></tbody>
        </table>
      </div>
      <action.Said />
      <Show when={manifest()}>{(found) => <ManifestView crisis={props.crisis} manifest={found()} onChange={() => show(found().leg.id)} />}</Show>
    </>
  );
}

function Buses(props: { plan: Plan }): JSX.Element {
  return (
    <Show when={props.plan.buses.length > 0}>
      <details><summary>{t("evac-buses")}</summary>
        <table class="wrapped"><caption class="hidden">{t("evac-buses")}</caption>
          <thead><tr><th scope="col">{t("evac-departs")}</th><th scope="col">{t("evac-route")}</th><th scope="col" class="num">{t("evac-people")}</th></tr></thead>
          <tbody><For each={props.plan.buses}>{(bus) => <tr><th scope="row"><When at={bus.departure} /></th><td>{bus.from} – {bus.to}</td><td class="num">{number(bus.people)}</td></tr>}</For></tbody>
        </table>
      </details>
    </Show>
  );
}

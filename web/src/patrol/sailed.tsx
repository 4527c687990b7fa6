// A plan beside what was sailed: of each asset when it came how near to its stops, what of a search was swept, and for
// how long nothing was received. What nothing was received of is unknown, never a stop that was missed.
import { For, type JSX, Show, createEffect, createSignal, on, onCleanup } from "solid-js";
import { saveFile } from "../exchange/save";
import { number, t } from "../language";
import { utc } from "../moment";
import { FileChoice } from "../page/file_choice";
import { useAction } from "../page/frame";
import { may } from "../watchroom";
import { useLive } from "./live";
import type { PlanCard } from "./plan";
import * as api from "./sailed_api";
import { hours, nm, taskKind } from "./sentences";

const percent = (share: number): string => `${number(100 * share)} %`;
const some = (value: number | undefined, told: (value: number) => string): string => (value === undefined ? "–" : told(value));
const when = (time: string | undefined): string => (time === undefined ? "–" : utc(time));

export function SailedDesk(props: { card: PlanCard | undefined }): JSX.Element {
  const action = useAction();
  const [wish, setWish] = createSignal<api.Wish>({ late_h: undefined, reach_nm: undefined, silence_min: undefined });
  let form!: HTMLFormElement;
  const read = (): api.Wish => {
    const data = new FormData(form);
    const value = (name: string): number | undefined => (String(data.get(name) ?? "").trim() ? Number(data.get(name)) : undefined);
    return { late_h: value("late"), reach_nm: value("reach"), silence_min: value("silence") };
  };
  const compare = (id: string): void => void action.run(async () => {
    setWish(read());
    api.showSailed(await api.sailed(id, wish()));
    return undefined;
  });
  // What was compared is of one plan.
  createEffect(on(() => props.card?.id, () => api.showSailed(undefined), { defer: true }));
  onCleanup(() => api.showSailed(undefined));
  return (
    <Show when={props.card}>{(card) => (
      <section><h2>{t("sailed-title")}</h2>
        <p class="hint">{t("sailed-lead")}</p>
        <form ref={form} class="row" onSubmit={(e) => {
          e.preventDefault();
          compare(card().id);
        }}>
          <label><span>{t("sailed-late")}</span><input name="late" type="number" min="0" max="8760" step="1" placeholder="24" /></label>
          <label><span>{t("sailed-reach")}</span><input name="reach" type="number" min="0.05" max="200" step="0.05" placeholder="3" /></label>
          <label><span>{t("sailed-silence-min")}</span><input name="silence" type="number" min="1" max="10080" step="1" placeholder="60" /></label>
          <button type="submit" class="primary" disabled={action.busy()}>{t("sailed-compare")}</button>
          <Show when={api.sailedShown()}><button type="button" disabled={action.busy()} onClick={() => void action.run(async () => {
            saveFile(await api.sailedTable(card().id, wish()), `${card().id}-sailed.csv`);
            return t("patrol-saved");
          })}>{t("sailed-save")}</button></Show>
        </form>
        <action.Said />
        <Show when={api.sailedShown()}>{(found) => <Comparison found={found()} />}</Show>
        <KnownBy card={card()} />
      </section>
    )}</Show>
  );
}

function Comparison(props: { found: api.Sailed }): JSX.Element {
  return (
    <>
      <p class="hint">{t("sailed-of", { version: props.found.version, time: utc(props.found.now) })}</p>
      <For each={props.found.assets}>{(asset) => <AssetPart asset={asset} />}</For>
      <Show when={props.found.searches.length > 0}><Searches all={props.found.searches} /></Show>
    </>
  );
}

function AssetPart(props: { asset: api.AssetSailed }): JSX.Element {
  const name = (): string => props.asset.name || props.asset.asset;
  return (
    <section><h3>{name()}</h3>
      <p>{t("sailed-sum", { fixes: props.asset.fixes, sailed: nm(props.asset.sailed_nm), planned: nm(props.asset.planned_nm), sailedh: hours(props.asset.sailed_h), plannedh: hours(props.asset.planned_h) })}</p>
      <Show when={props.asset.unknown_h > 0}>
        <details><summary>{t("sailed-unknown", { hours: hours(props.asset.unknown_h) })}</summary>
          <ul class="plain"><For each={props.asset.silences}>{(one) => <li class="mono">{utc(one.from)} – {utc(one.to)}</li>}</For></ul></details>
      </Show>
      <div class="scroll" tabindex="0" role="region" aria-label={t("sailed-of-asset", { asset: name() })}><table class="small">
        <thead><tr><th>{t("patrol-what")}</th><th>{t("sailed-state")}</th><th>{t("sailed-planned")}</th><th>{t("sailed-arrived")}</th><th class="num">{t("sailed-late-by")}</th><th class="num">{t("sailed-nearest")}</th><th class="num">{t("sailed-there")}</th><th class="num">{t("patrol-leg")}</th><th>{t("sailed-swept")}</th></tr></thead>
        <tbody><For each={props.asset.visits}>{(visit) => <VisitRow visit={visit} />}</For></tbody></table></div>
    </section>
  );
}

function VisitRow(props: { visit: api.VisitSailed }): JSX.Element {
  const one = (): api.VisitSailed => props.visit;
  return (
    <tr><th scope="row">{one().name}<br /><span class="hint">{one().task_kind ? taskKind(one().task_kind ?? "") : t(`patrol-stop-${one().what}`)}</span></th>
      <td><span class="tag" data-state={one().state === "done" || one().state === "reached" ? "good" : "open"}>{t(`sailed-state-${one().state}`)}</span></td>
      <td class="mono">{utc(one().arrive)}</td><td class="mono">{when(one().arrived)}</td><td class="num">{some(one().late_h, hours)}</td>
      <td class="num">{some(one().nearest?.distance_nm, (value) => `${number(value, 1)} ${t("patrol-nm")}`)}<br /><span class="hint mono">{when(one().nearest?.time)}</span><Show when={one().of_ship}><br /><span class="hint">{t("sailed-of-ship")}</span></Show></td>
      <td class="num">{hours(one().there_h)} / {hours(one().planned_h)}</td><td class="num">{some(one().sailed_nm, nm)} / {nm(one().planned_nm)}</td>
      <td><Show when={one().swept}>{(swept) => <>{t("sailed-swept-share", { share: percent(swept().share), track: nm(swept().track_nm) })}<br /><span class="hint">{t("sailed-pod", { pod: percent(swept().pod), planned: percent(swept().pod_planned) })}<Show when={swept().unknown_h > 0}> · {t("sailed-pod-least", { hours: hours(swept().unknown_h) })}</Show></span></>}</Show></td></tr>
  );
}

function Searches(props: { all: api.SearchSailed[] }): JSX.Element {
  return (
    <section><h3>{t("sailed-searches")}</h3>
      <p class="hint">{t("sailed-searches-why")}</p>
      <ul class="plain"><For each={props.all}>{(one) => (
        <li><label class="check"><input type="checkbox" disabled={!one.empty} checked={api.isTaken(one.task)} onChange={(e) => api.takeSearch(one, e.currentTarget.checked)} /> {t("sailed-search", { name: one.name || one.task, pod: percent(one.pod), planned: percent(one.pod_planned) })}</label></li>
      )}</For></ul>
    </section>
  );
}

/** By which MMSI or file the track of each asset is known; asked for when somebody opens it. */
function KnownBy(props: { card: PlanCard }): JSX.Element {
  const [open, setOpen] = createSignal(false);
  return (
    <details onToggle={(e) => setOpen(e.currentTarget.open)}><summary>{t("sailed-known-by")}</summary>
      <p class="hint">{t("sailed-known-by-why")}</p>
      <Show when={open()}><Ways card={props.card} /></Show>
    </details>
  );
}

function Ways(props: { card: PlanCard }): JSX.Element {
  const action = useAction();
  const known = useLive(api.tracks);
  const assets = (): { id: string; name?: string | undefined }[] => {
    const busy = new Set((props.card.plan?.routes ?? []).filter((route) => route.stops.length > 0).map((route) => route.asset));
    return (props.card.request?.assets ?? []).filter((one) => busy.has(one.id));
  };
  const act = (work: () => Promise<string | undefined>): void => void action.run(async () => {
    const said = await work();
    await known.refetch();
    return said;
  });
  const bring = (id: string, file: File): void => act(async () => {
    const kept = await api.putTrack(id, api.trackName(file.name), file);
    return t("sailed-track-kept", { fixes: kept.fixes, refused: kept.refused ?? 0 });
  });
  return (
    <>
      <known.Told /><action.Said />
      <Show when={known.value()}>{(found) => (
        <ul class="plain"><For each={assets()}>{(asset) => {
          const name = (): string => asset.name || asset.id;
          const mmsi = (): number | undefined => found().assets.find((one) => one.asset === asset.id)?.mmsi;
          const own = (): api.Track[] => found().tracks.filter((one) => one.asset === asset.id);
          return (
            <li><h3>{name()}</h3>
              <div class="row">
                <label><span>{t("sailed-mmsi", { name: name() })}</span><input inputmode="numeric" pattern="\d{7,9}" maxlength="9" value={mmsi() ?? ""} disabled={!may("analyst") || action.busy()} onChange={(e) => {
                  const text = e.currentTarget.value.trim();
                  if (e.currentTarget.reportValidity()) act(() => api.putMmsi(asset.id, text ? Number(text) : null).then(() => t("patrol-saved")));
                }} /></label>
                <Show when={may("analyst")}><FileChoice label={t("sailed-bring", { name: name() })} accept=".gpx,.csv,application/gpx+xml,text/csv" onFile={(file) => bring(asset.id, file)} /></Show>
              </div>
              <ul class="plain"><For each={own()}>{(track) => (
                <li>{t("sailed-track", { name: track.name, fixes: track.fixes, first: when(track.first ?? undefined), last: when(track.last ?? undefined) })}
                  <Show when={may("analyst")}> <button type="button" class="quiet" disabled={action.busy()} aria-label={t("sailed-drop-named", { name: track.name })} onClick={() => confirm(t("sailed-drop-ask", { name: track.name })) && act(() => api.dropTrack(asset.id, track.name).then(() => undefined))}>{t("sailed-drop")}</button></Show></li>
              )}</For></ul></li>
          );
        }}</For></ul>
      )}</Show>
    </>
  );
}

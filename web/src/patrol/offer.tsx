// What we offer to a joint plan: assets, with what is kept back of each, and tasks. What is not ticked does not leave.
import { type Accessor, For, type JSX, Show, createMemo, createSignal } from "solid-js";
import { number, t, word } from "../language";
import { CAPABILITIES, type Capability, type Picks } from "./joint";
import { useLive } from "./live";
import { taskName } from "./naming";
import { assets, tasks } from "./plan";
import { taskKind } from "./sentences";

export interface OfferChoice { picks: () => Picks; empty: () => boolean; set: (picks: Picks) => void; Form: () => JSX.Element }

interface Row { value: { id: string } }

/**
 * The rows of a list that changes while somebody ticks in it: none moves under the hand, what is new comes last, and what is
 * ticked stays to be seen when it has left the list.
 */
function useSteady<R extends Row>(rows: () => readonly R[], ticked: (id: string) => boolean): { ids: Accessor<string[]>; row: (id: string) => R | undefined; listed: (id: string) => boolean } {
  const listed = createMemo(() => new Map(rows().map((row) => [row.value.id, row])));
  const met = createMemo<ReadonlyMap<string, R>>((before) => new Map([...before, ...listed()]), new Map<string, R>());
  return {
    ids: () => [...met().keys()].filter((id) => listed().has(id) || ticked(id)),
    row: (id) => met().get(id),
    listed: (id) => listed().has(id),
  };
}

export function useOffer(): OfferChoice {
  const fleet = useLive(assets);
  const work = useLive(tasks);
  const [ships, setShips] = createSignal<ReadonlyMap<string, ReadonlySet<Capability>>>(new Map());
  const [keeps, setKeeps] = createSignal(false);
  const [looks, setLooks] = createSignal<ReadonlySet<string>>(new Set<string>());
  const inService = () => (fleet.value()?.assets ?? []).filter((row) => row.in_service);
  const open = () => (work.value()?.tasks ?? []).filter((row) => row.state === "open" || row.state === "planned");
  const steadyShips = useSteady(inService, (id) => ships().has(id));
  const steadyLooks = useSteady(open, (id) => looks().has(id));
  const toggleShip = (id: string): void => {
    const next = new Map(ships());
    if (!next.delete(id)) next.set(id, new Set());
    setShips(next);
  };
  const toggleKept = (id: string, what: Capability): void => {
    const kept = new Set(ships().get(id));
    if (!kept.delete(what)) kept.add(what);
    setShips(new Map(ships()).set(id, kept));
  };
  const toggleLook = (id: string): void => {
    const next = new Set(looks());
    if (!next.delete(id)) next.add(id);
    setLooks(next);
  };
  const Form = (): JSX.Element => (
    <fieldset class="offer"><legend>{t("patrol-joint-offer")}</legend>
      <div class="row"><h3 class="grow">{t("patrol-joint-offer-assets")}</h3><button type="button" class="quiet" onClick={() => setShips(new Map(inService().map((row) => [row.value.id, ships().get(row.value.id) ?? new Set<Capability>()])))}>{t("patrol-joint-offer-all")}</button></div>
      <Show when={steadyShips.ids().length > 0} fallback={<p class="hint">{t("patrol-assets-none")}</p>}>
        <div class="scroll" tabindex="0" role="region" aria-label={t("patrol-joint-offer-assets")}><table class="small">
          <thead><tr><th>{t("col-name")}</th><th>{t("col-kind")}</th><th>{t("patrol-joint-keep-back")}</th></tr></thead>
          <tbody><For each={steadyShips.ids()}>{(id) => <Show when={steadyShips.row(id)}>{(row) => {
            const name = (): string => row().value.name || id;
            return (
              <tr><th scope="row"><label class="check"><input type="checkbox" name="asset" value={id} checked={ships().has(id)} onChange={() => toggleShip(id)} aria-label={t("patrol-joint-offer-named", { name: name() })} /> {name()}</label><Gone listed={steadyShips.listed(id)} /></th><td>{word("asset-class", row().value.class)}</td>
                <td class="wrap"><For each={CAPABILITIES}>{(what) => <label class="check"><input type="checkbox" name={`kept-${id}`} value={what} disabled={!ships().has(id)} checked={ships().get(id)?.has(what) ?? false} onChange={() => toggleKept(id, what)} aria-label={t("patrol-joint-keep-back-named", { what: t(`patrol-joint-capability-${what}`), name: name() })} /> {t(`patrol-joint-capability-${what}`)} </label>}</For></td></tr>
            );
          }}</Show>}</For></tbody></table></div>
      </Show>
      <div class="row"><h3 class="grow">{t("patrol-joint-offer-tasks")}</h3><button type="button" class="quiet" onClick={() => setLooks(new Set(open().map((row) => row.value.id)))}>{t("patrol-joint-offer-all")}</button></div>
      <Show when={steadyLooks.ids().length > 0} fallback={<p class="hint">{t("patrol-tasks-none")}</p>}>
        <div class="scroll tall" tabindex="0" role="region" aria-label={t("patrol-joint-offer-tasks")}><table class="small">
          <thead><tr><th>{t("col-name")}</th><th>{t("col-kind")}</th><th class="num">{t("patrol-value")}</th></tr></thead>
          <tbody><For each={steadyLooks.ids()}>{(id) => <Show when={steadyLooks.row(id)}>{(row) => {
            const name = (): string => taskName(row().value);
            return <tr><th scope="row"><label class="check"><input type="checkbox" name="task" value={id} checked={looks().has(id)} onChange={() => toggleLook(id)} aria-label={t("patrol-joint-offer-named", { name: name() })} /> {name()}</label><Gone listed={steadyLooks.listed(id)} /></th><td>{taskKind(row().value.kind)}</td><td class="num">{number(row().value.value, 1)}</td></tr>;
          }}</Show>}</For></tbody></table></div>
      </Show>
      <label class="check"><input type="checkbox" name="keep-waters" checked={keeps()} onChange={(e) => setKeeps(e.currentTarget.checked)} /> {t("patrol-joint-keep-waters")}</label>
    </fieldset>
  );
  return {
    picks: () => ({ assets: [...ships()].map(([id, kept]) => ({ id, without: [...kept] })), tasks: [...looks()], keep_waters: keeps() }),
    empty: () => ships().size === 0 && looks().size === 0,
    set: (picks) => {
      setShips(new Map(picks.assets.map((one) => [one.id, new Set(one.without ?? [])])));
      setLooks(new Set(picks.tasks));
      setKeeps(picks.keep_waters ?? false);
    },
    Form,
  };
}

/** Said beside what is ticked and has left the list since: it cannot be offered. */
function Gone(props: { listed: boolean }): JSX.Element {
  return <Show when={!props.listed}><p class="hint">{t("patrol-joint-offer-gone")}</p></Show>;
}

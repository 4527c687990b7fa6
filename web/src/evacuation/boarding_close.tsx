// The door of a leg: who is aboard and who is not, families in two parts, partners' people counted, boarding closed and opened
// again, and scans that contradict it.
import { For, type JSX, Show, createResource, createSignal } from "solid-js";
import { call } from "../api";
import { shown } from "../crisis/crisis";
import { partyName } from "../exchange/known";
import { number, t } from "../language";
import { utc } from "../moment";
import { Waiting, useAction } from "../page/frame";
import { at } from "./evacuation";

type Places = [number, number];
interface Person { id: string; names: { script: string; family: string; given: string }[] | null; minor: boolean; stretcher: boolean }
interface Family { group: string; aboard: Person[]; ashore: Person[]; minor_alone: boolean }
interface AtDoor { planned: number; held: Places; given_back: Places; told: number; embarked: Places; split: string[] }
interface Reopened { at_ms: number; by: string; reason: string }
interface Closing {
  in_force: boolean; owner: string; closed_ms: number; by: string; digest: string; intact: boolean; aboard: (Person & { standby: boolean })[]; absent: Person[];
  empty: Places; reopened: Reopened | null; undone: { closed_ms: number; by: string; digest: string; reopened: Reopened }[];
}
interface Late extends Person { kind: "late_aboard" | "no_show_aboard"; scanned_ms: number | null; device: string | null; closed_ms: number | null; settled: boolean }
interface Door {
  leg: { id: string; name: string; owner: string }; ours: boolean; places: Places; aboard: Person[]; waiting: Person[]; standby: Person[]; families: Family[];
  partners: Record<string, AtDoor>; minors_alone: number; closing: Closing | null;
  told: { party: string; closing: { closed_ms: number; open: boolean; people: { embarked: boolean }[] } } | null; late: Late[];
  back?: { seats: number; stretchers: number }[]; partners_told?: number; partners_untold?: number;
}
type Decision = "part" | "together";

const time = (ms: number | null): string => (ms === null ? "–" : utc(ms / 1000, true));
const name = (one: Person): string => (one.names ? shown(one.names) : one.id.slice(0, 8));
const named = (all: readonly Person[]): string => all.map(name).join(" / ");

export function BoardingDoor(props: { crisis: string; leg: string; onChange: () => void }): JSX.Element {
  const path = (rest: string): string => at(props.crisis, `manifests/${encodeURIComponent(props.leg)}/${rest}`);
  const [door, { mutate }] = createResource(() => path("boarding"), (asked) => call<Door>(asked));
  const action = useAction();
  const send = (rest: string, json: unknown, said: (door: Door) => string): Promise<boolean> => action.run(async () => {
    const next = await call<Door>(path(rest), { json });
    mutate(next);
    props.onChange();
    const untold = (next.partners_untold ?? 0) > 0 ? t("boarding-close-untold", { count: next.partners_untold ?? 0 }) : "";
    const told = (next.partners_told ?? 0) > 0 ? t("boarding-close-told", { told: next.partners_told ?? 0 }) : "";
    return [said(next), told, untold].filter(Boolean).join(" ");
  });
  const closed = (next: Door): string => t("boarding-close-done", {
    aboard: number(next.closing?.aboard.length ?? 0), absent: number(next.closing?.absent.length ?? 0), back: number((next.back ?? []).reduce((sum, one) => sum + one.seats + one.stretchers, 0)),
  });
  return (
    <div data-door>
      <Show when={!door.error && door.latest} fallback={<Waiting error={door.error} loading={t("loading")} />}>{(found) => (
        <>
          <h3>{t("boarding-close-title", { leg: found().leg.name })}</h3>
          <Said door={found()} />
          <Show when={found().closing?.in_force ? found().closing : undefined} keyed fallback={<Open door={found()} busy={action.busy()} onClose={(wish) => void send("close", wish, closed)} />}>{(paper) => (
            <Closed paper={paper} busy={action.busy()} onReopen={(reason) => void send("reopen", { reason }, () => t("boarding-close-reopened"))} />
          )}</Show>
          <Show when={found().late.length > 0}>
            <h4>{t("boarding-close-late")}</h4>
            <ul data-door-late><For each={found().late}>{(one) => (
              <li class={one.settled ? undefined : "error"}>{t(one.kind === "late_aboard" ? "boarding-close-late-aboard" : "boarding-close-late-absent", { name: name(one), scanned: time(one.scanned_ms), device: one.device ?? t("boarding-close-node"), closed: time(one.closed_ms) })}</li>
            )}</For></ul>
          </Show>
        </>
      )}</Show>
      <action.Said />
    </div>
  );
}

/** What the owner of a leg said, and what is wrong at the door whatever is decided. */
function Said(props: { door: Door }): JSX.Element {
  const told = () => props.door.told;
  return (
    <>
      <Show when={told()}>{(word) => (
        <p class="notice">{word().closing.open ? t("boarding-close-heard-open", { partner: partyName(word().party) }) : t("boarding-close-heard", {
          partner: partyName(word().party), time: time(word().closing.closed_ms), aboard: number(word().closing.people.filter((one) => one.embarked).length),
        })}</p>
      )}</Show>
      <Show when={props.door.minors_alone > 0}><p class="notice error" role="alert">{t("boarding-close-minors", { count: props.door.minors_alone })}</p></Show>
    </>
  );
}

function Open(props: { door: Door; busy: boolean; onClose: (wish: unknown) => void }): JSX.Element {
  const [when, setWhen] = createSignal("");
  const [families, setFamilies] = createSignal<Record<string, Decision>>({});
  const [counts, setCounts] = createSignal<Record<string, Places>>({});
  const mayClose = (): boolean => props.door.ours || props.door.told?.closing.open === false;
  const close = (event: SubmitEvent): void => {
    event.preventDefault();
    const going = props.door.waiting.length;
    if (!confirm(t("boarding-close-sure", { leg: props.door.leg.name, count: number(going) }))) return;
    props.onClose({ ...(when() ? { at: `${when()}:00Z` } : {}), families: families(), partners: counts() });
  };
  const counted = (code: string): Places => counts()[code] ?? props.door.partners[code]?.embarked ?? [0, 0];
  const count = (code: string, place: 0 | 1, value: number): void => {
    const next: Places = [...counted(code)];
    next[place] = Number.isInteger(value) && value >= 0 ? value : 0;
    setCounts({ ...counts(), [code]: next });
  };
  return (
    <>
      <p class="figures"><span>{t("boarding-close-figures", {
        aboard: number(props.door.aboard.length), waiting: number(props.door.waiting.length), standby: number(props.door.standby.length), seats: number(props.door.places[0]), stretchers: number(props.door.places[1]),
      })}</span></p>
      <Show when={mayClose()} fallback={<p class="hint">{t("boarding-close-owner", { owner: props.door.leg.owner })}</p>}>
        <form class="form" data-close onSubmit={close}>
          <p class="hint">{t("boarding-close-lead")}</p>
          <Show when={props.door.families.length > 0}>
            <p class="notice error" role="alert">{t("boarding-close-families")}</p>
            <For each={props.door.families}>{(family) => (
              <fieldset data-family={family.group}><legend>{t("boarding-close-family", { aboard: number(family.aboard.length), ashore: number(family.ashore.length), names: named([...family.aboard, ...family.ashore]) })}</legend>
                <For each={["part", "together"] as const}>{(one) => (
                  <label class="choice"><input type="radio" required name={`family-${family.group}`} value={one} disabled={one === "part" && family.minor_alone} checked={families()[family.group] === one}
                    onChange={() => setFamilies({ ...families(), [family.group]: one })} /><span>{t(`boarding-close-${one}`)}</span></label>
                )}</For>
                <Show when={family.minor_alone}><p class="hint">{t("boarding-close-minor")}</p></Show>
              </fieldset>
            )}</For>
          </Show>
          <Show when={Object.keys(props.door.partners).length > 0}>
            <For each={Object.entries(props.door.partners)}>{([code, one]) => <Show when={one.split.length > 0}><p class="notice error" role="alert">{t("boarding-close-partner-split", { partner: code })}</p></Show>}</For>
            <div class="scroll" tabindex="0" role="region" aria-label={t("boarding-close-partners")}>
              <table><caption>{t("boarding-close-partners")}</caption>
                <thead><tr><th scope="col">{t("evac-partner")}</th><th scope="col" class="num">{t("boarding-close-planned")}</th><th scope="col" class="num">{t("boarding-close-held")}</th><th scope="col" class="num">{t("boarding-close-embarked")}</th><th scope="col">{t("boarding-close-count")}</th><th scope="col">{t("boarding-close-count-lying")}</th></tr></thead>
                <tbody><For each={Object.entries(props.door.partners)}>{([code, one]) => (
                  <tr><th scope="row">{code}</th><td class="num">{number(one.planned)}</td><td class="num">{number(one.held[0] + one.held[1])}</td><td class="num">{number(one.embarked[0] + one.embarked[1])} / {number(one.told)}</td>
                    <td><input type="number" min="0" aria-label={`${code}: ${t("boarding-close-count")}`} value={counted(code)[0]} onInput={(e) => count(code, 0, e.currentTarget.valueAsNumber)} /></td>
                    <td><input type="number" min="0" aria-label={`${code}: ${t("boarding-close-count-lying")}`} value={counted(code)[1]} onInput={(e) => count(code, 1, e.currentTarget.valueAsNumber)} /></td></tr>
                )}</For></tbody>
              </table>
            </div>
          </Show>
          <Show when={props.door.ours}><label><span>{t("boarding-close-at")}</span><input type="datetime-local" name="closed-at" value={when()} onInput={(e) => setWhen(e.currentTarget.value)} /></label></Show>
          <button type="submit" class="primary" disabled={props.busy}>{t("boarding-close-do")}</button>
        </form>
      </Show>
      <Before paper={props.door.closing} />
    </>
  );
}

/** Closings that were undone, the one that was just opened again too. */
function Before(props: { paper: Closing | null }): JSX.Element {
  const all = () => {
    const paper = props.paper;
    return paper ? [...paper.undone, ...(paper.reopened ? [{ closed_ms: paper.closed_ms, reopened: paper.reopened }] : [])] : [];
  };
  return <For each={all()}>{(one) => <p class="hint">{t("boarding-close-undone", { time: time(one.closed_ms), again: time(one.reopened.at_ms), by: one.reopened.by, reason: one.reopened.reason })}</p>}</For>;
}

function Closed(props: { paper: Closing; busy: boolean; onReopen: (reason: string) => void }): JSX.Element {
  const [reason, setReason] = createSignal("");
  const stoodBy = () => props.paper.aboard.filter((one) => one.standby);
  const reopen = (event: SubmitEvent): void => {
    event.preventDefault();
    props.onReopen(reason());
  };
  return (
    <>
      <p class="done" data-door-closed>{t("boarding-close-by", {
        time: time(props.paper.closed_ms), by: props.paper.by, aboard: number(props.paper.aboard.length), absent: number(props.paper.absent.length), empty: number(props.paper.empty[0] + props.paper.empty[1]),
      })}</p>
      <p class="raw">{t("boarding-close-digest", { digest: props.paper.digest })}</p>
      <Show when={!props.paper.intact}><p class="notice error" role="alert">{t("boarding-close-changed")}</p></Show>
      <Show when={props.paper.absent.length > 0}><p>{t("boarding-close-absent", { names: named(props.paper.absent) })}</p></Show>
      <Show when={stoodBy().length > 0}><p>{t("boarding-close-stood-by", { names: named(stoodBy()) })}</p></Show>
      <Before paper={props.paper} />
      <form class="row" data-reopen onSubmit={reopen}>
        <label><span>{t("boarding-close-reason")}</span><input name="reason" required maxlength="300" autocomplete="off" value={reason()} onInput={(e) => setReason(e.currentTarget.value)} /></label>
        <button type="submit" disabled={props.busy}>{t("boarding-close-reopen")}</button>
      </form>
    </>
  );
}

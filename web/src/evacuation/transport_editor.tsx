// What carries people, entry by entry: places, roads, buses and legs are added, changed, closed, called off and deleted here, or
// come as a file. Each change is kept at once; then a new plan is offered, and what it changes is said.
import { type JSX, Show, createSignal } from "solid-js";
import { Problem, call } from "../api";
import { type Board, at } from "../crisis/crisis";
import { saveFile } from "../exchange/save";
import { number, t } from "../language";
import { utc } from "../moment";
import { Waiting, useAction } from "../page/frame";
import type { Plan } from "./evacuation";
import {
  type Carriage, type Change, type Embarkation, type Fault, type Instance, type Kept, type Road, type Span, type Spot,
  begun, closing, loose, moment, refuse, reslotted, typed,
} from "./transport";
import { EntryForm, type Field, type Values, list } from "./transport_form";
import { ASSEMBLY, EMBARKATION, HAVEN, type Kind, LEG, ROAD, VEHICLE, faultWords, seated, spanFields, spanOf, wholeTime } from "./transport_kind";
import { type Deed, KindTable } from "./transport_table";

/** Groups that are left out are named one by one up to here. */
const GROUPS_SHOWN = 20;
/** So often a change is made anew when another was kept in the same moment. */
const AGAIN_MAX = 3;
const CODE = "[A-Za-z0-9_\\-]{1,16}";

interface Props { crisis: string; kept: Kept | undefined; error: unknown; plan: Plan | undefined; onKept: (kept: Kept) => void; replan: () => Promise<Plan> }

export function TransportEditor(props: Props): JSX.Element {
  /** The plan that was in force when something was changed here last. */
  const [before, setBefore] = createSignal<{ plan: Plan | undefined }>();
  /** The same, as long as no newer one was made. */
  const stale = () => {
    const was = before();
    return was && was.plan?.version === props.plan?.version ? was : undefined;
  };
  const faults = (): Fault[] => props.kept?.faults ?? [];
  const action = useAction();
  let title: HTMLHeadingElement | undefined;
  const taken = (kept: Kept): string => {
    props.onKept(kept);
    setBefore({ plan: props.plan });
    return t("evac-transport-kept", { legs: kept.transport?.instance.legs.length ?? 0, faults: kept.faults.length });
  };
  const path = (from?: string): string => at(props.crisis, "transport", { from });
  const whole = async (json: unknown, from?: string): Promise<string> => taken(await call<Kept>(path(from), { method: "PUT", json }));
  /** Made to what the node has now, not to what this page saw: two officers who change different rows lose nothing of each other's. */
  const keep = async (change: Change, again = AGAIN_MAX): Promise<string> => {
    const now = await call<Kept>(path());
    try {
      if (!now.transport) refuse("evacuation-no-transport");
      return await whole(change(now.transport), now.revision);
    } catch (cause) {
      if (isFaster(cause, "evacuation-transport-newer") && again > 0) return keep(change, again - 1);
      // What somebody else did is shown beside what is said.
      if (isFaster(cause, "transport-changed-meanwhile")) props.onKept(now);
      throw cause;
    }
  };
  const begin = (own: string): void => void action.run(async () => {
    try {
      return await whole(begun(own, Date.now()), "none");
    } catch (cause) {
      if (isFaster(cause, "evacuation-transport-newer")) props.onKept(await call<Kept>(path()));
      throw cause;
    }
  }).then(() => title?.focus());
  const load = (input: HTMLInputElement): void => {
    const file = input.files?.[0];
    if (!file || (props.kept?.transport !== null && !confirm(t("transport-file-sure")))) return void (input.value = "");
    void action.run(async () => {
      const text = await file.text();
      input.value = "";
      try {
        return await whole(read(text), props.kept?.revision);
      } catch (cause) {
        // Somebody kept another version since it was looked at: it is shown, and the file can be given again.
        if (isFaster(cause, "evacuation-transport-newer")) props.onKept(await call<Kept>(path()));
        throw cause;
      }
    });
  };
  const replan = (): void => void action.run(async () => {
    const was = stale()?.plan;
    const plan = await props.replan();
    if (!was) return t("evac-made", { version: plan.version });
    return t("transport-replanned", {
      version: plan.version, changed: number(plan.changed), disrupted: number(plan.disrupted), lifted: number(plan.lifted), was: number(was.lifted), left: number(plan.not_lifted), left_was: number(was.not_lifted),
    });
  }).then(() => title?.focus());
  return (
    <section data-transport><h2 ref={title} tabindex="-1">{t("evac-transport")}</h2>
      <Show when={!props.kept}><Waiting error={props.error} loading={t("loading")} /></Show>
      <Show when={props.kept?.transport === null}><Begin onBegin={begin} busy={action.busy()} /></Show>
      <Show when={props.kept?.transport}>{(kept) => (
        <>
          <p class="hint">{t("evac-transport-now", { legs: kept().instance.legs.length, places: kept().instance.assembly.length, faults: faults().length })}</p>
          <Groups faults={faults()} />
          <Tables crisis={props.crisis} of={kept()} faults={faults()} keep={keep} />
          <p class="row"><button type="button" onClick={() => saveFile(new Blob([JSON.stringify(kept(), null, 1)], { type: "application/json" }), "transport.json")}>{t("transport-save")}</button></p>
        </>
      )}</Show>
      <label><span>{t("evac-transport-file")}</span><input type="file" accept=".json,application/json" onChange={(e) => load(e.currentTarget)} /></label>
      <Show when={props.kept?.transport ? stale() : undefined}>{(old) => (
        <div class="notice" data-replan>
          <p>{old().plan ? t("transport-stale", { version: old().plan?.version ?? 0 }) : t("transport-unplanned")}</p>
          <button type="button" class="primary" disabled={action.busy()} onClick={replan}>{action.busy() ? t("evac-making") : old().plan ? t("evac-remake") : t("evac-make")}</button>
        </div>
      )}</Show>
      <action.Said />
    </section>
  );
}

/** Whether a change was refused because somebody else was faster. */
function isFaster(cause: unknown, code: string): boolean {
  return cause instanceof Problem && cause.code === code;
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return refuse("transport-file-unreadable");
  }
}

/** Nothing is known yet: by which code we plan. */
function Begin(props: { onBegin: (own: string) => void; busy: boolean }): JSX.Element {
  const [own, setOwn] = createSignal("");
  const begin = (event: SubmitEvent): void => {
    event.preventDefault();
    props.onBegin(own().trim().toUpperCase());
  };
  return (
    <form class="row" data-begin onSubmit={begin} aria-label={t("transport-begin")}>
      <label><span>{t("transport-own")}</span><input name="own" required maxlength="16" pattern={CODE} autocomplete="off" value={own()} onInput={(e) => setOwn(e.currentTarget.value)} /></label>
      <button type="submit" disabled={props.busy}>{t("transport-begin")}</button>
    </form>
  );
}

/** Groups of partners that the planner leaves out: they came by file or from the partner, who must mend them. */
function Groups(props: { faults: readonly Fault[] }): JSX.Element {
  const groups = (): Fault[] => props.faults.filter((one) => one.what === "group");
  const named = (): string => groups().slice(0, GROUPS_SHOWN).map((one) => `${one.id.slice(0, 8)}: ${faultWords(one.code)}`).join("; ");
  return <Show when={groups().length > 0}><p class="notice error">{t("transport-groups-out", { count: groups().length, named: named() })}</p></Show>;
}

/** A place or a road that can be closed for a time, and opened again. */
function closable<T extends { closed: Span[] }>() {
  const close: Deed<T> = { code: "close", fields: () => spanFields(false), does: (row, values) => closing(row, spanOf(values)) };
  return {
    deeds: [close],
    closed: (row: T): readonly Span[] => row.closed,
    opened: (row: T, span: Span): T => ({ ...row, closed: row.closed.filter((one) => one !== span) }),
  };
}

function Tables(props: { crisis: string; of: Carriage; faults: readonly Fault[]; keep: (change: Change) => Promise<string> }): JSX.Element {
  const known = async () => (await call<Board>(at(props.crisis, "board"))).all_places;
  const common = <T,>(kind: Kind<T>) => ({
    kind, keep: props.keep,
    sure: (row: T): string => t("transport-delete-sure", { name: kind.name(row, props.of.instance) }),
  });
  /** Roads go with the place that they begin or end at; legs and vehicles are left out until they have another. */
  const withoutRoads = (instance: Instance, { id }: Spot): Instance => {
    const gone = new Set(loose(instance).roads.filter((road) => road.from === id || road.to === id));
    return { ...instance, roads: instance.roads.filter((road) => !gone.has(road)) };
  };
  const sureOfPlace = <T extends Spot>(kind: Kind<T>) => (row: T): string => {
    const { instance } = props.of;
    const [was, left] = [loose(instance), loose(kind.with(instance, kind.all(instance).filter((one) => one.id !== row.id)))];
    return t("transport-delete-place-sure", { name: row.name, roads: left.roads.length - was.roads.length, others: left.others - was.others });
  };
  return (
    <>
      <Frame of={props.of} keep={props.keep} />
      <KindTable {...common(ASSEMBLY)} of={props.of} faults={props.faults} known={known} hint={t("transport-hint-assembly")} sure={sureOfPlace(ASSEMBLY)} without={withoutRoads}
        deeds={[{ code: "buses", fields: () => spanFields(true), values: (of) => ({ ...wholeTime(of), seats: "" }), does: (row, values, of) => seated(values, of, row) }]} />
      <KindTable {...common(EMBARKATION)} of={props.of} faults={props.faults} known={known} hint={t("transport-hint-closed")} sure={sureOfPlace(EMBARKATION)} without={withoutRoads} {...closable<Embarkation>()} />
      <KindTable {...common(HAVEN)} of={props.of} faults={props.faults} known={known} hint={t("transport-hint-haven")} sure={sureOfPlace(HAVEN)} />
      <KindTable {...common(ROAD)} of={props.of} faults={props.faults} {...closable<Road>()} />
      <KindTable {...common(LEG)} of={props.of} faults={props.faults} hint={t("transport-hint-leg")} sure={(row) => t("transport-delete-leg-sure", { name: row.name })}
        deeds={[
          { code: "cancel", fits: (row) => row.status === "planned" || row.status === "confirmed", does: (row) => ({ ...row, status: "cancelled" }) },
          { code: "restore", fits: (row) => row.status === "cancelled", does: (row) => ({ ...row, status: "planned" }) },
        ]} />
      <KindTable {...common(VEHICLE)} of={props.of} faults={props.faults} hint={t("transport-hint-vehicle")} />
    </>
  );
}

/** Partners and bus slots: what all entries hang on. */
function Frame(props: { of: Carriage; keep: (change: Change) => Promise<string> }): JSX.Element {
  /** What stood there when the form was opened. */
  const [open, setOpen] = createSignal<Values>();
  const action = useAction();
  let button: HTMLButtonElement | undefined;
  const fields = (): Field[] => [
    { name: "own", label: t("transport-own"), kind: "text", required: true, length: 16, pattern: CODE },
    { name: "partners", label: t("transport-partners"), kind: "text", required: true, length: 300 },
    { name: "start", label: t("transport-start"), kind: "time", required: true },
    { name: "slot_min", label: t("transport-slot"), kind: "number", required: true, min: 1, max: 1_440 },
    { name: "slots", label: t("transport-slots"), kind: "number", required: true, min: 1, max: 336 },
  ];
  const values = ({ own, instance }: Carriage): Values => ({
    own, partners: instance.partners.join(", "), start: typed(instance.start), slot_min: String(instance.slot_min), slots: String(instance.slots),
  });
  const keep = (said: Values): void => void action.run(() => props.keep((was) => {
    if (JSON.stringify(values(was)) !== JSON.stringify(open())) refuse("transport-changed-meanwhile");
    // A code that is in use stays as it is written.
    const code = (text: string): string => (was.instance.partners.includes(text) ? text : text.toUpperCase());
    const own = code((said["own"] ?? "").trim());
    const partners = [...new Set([own, ...list(said["partners"]).map(code)])].sort();
    const instance = reslotted(was.instance, moment(said["start"] ?? "", was.instance.start), Number(said["slot_min"]), Number(said["slots"]));
    return { own, instance: { ...instance, partners } };
  })).then((done) => {
    if (done) close();
  });
  const close = (): void => {
    setOpen(undefined);
    button?.focus();
  };
  return (
    <>
      <p class="row">{t("transport-frame-now", { own: props.of.own, partners: props.of.instance.partners.join(", "), start: utc(props.of.instance.start), slots: props.of.instance.slots, minutes: props.of.instance.slot_min })}
        {" "}<button type="button" ref={button} data-frame aria-expanded={open() !== undefined} onClick={() => setOpen(open() ? undefined : values(props.of))}>{t("transport-frame-edit")}</button></p>
      <Show when={open()} keyed>{(seen) => <EntryForm title={t("transport-frame-edit")} fields={fields()} values={seen} onKeep={keep} onGiveUp={close} />}</Show>
      <action.Said />
    </>
  );
}

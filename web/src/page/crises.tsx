// The crisis room: one board and one funnel for everyone, the register for consular officers.
import { For, type JSX, Show, createResource, createSignal } from "solid-js";
import { call } from "../api";
import { Conflicts } from "../crisis/conflicts";
import { type Board, type Crisis, at } from "../crisis/crisis";
import { Devices } from "../crisis/devices";
import { OpenFromPlan } from "../crisis/from_plan";
import { ByClass, ByPlace, FunnelTable } from "../crisis/funnel";
import { LegalHold } from "../crisis/hold";
import { ImportForm } from "../crisis/import";
import { OfferedCrises } from "../crisis/offered";
import { PlacesAndRule } from "../crisis/places";
import { Register } from "../crisis/register";
import { Twins } from "../crisis/twins";
import { Unions } from "../crisis/union";
import { agreedPartners } from "../exchange/known";
import { ReleaseDesk } from "../exchange/release_desk";
import { number, t, word } from "../language";
import { utc } from "../moment";
import { route } from "../route";
import { may } from "../watchroom";
import { Page, Waiting, useAction } from "./frame";
import { createKeptAnswer } from "./kept_answer";

const AGAIN_MS = 15_000;

export default function CrisesPage(): JSX.Element {
  const [crises, { refetch }] = createResource(() => call<{ crises: Crisis[] }>("crises"));
  const [chosen, setChosen] = createSignal<string>();
  const crisis = (): string | undefined => chosen() ?? route().id ?? crises.latest?.crises[0]?.id;
  return (
    <Page title={t("page-crises")} lead={t("crises-lead")}>
      <Show when={!crises.error && crises()} fallback={<Waiting error={crises.error} loading={t("loading")} />}>{(found) => (
        <>
          <Show when={may("consular")}><OfferedCrises crises={found().crises} onJoined={(id) => {
            setChosen(id);
            void refetch();
          }} /></Show>
          <Show when={found().crises.length > 0} fallback={<p class="hint">{t("crisis-none")}</p>}>
            <label class="row"><span>{t("crisis-which")}</span>
              <select value={crisis() ?? ""} onChange={(e) => setChosen(e.currentTarget.value)}>
                <For each={found().crises}>{(one) => <option value={one.id} selected={one.id === crisis()}>{one.name} · {utc(one.opened_ms / 1000)}{one.closed_ms === null ? "" : ` · ${t("crisis-is-closed")}`}</option>}</For>
              </select>
            </label>
          </Show>
          <Show when={crisis()} keyed>{(id) => <Room crisis={id} onChange={() => void refetch()} />}</Show>
          <Show when={may("consular")}><OpenForm onOpened={(id) => {
            setChosen(id);
            void refetch();
          }} /></Show>
          <Show when={may("consular")}><OpenFromPlan onOpened={(id) => {
            setChosen(id);
            void refetch();
          }} /></Show>
        </>
      )}</Show>
    </Page>
  );
}

function Room(props: { crisis: string; onChange: () => void }): JSX.Element {
  const { answer: board, failed, refetch } = createKeptAnswer(() => call<Board>(at(props.crisis, "board")), AGAIN_MS);
  const action = useAction();
  const close = (): void => {
    if (!confirm(t("crisis-close-ask"))) return;
    void action.run(async () => {
      await call(at(props.crisis, "close"), { method: "POST" });
      await refetch();
      props.onChange();
      return t("crisis-is-closed");
    });
  };
  const offer = (): void => void action.run(async () => {
    await call(at(props.crisis, "counts"), { method: "POST" });
    return t("crisis-offered");
  });
  return (
    <Show when={!board.error && board.latest} fallback={<Waiting error={board.error} loading={t("loading")} />}>{(found) => (
      <>
        <Show when={failed()}><Waiting error={failed()} loading="" /></Show>
        <Show when={found().crisis.alert}>{(alert) => <p class="hint">{t("crisis-from-alert", { sender: alert().sender, headline: `${alert().event} ${alert().headline}`, proof: word("evac-proof", alert().proof) })}</p>}</Show>
        <p class="figures">
          <span>{t("crisis-needs-help", { count: found().needs_help })}</span>
          <span>{t("crisis-conflicts-open", { count: found().conflicts_open })}</span>
          <span>{found().missing.length > 0 ? t("crisis-missing", { count: found().missing.length }) : t("crisis-missing-none")}</span>
          <span class="raw" title={t("crisis-digest-hint")}>{t("crisis-digest", { digest: found().digest.slice(0, 12), events: number(found().events) })}</span>
        </p>
        <div class="split">
          <FunnelTable board={found()} />
          <div><ByPlace board={found()} /><ByClass board={found()} /></div>
        </div>
        <p class="row"><a class="button" href="/checkin.html">{t("crisis-checkin")}</a><a class="button" href="/report.html">{t("crisis-report-page")}</a><a class="button" href={`#/after/${props.crisis}`}>{t("page-after")}</a>
          <Show when={may("consular")}><button type="button" disabled={action.busy()} onClick={offer}>{t("crisis-offer")}</button></Show>
          <Show when={may("consular") && found().crisis.closed_ms === null}><button type="button" onClick={close}>{t("crisis-close")}</button></Show></p>
        <action.Said />
        <Show when={may("watch_officer") && agreedPartners().length > 0}><p class="row"><span>{t("crisis-counts-release")}</span> <ReleaseDesk kind="crisis-counts" id={props.crisis} title={t("crisis-counts-of", { name: found().crisis.name })} /></p></Show>
        <Unions crisis={props.crisis} onChange={() => void refetch()} />
        <LegalHold crisis={found().crisis} onChange={async () => refetch()} />
        <Show when={may("consular")}><PlacesAndRule board={found()} onChange={async () => refetch()} /></Show>
        <Show when={may("desk")}>
          <Conflicts crisis={props.crisis} onChange={() => void refetch()} />
          <Devices crisis={props.crisis} onChange={() => void refetch()} />
        </Show>
        <Show when={may("consular")}>
          <Register crisis={props.crisis} board={found()} onChange={() => void refetch()} />
          <Twins crisis={props.crisis} onChange={() => void refetch()} />
          <ImportForm crisis={props.crisis} onDone={() => void refetch()} />
        </Show>
      </>
    )}</Show>
  );
}

/** Opens a crisis in one step, with its places by name. */
function OpenForm(props: { onOpened: (id: string) => void }): JSX.Element {
  const [name, setName] = createSignal("");
  const [assembly, setAssembly] = createSignal("");
  const [embarkation, setEmbarkation] = createSignal("");
  const [selfReport, setSelfReport] = createSignal(true);
  const action = useAction();
  const lines = (text: string, kind: string): { name: string; kind: string }[] => text.split("\n").map((line) => line.trim()).filter(Boolean).map((line) => ({ name: line, kind }));
  const open = (event: SubmitEvent): void => {
    event.preventDefault();
    void action.run(async () => {
      const places = [...lines(assembly(), "assembly"), ...lines(embarkation(), "embarkation")];
      const made = await call<Crisis>("crises", { json: { name: name(), self_report: selfReport(), places } });
      setName("");
      props.onOpened(made.id);
      return t("crisis-opened");
    });
  };
  return (
    <details>
      <summary>{t("crisis-open-new")}</summary>
      <form class="form" onSubmit={open}>
        <label><span>{t("crisis-name")}</span><input required maxlength="120" value={name()} onInput={(e) => setName(e.currentTarget.value)} /></label>
        <label><span>{t("crisis-assembly-points")}</span><textarea rows="3" value={assembly()} onInput={(e) => setAssembly(e.currentTarget.value)} /></label>
        <label><span>{t("crisis-embarkation-points")}</span><textarea rows="3" value={embarkation()} onInput={(e) => setEmbarkation(e.currentTarget.value)} /></label>
        <label class="choice"><input type="checkbox" checked={selfReport()} onChange={(e) => setSelfReport(e.currentTarget.checked)} /><span>{t("crisis-self-report")}</span></label>
        <button type="submit" class="primary" disabled={action.busy()}>{t("crisis-open-do")}</button>
        <action.Said />
      </form>
    </details>
  );
}

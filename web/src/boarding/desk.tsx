// The first screen of the device: what was begun, what conflicts, the tasks, and what the node has.
import { For, type JSX, Match, Show, Switch, createMemo, createSignal, onCleanup, onMount } from "solid-js";
import { SignIn, sayProblem, signedIn } from "../public/signin";
import { t, word } from "../public/words";
import { Conflicts } from "./conflicts";
import type { Report } from "./edit";
import { type Form, dueOf, faults } from "./form";
import { Handover } from "./handover";
import { type Journal, type Merged, asksSignIn } from "./journal";
import { type Pack, type Task, prefill, takeVessel } from "./pack";
import { ReportView } from "./report";
import { Begin, Tasks, VesselView } from "./tasks";
import { utcText } from "./typed";

const MERGE_EVERY_MS = 30_000;

/** Merging by hand and, while a network is there, by itself. */
function createMerge(journal: Journal) {
  const [said, setSaid] = createSignal("");
  const [fault, setFault] = createSignal("");
  const [askIn, setAskIn] = createSignal(false);
  const [busy, setBusy] = createSignal(false);
  const waiting = createMemo(() => journal.waiting().edits + journal.waiting().files);
  const tell = (done: Merged): void => {
    setSaid(t("boarding-merged", { sent: done.sent, files: done.files, taken: done.taken }));
    setFault(done.refused.map(({ id, code }) => t("boarding-refused", { id: `${id.device}/${id.seq}`, code })).join(" "));
  };
  const merge = async (): Promise<void> => {
    if (busy()) return;
    setBusy(true);
    setFault("");
    try {
      await signedIn();
      tell(await journal.merge());
      setAskIn(false);
    } catch (cause) {
      setAskIn(asksSignIn(cause));
      setFault(asksSignIn(cause) ? t("boarding-sign-in-needed") : sayProblem(cause));
    } finally {
      setBusy(false);
    }
  };
  onMount(() => {
    const again = (): void => void (waiting() > 0 && navigator.onLine && !askIn() ? merge() : undefined);
    const timer = setInterval(again, MERGE_EVERY_MS);
    addEventListener("online", again);
    onCleanup(() => {
      clearInterval(timer);
      removeEventListener("online", again);
    });
  });
  return { merge, said, fault, setFault, setSaid, askIn, busy, waiting };
}

export function Desk(props: { journal: Journal; pack: Pack; onForget: () => void }): JSX.Element {
  const { journal } = props;
  const [opened, setOpened] = createSignal("");
  const [vessel, setVessel] = createSignal<Task>();
  const sync = createMerge(journal);
  const report = (): Report | undefined => journal.folded().reports.get(opened());
  const formOf = (one: Report | undefined): Form | undefined => props.pack.forms.form.find((form) => form.id === one?.form);
  const begin = async (form: string, task: Task | undefined): Promise<void> => {
    const found = props.pack.forms.form.find((one) => one.id === form);
    if (!found) return;
    setOpened(await journal.begin(form, task ? String(task.mmsi) : "", prefill(props.pack, found, task)));
    setVessel(undefined);
  };
  const askNode = async (mmsi: number): Promise<void> => {
    try {
      const task = await takeVessel(mmsi);
      await journal.keepPack({ ...props.pack, tasks: [...props.pack.tasks, task] });
      setVessel(task);
    } catch (cause) {
      sync.setFault(sayProblem(cause));
    }
  };
  const renew = async (): Promise<void> => {
    try {
      await signedIn();
      await journal.renewPack();
      sync.setSaid(t("boarding-pack-renewed"));
    } catch (cause) {
      sync.setFault(sayProblem(cause));
    }
  };
  return (
    <>
      <Show when={journal.notKept()}>{(why) => <p class="notice error" role="alert">{t("boarding-not-kept", { why: why() })}</p>}</Show>
      <div class="state">
        <strong>{journal.vault.device.name}</strong><span>{journal.vault.device.user}</span>
        <span role="status">{t("boarding-count", { edits: journal.waiting().edits, files: journal.waiting().files })}</span>
      </div>
      <Switch>
        <Match when={report() && formOf(report()) ? opened() : undefined} keyed>{(_name) => <ReportView journal={journal} forms={props.pack.forms} form={formOf(report()) as Form} report={report() as Report} onClose={() => setOpened("")} />}</Match>
        <Match when={vessel()}>{(task) => <VesselView pack={props.pack} task={task()} onBegin={(form) => void begin(form, task())} onClose={() => setVessel(undefined)} />}</Match>
        <Match when={true}>
          <div class="stack home">
            <div class="actions">
              <button type="button" class="primary" disabled={sync.busy()} onClick={() => void sync.merge()}>{sync.busy() ? t("checkin-opening") : t("boarding-merge")}</button>
              <button type="button" onClick={() => void renew()}>{t("boarding-pack-renew")}</button>
            </div>
            <p class={sync.fault() ? "notice" : "hint"} role="status">{[sync.said(), sync.fault()].filter(Boolean).join(" ") || t("checkin-sealed")}</p>
            <Show when={sync.askIn()}><SignIn lead={t("boarding-sign-in")} onIn={() => void sync.merge()} /></Show>
            <Conflicts journal={journal} forms={props.pack.forms} onOpen={setOpened} />
            <Reports journal={journal} pack={props.pack} onOpen={setOpened} />
            <details><summary>{t("boarding-begin-without")}</summary><Begin forms={props.pack.forms} onBegin={(form) => void begin(form, undefined)} /></details>
            <Tasks pack={props.pack} onOpen={setVessel} onVessel={(mmsi) => void askNode(mmsi)} />
            <Handover journal={journal} exercise={props.pack.exercise !== null} />
            <div class="actions"><button type="button" disabled={sync.waiting() > 0} onClick={() => confirm(t("checkin-forget-ask")) && props.onForget()}>{t("checkin-forget")}</button></div>
          </div>
        </Match>
      </Switch>
    </>
  );
}

function Reports(props: { journal: Journal; pack: Pack; onOpen: (report: string) => void }): JSX.Element {
  const rows = createMemo(() => [...props.journal.folded().reports.values()].reverse().map((report) => {
    const form = props.pack.forms.form.find((one) => one.id === report.form);
    return { report, form, wrong: form ? faults(props.pack.forms, form, report.fields).length : 0, due: form && dueOf(props.pack.forms, form, report.fields)?.ms };
  }));
  return (
    <Show when={rows().length > 0}>
      <section aria-label={t("boarding-reports")}>
        <h2>{t("boarding-reports")}</h2>
        <ul class="people">
          <For each={rows()}>{({ report, form, wrong, due }) => (
            <li>
              <Show when={form} fallback={<p class="hint">{t("boarding-form-unknown", { report: report.report })}</p>}>
                <button type="button" class="task" onClick={() => props.onOpen(report.report)}>
                  <strong>{String(report.fields["vessel_name"] ?? "") || report.subject || t("boarding-no-name")}</strong>
                  <span>{word("form", report.form)}</span>
                  <span class="hint">{[report.complete && wrong === 0 ? t("boarding-state-complete") : t("boarding-faults", { count: wrong }), due ? t("boarding-due-short", { time: utcText(due) }) : "", report.report].filter(Boolean).join(" · ")}</span>
                </button>
              </Show>
            </li>
          )}</For>
        </ul>
      </section>
    </Show>
  );
}

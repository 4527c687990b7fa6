// Files of transshipment notices, and each notice beside what was heard. A table to read: it makes no event and no points.
import { For, type JSX, Show, createResource, createSignal } from "solid-js";
import { type NoticeFile, type NoticeLine, call, query } from "../api";
import { number, t, word } from "../language";
import { utc } from "../moment";
import { link } from "../route";
import { may } from "../watchroom";
import { FileChoice } from "./file_choice";
import { Waiting, useAction } from "./frame";

const LINES_MAX = 100;

export function Notices(): JSX.Element {
  const [files, { refetch }] = createResource(async () => (await call<{ files: NoticeFile[] }>("notices")).files);
  const [lines, { refetch: reread }] = createResource(() => call<{ total: number; notices: NoticeLine[] }>(`report/notices${query({ limit: String(LINES_MAX) })}`));
  const action = useAction();
  const again = async (): Promise<void> => { await Promise.all([refetch(), reread()]); };
  const remove = (file: NoticeFile): void => {
    if (!confirm(t("notices-remove-ask", { name: file.name }))) return;
    void action.run(async () => {
      await call(`notices/${encodeURIComponent(file.id)}`, { method: "DELETE" });
      await again();
      return t("removed");
    });
  };
  return (
    <section>
      <h2>{t("notices-title")}</h2>
      <p class="hint">{t("notices-lead")}</p>
      <Show when={!files.error && files.latest} fallback={<Waiting error={files.error} loading={t("loading")} />}>
        {(found) => (
          <Show when={found().length > 0} fallback={<p class="hint">{t("notices-none")}</p>}>
            <table>
              <thead><tr><th>{t("col-name")}</th><th>{t("col-source")}</th><th>{t("col-complete")}</th><th class="num">{t("col-notices")}</th><th class="num">{t("col-faults")}</th><th><span class="hidden">{t("col-actions")}</span></th></tr></thead>
              <tbody><For each={found()}>{(file) => (
                <tr><th scope="row">{file.name}</th><td>{file.source || "–"}</td><td>{claims(file)}</td><td class="num">{number(file.rows)}</td><td class="num">{number(file.faults)}</td>
                  <td class="actions"><Show when={may("analyst")}><button type="button" class="quiet" onClick={() => remove(file)} aria-label={t("lists-remove-named", { name: file.name })}>{t("remove")}</button></Show></td></tr>
              )}</For></tbody>
            </table>
          </Show>
        )}
      </Show>
      <Show when={!lines.error && lines.latest && lines.latest.total > 0 ? lines.latest : undefined}>{(found) => <Report lines={found().notices} total={found().total} />}</Show>
      <Show when={may("analyst")}><AddForm run={action.run} busy={action.busy} onAdded={again} /></Show>
      <action.Said />
    </section>
  );
}

/** For what a file is said to hold every notice; a row set aside takes that away. */
function claims(file: NoticeFile): string {
  if (file.complete.length === 0) return t("notices-complete-none");
  if (file.rows_dropped > 0) return t("notices-complete-broken", { count: number(file.rows_dropped) });
  const one = (claim: NoticeFile["complete"][number]): string => {
    const span = { from: utc(claim.from), until: utc(claim.until) };
    return claim.area ? t("notices-complete-area", { ...span, area: claim.area }) : t("notices-complete", span);
  };
  return file.complete.map(one).join(t("list-separator"));
}

function Report(props: { lines: NoticeLine[]; total: number }): JSX.Element {
  return (
    <>
      <h3>{t("notices-report")}</h3>
      <p class="hint">{t("notices-report-lead", { shown: number(props.lines.length), total: number(props.total) })}</p>
      <table class="small">
        <thead><tr><th>{t("col-notice")}</th><th>{t("col-window")}</th><th>{t("col-donor")}</th><th>{t("col-receiving")}</th><th>{t("col-state")}</th><th>{t("col-meeting")}</th></tr></thead>
        <tbody><For each={props.lines}>{(line) => (
          <tr><th scope="row">{line.id}</th><td class="mono">{t("notices-window", { from: utc(line.from), until: utc(line.until) })}</td>
            <td>{named(line.donor)} <span class="hint">{heard(line.donor_heard)}</span></td><td>{named(line.receiver)} <span class="hint">{heard(line.receiver_heard)}</span></td>
            <td>{word("code", line.status)}</td>
            <td><Show when={line.event} fallback={t("notices-no-meeting")}>{(event) => <a href={link(`event/${encodeURIComponent(event())}`)}>{word("code", line.outcome ?? "")}</a>}</Show></td></tr>
        )}</For></tbody>
      </table>
    </>
  );
}

function named(party: NoticeLine["donor"]): string {
  const digits = party.mmsi ? `MMSI ${party.mmsi}` : party.imo ? `IMO ${party.imo}` : "–";
  return party.name ?? party.call_sign ?? digits;
}

function heard(answer: boolean | null): string {
  return answer === null ? t("heard-unknown") : answer ? t("heard-yes") : t("heard-no");
}

function AddForm(props: { run: (act: () => Promise<string | undefined>) => Promise<boolean>; busy: () => boolean; onAdded: () => Promise<void> }): JSX.Element {
  const [name, setName] = createSignal("");
  const [source, setSource] = createSignal("");
  const [from, setFrom] = createSignal("");
  const [until, setUntil] = createSignal("");
  const [area, setArea] = createSignal("");
  const [file, setFile] = createSignal<File>();
  const add = (event: SubmitEvent): void => {
    event.preventDefault();
    const chosen = file();
    if (!chosen) return;
    const complete = from() || until() ? `${from()}/${until()}` : "";
    void props.run(async () => {
      await call(`notices${query({ name: name(), source: source(), complete, complete_area: area() })}`, { file: chosen, type: "text/csv" });
      await props.onAdded();
      return t("notices-added");
    });
  };
  return (
    <form class="panel form narrow" onSubmit={add}>
      <h2>{t("notices-add")}</h2>
      <p class="hint">{t("notices-add-hint")}</p>
      <div class="row">
        <label class="grow"><span>{t("col-name")}</span><input required value={name()} onInput={(e) => setName(e.currentTarget.value)} /></label>
        <label class="grow"><span>{t("col-source")}</span><input value={source()} onInput={(e) => setSource(e.currentTarget.value)} /></label>
      </div>
      <div class="row">
        <label><span>{t("notices-complete-from")}</span><input value={from()} placeholder={t("date-example")} pattern="\d{4}-\d{2}-\d{2}" onInput={(e) => setFrom(e.currentTarget.value)} /></label>
        <label><span>{t("notices-complete-until")}</span><input value={until()} placeholder={t("date-example")} pattern="\d{4}-\d{2}-\d{2}" onInput={(e) => setUntil(e.currentTarget.value)} /></label>
        <label class="grow"><span>{t("notices-complete-areas")}</span><input value={area()} onInput={(e) => setArea(e.currentTarget.value)} /></label>
      </div>
      <FileChoice label={t("lists-file")} accept=".csv,text/csv" onFile={setFile} />
      <button type="submit" class="primary" disabled={props.busy() || !file()}>{t("add")}</button>
    </form>
  );
}

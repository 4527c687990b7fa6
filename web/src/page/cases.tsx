// Cases: what is open, referred and closed; reports that came from sea; packages that somebody brings.
import { For, type JSX, type Resource, Show, createResource, createSignal } from "solid-js";
import { call, callFile } from "../api";
import type { components } from "../schema";
import { fileName, saveFile } from "../exchange/save";
import { AnnualCounts } from "../case/counts";
import { reportField } from "../case/field";
import { OverdueCount, OverdueTag } from "../case/overdue";
import { partyName } from "../exchange/known";
import { language, number, t, tryT, word } from "../language";
import { moment } from "../moment";
import { link } from "../route";
import { may } from "../watchroom";
import { FileChoice } from "./file_choice";
import { Page, Waiting, useAction } from "./frame";

type Brief = components["schemas"]["CaseBrief"];
type Report = components["schemas"]["BoardingReport"];
type Conflict = components["schemas"]["Conflict"];
export type Checked = components["schemas"]["PackageChecked"];
interface Reports { reports: Report[]; conflicts: Conflict[]; edits: number; forms_version: string; calendar: { id: string; version: string; source: string; date: string } }

export default function CasesPage(): JSX.Element {
  const [reports] = createResource(() => call<Reports>("boarding/reports"));
  const [cases, { refetch }] = createResource(async () => (await call<{ cases: Brief[] }>("cases")).cases);
  const [title, setTitle] = createSignal("");
  const [mmsi, setMmsi] = createSignal("");
  const action = useAction();
  const open = (event: SubmitEvent): void => {
    event.preventDefault();
    void action.run(async () => {
      const made = await call<{ id: string }>("cases", { json: { title: title(), mmsi: mmsi() ? Number(mmsi()) : null } });
      setTitle("");
      setMmsi("");
      await refetch();
      location.hash = link(`case/${made.id}`);
      return t("case-opened");
    });
  };
  return (
    <Page title={t("page-cases")} lead={t("cases-lead")}>
      <OverdueCount cases={(!cases.error && cases.latest) || []} reports={(!reports.error && reports.latest?.reports) || []} />
      <Show when={!cases.error && cases.latest} fallback={<Waiting error={cases.error} loading={t("loading")} />}>
        {(found) => (
          <Show when={found().length > 0} fallback={<p class="hint">{t("cases-none")}</p>}>
            <div class="scroll" tabindex="0" role="region" aria-label={t("page-cases")}>
              <table>
                <thead><tr><th>{t("case-title-label")}</th><th>{t("col-state")}</th><th class="num">{t("case-items")}</th><th class="num">{t("case-tasks-open")}</th><th>{t("case-reply-due")}</th><th>{t("case-last")}</th></tr></thead>
                <tbody><For each={found()}>{(one) => (
                  <tr>
                    <th scope="row" class="wrap"><a href={link(`case/${one.id}`)}>{one.title}</a> <span class="hint mono">{one.id}</span></th>
                    <td><span class="tag">{t(`case-stage-${one.stage}`)}</span><Show when={one.hold}> <span class="tag">{t("case-held")}</span></Show><For each={one.with}>{(party) => <> <span class="tag party">{partyName(party)}</span></>}</For></td>
                    <td class="num">{number(one.items)}<OverdueTag when={(one.overdue.reports ?? 0) > 0} text={t("overdue-reports", { count: number(one.overdue.reports ?? 0) })} /></td><td class="num">{number(one.tasks_open)}<OverdueTag when={one.overdue.tasks > 0} text={t("overdue-of", { count: number(one.overdue.tasks) })} /></td><td class="mono">{moment(one.reply_due)}<OverdueTag when={one.overdue.reply} /></td><td class="mono">{moment(one.last)}</td>
                  </tr>
                )}</For></tbody>
              </table>
            </div>
          </Show>
        )}
      </Show>
      <AnnualCounts />
      <Show when={may("analyst")}>
        <form class="panel form narrow" onSubmit={open}>
          <h2>{t("case-open")}</h2>
          <div class="row">
            <label class="grow"><span>{t("case-title-label")}</span><input required maxlength="200" value={title()} onInput={(e) => setTitle(e.currentTarget.value)} /></label>
            <label><span>{t("case-vessel")}</span><input inputmode="numeric" pattern="[0-9]{9}" value={mmsi()} onInput={(e) => setMmsi(e.currentTarget.value)} /></label>
            <button type="submit" class="primary" disabled={action.busy()}>{t("case-open-do")}</button>
          </div>
        </form>
      </Show>
      <action.Said />
      <ReportTable found={reports} />
      <PackageDesk />
    </Page>
  );
}

/** Reports as they stand, with what is missing and by when they are due. */
function ReportTable(props: { found: Resource<Reports> }): JSX.Element {
  const conflicts = (report: string): number => props.found.latest?.conflicts.filter((one) => one.report === report).length ?? 0;
  return (
    <section>
      <h2>{t("reports-title")}</h2>
      <p class="hint">{t("reports-lead")} <a href="/boarding.html">{t("reports-page")}</a></p>
      <Show when={!props.found.error && props.found.latest} fallback={<Waiting error={props.found.error} loading={t("loading")} />}>
        {(state) => (
          <Show when={state().reports.length > 0} fallback={<p class="hint">{t("reports-none")}</p>}>
            <div class="scroll" tabindex="0" role="region" aria-label={t("reports-title")}>
              <table>
                <thead><tr><th>{t("report-name")}</th><th>{t("report-form")}</th><th>{t("report-about")}</th><th>{t("report-due")}</th><th>{t("report-missing")}</th><th>{t("report-conflicts")}</th><th>{t("report-paper")}</th></tr></thead>
                <tbody><For each={state().reports}>{(one) => (
                  <tr>
                    <th scope="row" class="mono wrap">{one.report}</th><td class="wrap">{tryT(`form-${one.form}`) ?? one.form}</td><td>{String((one.fields as Record<string, unknown>)["vessel_name"] ?? one.subject)}</td>
                    <td class="wrap"><span class="mono">{one.due_ms ? moment(new Date(one.due_ms).toISOString()) : "–"}</span><OverdueTag when={one.overdue} /><For each={one.due?.marks}>{(mark) => <> <span class="tag">{t(`due-${mark.code}`, { year: mark.year === null ? "" : String(mark.year) })}</span></>}</For></td>
                    <td class="wrap">{(one.faults ?? []).length === 0 ? t("report-complete") : (one.faults ?? []).map((fault) => reportField(fault.field)).join(t("list-separator"))}
                      <Show when={(one.unverified ?? []).length > 0}><details><summary>{t("report-not-verified")}</summary><ul class="plain"><For each={one.unverified}>{(code) => <li>{word("unverified", code)}</li>}</For></ul></details></Show></td>
                    <td class="num">{number(conflicts(one.report))}</td>
                    <td><a class="button quiet" href={`/api/v1/boarding/reports/${encodeURIComponent(one.report)}/paper.pdf?lang=${language()}`} download={fileName(`${one.report}.${language()}.pdf`)} aria-label={t("report-paper-named", { name: one.report })}>PDF</a></td>
                  </tr>
                )}</For></tbody>
              </table>
              <Show when={state().calendar.id}><p class="hint">{t("due-calendar", state().calendar)}</p></Show>
            </div>
          </Show>
        )}
      </Show>
    </section>
  );
}

/** Checks a package, and signs one that asks for our signature. */
function PackageDesk(): JSX.Element {
  const [checked, setChecked] = createSignal<Checked>();
  const [held, setHeld] = createSignal<File>();
  const action = useAction();
  const check = (file: File): void => void action.run(async () => {
    setHeld(file);
    setChecked(await call<Checked>("packages/check", { file, type: "application/zip" }));
    return undefined;
  });
  const sign = (): void => {
    const file = held();
    if (!file || !confirm(t("package-sign-ask"))) return;
    void action.run(async () => {
      const signed = await callFile("packages/countersign", { file, type: "application/zip" });
      saveFile(signed, file.name);
      setChecked(await call<Checked>("packages/check", { file: signed, type: "application/zip" }));
      return t("package-signed");
    });
  };
  const unsigned = (): boolean => Boolean(checked()?.checked?.faults.some((fault) => fault.code === "package-signature-missing"));
  return (
    <Show when={may("analyst")}>
      <section class="panel form narrow">
        <h2>{t("package-title")}</h2>
        <p class="hint">{t("package-lead")}</p>
        <FileChoice label={t("package-choose")} accept=".zip,application/zip" onFile={check} />
        <Show when={checked()}>{(result) => <Verdict result={result()} />}</Show>
        <Show when={unsigned() && may("watch_officer")}><p><button type="button" class="primary" disabled={action.busy()} onClick={sign}>{t("package-sign")}</button></p></Show>
        <action.Said />
      </section>
    </Show>
  );
}

/** What a check found. */
export function Verdict(props: { result: Checked }): JSX.Element {
  const about = () => props.result.checked;
  return (
    <div role="status">
      <p class={props.result.sound ? "done" : "error"}><strong>{t(props.result.sound ? "package-sound" : "package-not-sound")}</strong> <Show when={props.result.reason}>{(reason) => <span>{reason()}</span>}</Show></p>
      <Show when={about()}>
        {(found) => (
          <>
            <p class="hint">{t("package-about", { case: found().case, made: moment(found().made_at), files: found().files })}</p>
            <ul><For each={found().signers}>{(signer) => <li>{t("package-signer", { party: signer.party })} <span class="mono">{signer.fingerprint}</span></li>}</For>
              <For each={found().faults}>{(fault) => <li class="error"><span class="mono">{fault.path}</span>: {tryT(fault.code) ?? fault.code}</li>}</For></ul>
          </>
        )}
      </Show>
    </div>
  );
}

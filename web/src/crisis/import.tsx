// A register from a file: first what would happen, then the import; what cannot be read is named by line and reason.
import { For, type JSX, Show, createSignal } from "solid-js";
import { call } from "../api";
import { t, tryT, word } from "../language";
import { useAction } from "../page/frame";
import { at } from "./crisis";

const SOURCES = ["roca", "orrnet", "tabi_regi", "file"] as const;
interface Imported {
  rows: number; read: number; added: number; changed: number; same: number; quarantined: number; dry: boolean;
  quarantine: { line: number; reason: string; column: string | null; cell: string | null }[];
  sheet: string | null; sheets: string[];
}
/** What a file says it is, by its name: the node looks at its bytes. */
const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

export function ImportForm(props: { crisis: string; onDone: () => void }): JSX.Element {
  const [file, setFile] = createSignal<File>();
  const [source, setSource] = createSignal<string>("file");
  const [result, setResult] = createSignal<Imported>();
  const [sheet, setSheet] = createSignal<string>();
  const action = useAction();
  const send = (dry: boolean): void => void action.run(async () => {
    const chosen = file();
    if (!chosen) return undefined;
    const done = await call<Imported>(at(props.crisis, "import", { source: source(), dry: String(dry), sheet: sheet() }), { file: chosen, type: /\.xlsx$/i.test(chosen.name) ? XLSX : "text/csv" });
    setResult(done);
    setSheet(done.sheet ?? undefined);
    if (!dry) props.onDone();
    return dry ? t("import-would", { read: done.read, rows: done.rows }) : t("import-did", { added: done.added, changed: done.changed, same: done.same });
  });
  return (
    <section aria-labelledby="import-title">
      <h2 id="import-title">{t("import-title")}</h2>
      <div class="row">
        <label class="grow"><span>{t("import-file")}</span><input type="file" accept={`.csv,.tsv,.xlsx,text/csv,${XLSX}`} onChange={(e) => {
          setFile(e.currentTarget.files?.[0]);
          setSheet(undefined);
          setResult(undefined);
        }} /></label>
        <label><span>{t("import-source")}</span><select value={source()} onChange={(e) => setSource(e.currentTarget.value)}><For each={SOURCES}>{(code) => <option value={code}>{word("register-from", code)}</option>}</For></select></label>
        <Show when={(result()?.sheets.length ?? 0) > 1}>
          <label><span>{t("import-sheet")}</span><select name="sheet" value={sheet() ?? ""} onChange={(e) => setSheet(e.currentTarget.value)}><For each={result()?.sheets}>{(name) => <option value={name}>{name}</option>}</For></select></label>
        </Show>
        <button type="button" disabled={!file() || action.busy()} onClick={() => send(true)}>{t("import-try")}</button>
        <button type="button" class="primary" disabled={!file() || action.busy()} onClick={() => send(false)}>{t("import-do")}</button>
      </div>
      <action.Said />
      <Show when={(result()?.quarantined ?? 0) > 0}>
        <table>
          <caption>{t("import-quarantine", { count: result()?.quarantined ?? 0 })}</caption>
          <thead><tr><th scope="col" class="num">{t("import-line")}</th><th scope="col">{t("import-reason")}</th></tr></thead>
          <tbody><For each={result()?.quarantine}>{(one) => <tr><td class="num">{one.cell ?? one.line}</td><td>{tryT(one.reason) ?? one.reason}</td></tr>}</For></tbody>
        </table>
      </Show>
    </section>
  );
}

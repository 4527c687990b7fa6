// A register from a file: first what would happen, then the import; what cannot be read is named by line and reason. Which
// heading is read as what is guessed, shown and can be said otherwise.
import { For, type JSX, Show, createSignal } from "solid-js";
import { Problem, call } from "../api";
import { t, tryT, word } from "../language";
import { FileChoice } from "../page/file_choice";
import { useAction } from "../page/frame";
import { at } from "./crisis";

const SOURCES = ["roca", "orrnet", "tabi_regi", "file"] as const;
interface Imported {
  rows: number; read: number; added: number; changed: number; same: number; quarantined: number; dry: boolean;
  quarantine: { line: number; reason: string; column: string | null; cell: string | null }[];
  sheet: string | null; sheets: string[]; headings: string[]; columns: string[];
  /** Which heading is read as which column. */
  mapping: Record<string, string>;
  /** Why nothing could be read by these headings. */
  fault: string | null;
}
/** What a file says it is, by its name: the node looks at its bytes. */
const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

export function ImportForm(props: { crisis: string; onDone: () => void }): JSX.Element {
  const [file, setFile] = createSignal<File>();
  const [source, setSource] = createSignal<string>("file");
  const [result, setResult] = createSignal<Imported>();
  const [sheet, setSheet] = createSignal<string>();
  const [mapping, setMapping] = createSignal<Record<string, string>>();
  const action = useAction();
  const ask = async (chosen: File, dry: boolean): Promise<Imported> => {
    const said = mapping();
    const done = await call<Imported>(at(props.crisis, "import", { source: source(), dry: String(dry), sheet: sheet(), mapping: said && JSON.stringify(said) }), { file: chosen, type: /\.xlsx$/i.test(chosen.name) ? XLSX : "text/csv" });
    setResult(done);
    setSheet(done.sheet ?? undefined);
    setMapping(done.mapping);
    return done;
  };
  const send = (dry: boolean): void => void action.run(async () => {
    const chosen = file();
    if (!chosen) return undefined;
    // Headings that say nothing are shown before anything is refused for them.
    const trial = dry || !result() || result()?.fault || result()?.sheet !== (sheet() ?? null) ? await ask(chosen, true) : undefined;
    if (trial?.fault) throw new Problem(400, trial.fault, "");
    const done = dry && trial ? trial : await ask(chosen, false);
    if (!dry) props.onDone();
    return dry ? t("import-would", { read: done.read, rows: done.rows }) : t("import-did", { added: done.added, changed: done.changed, same: done.same });
  });
  return (
    <section aria-labelledby="import-title">
      <h2 id="import-title">{t("import-title")}</h2>
      <div class="row">
        <div class="grow"><FileChoice label={t("import-file")} accept={`.csv,.tsv,.xlsx,text/csv,${XLSX}`} onFile={(chosen) => {
          setFile(chosen);
          setSheet(undefined);
          setMapping(undefined);
          setResult(undefined);
        }} /></div>
        <label><span>{t("import-source")}</span><select value={source()} onChange={(e) => setSource(e.currentTarget.value)}><For each={SOURCES}>{(code) => <option value={code}>{word("register-from", code)}</option>}</For></select></label>
        <Show when={(result()?.sheets.length ?? 0) > 1}>
          <label><span>{t("import-sheet")}</span><select name="sheet" value={sheet() ?? ""} onChange={(e) => {
            setSheet(e.currentTarget.value);
            setMapping(undefined);
          }}><For each={result()?.sheets}>{(name) => <option value={name}>{name}</option>}</For></select></label>
        </Show>
        <button type="button" disabled={!file() || action.busy()} onClick={() => send(true)}>{t("import-try")}</button>
        <button type="button" class="primary" disabled={!file() || action.busy()} onClick={() => send(false)}>{t("import-do")}</button>
      </div>
      <action.Said />
      <Show when={result()?.sheet === (sheet() ?? null) ? result() : undefined}>{(done) => <Headings done={done()} mapping={mapping() ?? done().mapping} onChange={setMapping} />}</Show>
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

/** Which heading is read as what: each column from one heading at the most. */
function Headings(props: { done: Imported; mapping: Record<string, string>; onChange: (mapping: Record<string, string>) => void }): JSX.Element {
  const headings = () => [...new Set(props.done.headings.filter(Boolean))];
  const columnOf = (heading: string): string => Object.entries(props.mapping).find(([, from]) => from === heading)?.[0] ?? "";
  const say = (heading: string, column: string): void => {
    const others = Object.entries(props.mapping).filter(([known, from]) => known !== column && from !== heading);
    props.onChange(Object.fromEntries(column ? [...others, [column, heading]] : others));
  };
  return (
    <details data-mapping open={props.done.fault !== null || props.done.headings.some((heading) => heading && !Object.values(props.done.mapping).includes(heading))}>
      <summary>{t("import-headings", { read: Object.keys(props.mapping).length, count: headings().length })}</summary>
      <p class="hint">{t("import-headings-hint")}</p>
      <div class="row"><For each={headings()}>{(heading) => (
        <label><span>{heading}</span><select data-heading={heading} onChange={(e) => say(heading, e.currentTarget.value)}>
          <option value="" selected={columnOf(heading) === ""}>{t("import-not-read")}</option>
          <For each={props.done.columns}>{(column) => <option value={column} selected={columnOf(heading) === column}>{word("column", column)}</option>}</For>
        </select></label>
      )}</For></div>
    </details>
  );
}

// What the annual report of a scheme counts, for a time that the reader sets.
import { For, type JSX, Show, createResource, createSignal } from "solid-js";
import { call, callFile, query } from "../api";
import { saveFile } from "../exchange/save";
import { number, t } from "../language";
import { useAction } from "../page/frame";

interface Row { scheme: string; flag: string; reports: number; completed: number; refused: number; other: number; sightings: number; with_violations: number; violations: Record<string, number>; unverified: string[] }
interface Counts { rows: Row[]; left_out: string[]; forms_version: string }

/** A measure that no file has is counted under its words. */
const OTHER = "other § ";
const named = (measure: string): string => (measure.startsWith(OTHER) ? t("measure-other-cited", { words: measure.slice(OTHER.length) }) : measure);

export function AnnualCounts(): JSX.Element {
  const year = new Date().getUTCFullYear();
  const [from, setFrom] = createSignal(`${year}-01-01`);
  const [to, setTo] = createSignal(`${year + 1}-01-01`);
  const asked = () => ({ from: `${from()}T00:00:00Z`, to: `${to()}T00:00:00Z` });
  const [found] = createResource(asked, (period) => call<Counts>(`boarding/statistics${query(period)}`));
  const action = useAction();
  const save = (): void => void action.run(async () => {
    saveFile(await callFile(`boarding/statistics${query({ ...asked(), format: "csv" })}`), `inspections-${from()}-${to()}.csv`);
    return undefined;
  });
  return (
    <details class="panel"><summary>{t("counts-title")}</summary>
      <div class="row">
        <label><span>{t("counts-from")}</span><input type="date" required value={from()} onChange={(e) => e.currentTarget.value && setFrom(e.currentTarget.value)} /></label>
        <label><span>{t("counts-to")}</span><input type="date" required value={to()} onChange={(e) => e.currentTarget.value && setTo(e.currentTarget.value)} /></label>
        <button type="button" disabled={action.busy()} onClick={save}>{t("counts-csv")}</button>
      </div>
      <action.Said />
      <Show when={(found.latest?.rows.length ?? 0) > 0} fallback={<p class="hint">{t("counts-none")}</p>}>
        <div class="scroll" tabindex="0" role="region" aria-label={t("counts-title")}>
          <table><caption class="hidden">{t("counts-title")}</caption>
            <thead><tr><th scope="col">{t("counts-scheme")}</th><th scope="col">{t("counts-flag")}</th><th scope="col" class="num">{t("counts-completed")}</th><th scope="col" class="num">{t("counts-refused")}</th><th scope="col" class="num">{t("counts-other")}</th><th scope="col" class="num">{t("counts-sightings")}</th><th scope="col" class="num">{t("counts-with")}</th><th scope="col">{t("counts-violations")}</th></tr></thead>
            <tbody><For each={found.latest?.rows}>{(row) => (
              <tr><th scope="row">{row.scheme.toUpperCase()}</th><td>{row.flag || "–"}</td><td class="num">{number(row.completed)}</td><td class="num">{number(row.refused)}</td><td class="num">{number(row.other)}</td><td class="num">{number(row.sightings)}</td><td class="num">{number(row.with_violations)}</td>
                <td class="wrap">{Object.entries(row.violations).map(([measure, count]) => `${named(measure)}${row.unverified.includes(measure) ? ` [${t("measure-not-verified")}]` : ""}: ${count}`).join("; ")}</td></tr>
            )}</For></tbody>
          </table>
        </div>
      </Show>
      <Show when={(found.latest?.left_out.length ?? 0) > 0}><p class="notice">{t("counts-left-out", { names: found.latest?.left_out.join(", ") ?? "" })}</p></Show>
    </details>
  );
}

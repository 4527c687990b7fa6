// The report in three languages side by side, for the master to read before signing.
import { For, type JSX, Show } from "solid-js";
import { LANGUAGES, LANGUAGE_NAMES } from "../language";
import { t, tIn, wordIn } from "../public/words";
import type { Report } from "./edit";
import { type Form, type Forms, fieldsOf } from "./form";
import { formsVersion, shownIn } from "./value";

export function Sheet(props: { forms: Forms; form: Form; report: Report }): JSX.Element {
  const rows = (fields: [string, boolean][]): string[] => fields.map(([name]) => name).filter((name) => props.forms.field[name]?.kind !== "attachment");
  return (
    <section aria-labelledby="sheet-title">
      <h2 id="sheet-title">{t("boarding-sheet")}</h2>
      <div class="scroll" tabindex="0" role="region" aria-labelledby="sheet-title">
        <table class="sheet">
          <thead><tr><For each={LANGUAGES}>{(code) => <th scope="col" lang={code}>{`${LANGUAGE_NAMES[code]} · ${wordIn(code, "form", props.form.id)}`}</th>}</For></tr></thead>
          <tbody>
            <For each={props.form.sections}>{(section) => (
              <>
                <tr class="sheet-section"><For each={LANGUAGES}>{(code) => <th scope="colgroup" lang={code}>{wordIn(code, "section", section.id)}</th>}</For></tr>
                <For each={rows(fieldsOf(section))}>{(field) => (
                  <tr><For each={LANGUAGES}>{(code) => <td lang={code}><span class="hint">{wordIn(code, "field", field)}</span><span>{shownIn(code, props.forms, field, props.report.fields[field])}</span></td>}</For></tr>
                )}</For>
              </>
            )}</For>
          </tbody>
        </table>
      </div>
      <Show when={props.forms}><p class="hint"><For each={LANGUAGES}>{(code) => <span lang={code}>{`${tIn(code, "report-forms-version", formsVersion(props.forms))} ${props.form.verified ? "" : tIn(code, "form-not-verified")} `}</span>}</For></p></Show>
    </section>
  );
}

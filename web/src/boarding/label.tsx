// What every field has: its name, whether it is needed, and the line that says what is wrong with it.
import type { JSX } from "solid-js";
import { t, word } from "../public/words";
import type { Report } from "./edit";
import type { Forms } from "./form";
import type { Journal } from "./journal";

export interface FieldProps { journal: Journal; report: Report; forms: Forms; field: string; needed: boolean; fault: string | undefined; conflict: boolean }

export function labelOf(field: string, needed: boolean): string {
  return needed ? t("boarding-needed", { field: word("field", field) }) : word("field", field);
}

export function FaultLine(props: { id: string; code: string | undefined }): JSX.Element {
  return <p class="error fault" id={props.id} aria-live="polite">{props.code ? word("fault", props.code) : ""}</p>;
}

// Making a plan: at once as usual, or with a title, days, seconds of search, an emphasis and the sea to count with.
import { type JSX } from "solid-js";
import { t } from "../language";

export interface Wish { title?: string; days?: number; seconds: number; emphasis: string; sea_state: number }

const EMPHASES = ["value", "miles", "fuel", "cost", "risk"] as const;
const SOLVE_S = 20;
const SEA_STATE = 3;

export function MakeForm(props: { busy: boolean; onMake: (wish: Wish) => void }): JSX.Element {
  let more!: HTMLDetailsElement;
  const make = (): void => {
    const fields = [...more.querySelectorAll<HTMLInputElement | HTMLSelectElement>("input, select")];
    const wrong = fields.find((field) => !field.checkValidity());
    if (wrong) {
      // What is wrong cannot be told while it is folded away.
      more.open = true;
      wrong.reportValidity();
      return;
    }
    const text = (name: string): string => fields.find((field) => field.name === name)?.value.trim() ?? "";
    props.onMake({
      seconds: Number(text("seconds")), emphasis: text("emphasis"), sea_state: Number(text("sea")),
      ...(text("title") ? { title: text("title") } : {}), ...(text("days") ? { days: Number(text("days")) } : {}),
    });
  };
  return (
    <>
      <button type="button" class="primary" disabled={props.busy} onClick={make}>{t("patrol-make")}</button>
      <details ref={more} class="make-plan" onKeyDown={(e) => {
        if (e.key !== "Enter" || !(e.target instanceof HTMLInputElement) || props.busy) return;
        e.preventDefault();
        make();
      }}>
        <summary>{t("make-title")}</summary>
        <div class="row">
          <label class="grow"><span>{t("make-name")}</span><input name="title" maxlength="200" /></label>
          <label><span>{t("make-days")}</span><input name="days" type="number" min="0.25" max="366" step="0.25" placeholder={t("make-usual")} /></label>
          <label><span>{t("make-seconds")}</span><input name="seconds" type="number" min="1" max="3600" step="1" value={SOLVE_S} required /></label>
          <label><span>{t("patrol-emphasis")}</span><select name="emphasis">{EMPHASES.map((code) => <option value={code}>{t(`patrol-emphasis-${code}`)}</option>)}</select></label>
          <label><span>{t("make-sea")}</span><input name="sea" type="number" min="0" max="9" step="1" value={SEA_STATE} required /></label>
        </div>
      </details>
    </>
  );
}

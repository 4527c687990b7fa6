// The fields of the form for when a closed area is closed.
import type { JSX } from "solid-js";
import { t } from "../language";
import { type Closure, isSound } from "./area_closure";

export function SeasonFields(props: { value: Closure; onChange: (value: Closure) => void }): JSX.Element {
  const set = (part: Partial<Closure>): void => props.onChange({ ...props.value, ...part });
  return (
    <>
      <div class="row">
        <label><span>{t("areas-valid-from")}</span><input value={props.value.from} placeholder={t("date-example")} pattern="\d{4}-\d{2}-\d{2}" onInput={(e) => set({ from: e.currentTarget.value.trim() })} /></label>
        <label><span>{t("areas-valid-to")}</span><input value={props.value.to} placeholder={t("date-example")} pattern="\d{4}-\d{2}-\d{2}" onInput={(e) => set({ to: e.currentTarget.value.trim() })} /></label>
      </div>
      <div class="row">
        <label><span>{t("areas-season-start")}</span><input value={props.value.start} placeholder="06-01" aria-invalid={!isSound(props.value)} onInput={(e) => set({ start: e.currentTarget.value.trim() })} /></label>
        <label><span>{t("areas-season-end")}</span><input value={props.value.end} placeholder="07-31" aria-invalid={!isSound(props.value)} onInput={(e) => set({ end: e.currentTarget.value.trim() })} /></label>
      </div>
      <p class="hint">{t("areas-season-hint")}</p>
    </>
  );
}

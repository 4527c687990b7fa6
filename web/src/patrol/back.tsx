// Back from sea: what was seen, heard and done. It closes tasks, moves targets and asks for a new plan.
import { For, type JSX, Show, createMemo, createSignal } from "solid-js";
import { t, tryT } from "../language";
import { useAction } from "../page/frame";
import { parsePlace } from "../place";
import { nameIn } from "./naming";
import { type PlanCard, report } from "./plan";

const KINDS = ["outcome", "sighting", "hail"] as const;
const OUTCOMES = ["done", "not-found", "not-possible", "refused"] as const;
const NM_M = 1852;
/** Within what a place is known unless it is said, nautical miles: about the two kilometres of a verified sighting. */
const WITHIN_NM = 1;

export function BackFromSea(props: { card: PlanCard | undefined; now: string | undefined; onSent: () => void }): JSX.Element {
  const action = useAction();
  const [kind, setKind] = createSignal<string>("outcome");
  const [wrong, setWrong] = createSignal(false);
  let form!: HTMLFormElement;
  const text = (name: string): string => String(new FormData(form).get(name) ?? "").trim();
  const now = (): string => props.now?.slice(0, 16) ?? "";
  // By their text: a plan that is fetched anew leaves what is chosen as it is.
  const stops = createMemo(() => [...new Set((props.card?.plan?.routes ?? []).flatMap((r) => r.stops.flatMap((s) => (s.task ? [`${r.asset}\n${s.task}`] : []))))]);
  const send = (): void => {
    const position = text("place") ? parsePlace(text("place")) : undefined;
    setWrong(Boolean(text("place")) && !position);
    if (wrong()) return;
    const [asset, task] = text("task").split("\n");
    const seen = kind() !== "outcome";
    const some = Object.entries({
      asset, task, mmsi: text("mmsi") ? Number(text("mmsi")) : undefined, position, outcome: seen ? undefined : text("outcome"),
      uncertainty_m: seen && position && text("within") ? Number(text("within")) * NM_M : undefined,
      ais_received: seen && text("ais") ? text("ais") === "yes" : undefined,
    }).filter(([, v]) => v !== undefined && v !== "");
    void action.run(async () => {
      const { sighting } = await report({ kind: kind(), time: `${text("time")}:00Z`, text: text("words"), ...Object.fromEntries(some) });
      form.reset();
      // What a reset empties is filled in again, as at the beginning.
      setKind("outcome");
      const time = form.elements.namedItem("time");
      if (time instanceof HTMLInputElement) time.value = now();
      props.onSent();
      if (!sighting) return t("patrol-report-sent");
      return sighting.fault ? t("patrol-report-sent-unmatched", { reason: tryT(sighting.fault) ?? sighting.fault }) : t("patrol-report-sent-seen");
    });
  };
  return (
    <section><h2>{t("patrol-back-from-sea")}</h2>
      <form ref={form} class="panel form" onSubmit={(e) => {
        e.preventDefault();
        send();
      }}>
        <div class="row">
          <label><span>{t("col-kind")}</span><select value={kind()} onChange={(e) => setKind(e.currentTarget.value)}>{KINDS.map((code) => <option value={code}>{t(`patrol-report-${code}`)}</option>)}</select></label>
          <label><span>{t("patrol-report-time")}</span><input name="time" type="datetime-local" required value={now()} /></label>
          <label class="grow"><span>{t("patrol-task")}</span><select name="task" required={kind() === "outcome"}><option value="">–</option><For each={stops()}>{(stop) => {
            const [asset = "", task = ""] = stop.split("\n");
            return <option value={stop}>{nameIn(props.card?.request, "task", task)} · {nameIn(props.card?.request, "asset", asset)}</option>;
          }}</For></select></label>
          <Show when={kind() === "outcome"}><label><span>{t("patrol-outcome")}</span><select name="outcome">{OUTCOMES.map((code) => <option value={code}>{t(`patrol-outcome-${code}`)}</option>)}</select></label></Show>
        </div>
        <div class="row">
          <label><span>{t("patrol-report-mmsi")}</span><input name="mmsi" inputmode="numeric" pattern="[0-9]{9}" /></label>
          <label class="grow"><span>{t("patrol-place")}</span><input name="place" required={kind() !== "outcome"} placeholder={t("place-example")} aria-invalid={wrong()} /></label>
          <Show when={kind() !== "outcome"}>
            <label><span>{t("patrol-report-uncertainty")}</span><input name="within" type="number" min="0.1" max="50" step="0.1" value={WITHIN_NM} /></label>
            <label><span>{t("patrol-report-ais")}</span><select name="ais"><option value="">{t("patrol-report-ais-untold")}</option><option value="yes">{t("yes")}</option><option value="no">{t("no")}</option></select></label>
          </Show>
        </div>
        <label><span>{t("patrol-report-words")}</span><textarea name="words" rows="3" maxlength="4000" /></label>
        <p class="error" role="alert">{wrong() ? t("place-wrong") : ""}</p><action.Said />
        <button type="submit" class="primary" disabled={action.busy()}>{t("patrol-report-send")}</button>
      </form>
    </section>
  );
}

// Alerts in: those that came into the node's folder, and files of any of the feeds; whom of ours each touches and whether it
// is proven. One key press opens a crisis from an alert.
import { For, type JSX, Show, createResource } from "solid-js";
import { call } from "../api";
import type { Crisis } from "../crisis/crisis";
import { OpenFromPlan } from "../crisis/from_plan";
import { PlansTouched } from "../crisis/onset";
import { number, t, word } from "../language";
import { useAction } from "../page/frame";
import { When } from "../when";
import { may } from "../watchroom";
import type { Hazard } from "./evacuation";

export function Hazards(props: { onOpened: (id: string) => void }): JSX.Element {
  const [found, { refetch }] = createResource(() => call<{ hazards: Hazard[] }>("hazards"));
  const hazards = (): Hazard[] => found.latest?.hazards ?? [];
  const action = useAction();
  const load = (file: File | undefined): void => {
    if (!file) return;
    void action.run(async () => {
      await call<{ hazards: Hazard[] }>("hazards", { file, type: "application/octet-stream" });
      await refetch();
      return undefined;
    });
  };
  const open = (one: Hazard): void => void action.run(async () => {
    const { event, headline } = one.hazard;
    // Most headlines say what happened; the others are said with it.
    const says = headline.toLocaleLowerCase().includes(event.toLocaleLowerCase());
    const name = (says ? headline : `${event} ${headline}`).trim().slice(0, 120);
    const made = await call<Crisis>("crises", { json: { name, self_report: true, alert: one.id } });
    props.onOpened(made.id);
    return t("evac-hazard-opened", { name });
  });
  return (
    <section><h2>{t("evac-hazards")}</h2>
      <Show when={may("consular")}><label><span>{t("evac-hazard-file")}</span><input type="file" onChange={(e) => load(e.currentTarget.files?.[0])} /></label></Show>
      <action.Said />
      <Show when={may("consular")}><OpenFromPlan onOpened={props.onOpened} /></Show>
      <Show when={hazards().length > 0} fallback={<p class="hint">{t("evac-hazard-none")}</p>}>
        <div class="scroll" tabindex="0" role="region" aria-label={t("evac-hazards")}>
          <table class="wrapped"><caption class="hidden">{t("evac-hazards")}</caption>
            <thead><tr><th scope="col">{t("evac-hazard-what")}</th><th scope="col">{t("evac-hazard-severity")}</th><th scope="col">{t("evac-hazard-from")}</th><th scope="col">{t("evac-time")}</th><th scope="col">{t("evac-hazard-proof")}</th><th scope="col" class="num">{t("evac-hazard-touched")}</th><th scope="col"><span class="hidden">{t("evac-hazard-open")}</span></th></tr></thead>
            <tbody><For each={hazards()}>{(one) => (
              <tr data-hazard={one.id}><th scope="row">{one.hazard.event} {one.hazard.headline}<PlansTouched plans={one.plans} /></th><td>{word("evac-severity", one.hazard.severity)}</td><td>{one.hazard.sender}</td><td><When at={one.hazard.sent} /> {one.holds ? "" : t("evac-hazard-past")}</td><td>{word("evac-proof", one.hazard.proof)}</td><td class="num">{number(one.touched.people)}</td>
                <td><Show when={may("consular")}><button type="button" disabled={action.busy()} onClick={() => open(one)}>{t("evac-hazard-open")}</button></Show></td></tr>
            )}</For></tbody>
          </table>
        </div>
      </Show>
    </section>
  );
}

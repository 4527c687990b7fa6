// Alerts in: a file of any of the feeds is read by the node, which says whom of ours it touches and whether it is proven.
import { For, type JSX, Show, createSignal } from "solid-js";
import { call } from "../api";
import { number, t, word } from "../language";
import { useAction } from "../page/frame";
import { type Hazard, minute } from "./evacuation";

export function Hazards(): JSX.Element {
  const [hazards, setHazards] = createSignal<Hazard[]>([]);
  const action = useAction();
  const load = (file: File | undefined): void => {
    if (!file) return;
    void action.run(async () => {
      const read = await call<{ hazards: Hazard[] }>("hazards", { file, type: "application/octet-stream" });
      setHazards(read.hazards);
      return undefined;
    });
  };
  return (
    <section><h2>{t("evac-hazards")}</h2>
      <label><span>{t("evac-hazard-file")}</span><input type="file" onChange={(e) => load(e.currentTarget.files?.[0])} /></label>
      <action.Said />
      <Show when={hazards().length > 0} fallback={<p class="hint">{t("evac-hazard-none")}</p>}>
        <div class="scroll" tabindex="0" role="region" aria-label={t("evac-hazards")}>
          <table><caption class="hidden">{t("evac-hazards")}</caption>
            <thead><tr><th scope="col">{t("evac-hazard-what")}</th><th scope="col">{t("evac-hazard-severity")}</th><th scope="col">{t("evac-hazard-from")}</th><th scope="col">{t("evac-time")}</th><th scope="col">{t("evac-hazard-proof")}</th><th scope="col" class="num">{t("evac-hazard-touched")}</th></tr></thead>
            <tbody><For each={hazards()}>{(one) => (
              <tr><th scope="row">{one.hazard.event} {one.hazard.headline}</th><td>{word("evac-severity", one.hazard.severity)}</td><td>{one.hazard.sender}</td><td>{minute(one.hazard.sent)}</td><td>{word("evac-proof", one.hazard.proof)}</td><td class="num">{number(one.touched.people)}</td></tr>
            )}</For></tbody>
          </table>
        </div>
      </Show>
    </section>
  );
}

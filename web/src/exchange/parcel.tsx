// Where no link is: what waits as one sealed file, carried by hand, and the file that comes back.
import { type JSX, Show } from "solid-js";
import { t } from "../language";
import { FileChoice } from "../page/file_choice";
import { useAction } from "../page/frame";
import { nodeNow } from "./expiry";
import { type Partner, parcelIn, parcelOut } from "./partner";
import { saveFile } from "./save";

/** A name that tells from whom, to whom and when. */
function parcelName(party: string, kind: "out" | "back"): string {
  return `${party}-${kind}-${new Date(nodeNow()).toISOString().replaceAll(/[-:]/g, "").slice(0, 15)}Z.vigie-parcel`;
}

export function ParcelDesk(props: { partner: Partner; onChanged: () => Promise<unknown> }): JSX.Element {
  const out = useAction();
  const back = useAction();
  const party = () => props.partner.party;
  const take = (): void => void out.run(async () => {
    saveFile(await parcelOut(party()), parcelName(party(), "out"));
    return t("parcel-out-done");
  });
  const give = (file: File): void => void back.run(async () => {
    const answer = await parcelIn(party(), file);
    await props.onChanged();
    if (answer.size === 0) return t("parcel-in-done-empty");
    saveFile(answer, parcelName(party(), "back"));
    return t("parcel-in-done");
  });
  return (
    <section class="drawer">
      <p class="hint">{t("parcel-hint")}</p>
      <div class="two">
        <div>
          <h3>{t("parcel-out-title")}</h3>
          <p>{t("parcel-waiting", { count: props.partner.sent.waiting })}</p>
          <button type="button" disabled={out.busy()} onClick={take}>{t("parcel-out")}</button>
          <out.Said />
        </div>
        <div>
          <h3>{t("parcel-in-title")}</h3>
          <FileChoice label={t("file-choose")} accept=".vigie-parcel,application/octet-stream" onFile={give} />
          <Show when={back.busy()}><p class="hint" role="status">{t("loading")}</p></Show>
          <back.Said />
        </div>
      </div>
    </section>
  );
}

// The part of the desk that carries edits to another device and takes them from there.
import { type JSX, createSignal } from "solid-js";
import { t } from "../public/words";
import { carry, openCarried } from "./carry";
import type { Journal } from "./journal";

/** A file that leaves the device is sealed by no weaker passphrase than the device. */
const PHRASE_LEAST = 12;
/** What stands before the name of a file of an exercise. */
const MARK = "EXERCISE-EXERCICE-演習-";

export function Handover(props: { journal: Journal; exercise: boolean }): JSX.Element {
  const [phrase, setPhrase] = createSignal("");
  const [said, setSaid] = createSignal("");
  const give = async (sealed: boolean): Promise<void> => {
    if (sealed && [...phrase()].length < PHRASE_LEAST) return void setSaid(t("boarding-carry-phrase-short"));
    const bytes = await carry(props.journal, sealed ? phrase() : "");
    const url = URL.createObjectURL(new Blob([bytes]));
    const link = document.createElement("a");
    link.href = url;
    link.download = `${props.exercise ? MARK : ""}${props.journal.vault.device.id}.${sealed ? "vigie" : "json"}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
    setSaid(t("boarding-carried", { count: props.journal.all().length }));
  };
  const take = async (file: File): Promise<void> => {
    const opened = await openCarried(new Uint8Array(await file.arrayBuffer()), phrase());
    if (opened === "sealed") return void setSaid(t("boarding-carry-sealed"));
    if (opened === "foreign") return void setSaid(t("boarding-carry-foreign"));
    const { taken, unfit } = await props.journal.take(opened.edits, opened.files);
    setSaid(t("boarding-carry-taken", { taken, unfit }));
  };
  return (
    <details class="stack">
      <summary>{t("boarding-carry")}</summary>
      <div class="stack">
        <p class="hint">{t("boarding-carry-why")}</p>
        <label><span>{t("boarding-carry-phrase")}</span><input type="password" autocomplete="off" value={phrase()} onInput={(e) => setPhrase(e.currentTarget.value)} /></label>
        <div class="actions">
          <button type="button" onClick={() => void give(true)}>{t("boarding-carry-sealed-do")}</button>
          <button type="button" onClick={() => confirm(t("boarding-carry-plain-ask")) && void give(false)}>{t("boarding-carry-plain-do")}</button>
        </div>
        <label class="shutter"><span>{t("boarding-carry-take")}</span>
          <input type="file" accept=".vigie,.json" onChange={(e) => {
            const file = e.currentTarget.files?.[0];
            e.currentTarget.value = "";
            if (file) void take(file);
          }} />
        </label>
        <p class="done" role="status">{said()}</p>
      </div>
    </details>
  );
}

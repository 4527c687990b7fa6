// Photographs and video: time, place and fingerprint are taken at capture, and the file is sealed on the device at once.
import { For, type JSX, Show, createSignal } from "solid-js";
import { place } from "../place";
import { t, word } from "../public/words";
import type { Report } from "./edit";
import { placeNow } from "./fix";
import { FILE_BYTES_MAX, type Journal } from "./journal";
import { Picture } from "./picture";
import { utcText } from "./typed";

const kindOf = (media: string): string => (media.startsWith("image/") ? "photo" : media.startsWith("video/") ? "video" : "document");

export function Photos(props: { journal: Journal; report: Report }): JSX.Element {
  const [caption, setCaption] = createSignal("");
  const [said, setSaid] = createSignal("");
  const keep = async (files: readonly File[]): Promise<void> => {
    const here = await placeNow();
    let kept = 0;
    // One that is too large keeps none of the others out.
    const fit = files.filter((file) => file.size <= FILE_BYTES_MAX);
    for (const file of fit) {
      const media = file.type || "application/octet-stream";
      await props.journal.attach(props.report.report, { kind: kindOf(media), caption: caption().trim(), media, place: here }, new Uint8Array(await file.arrayBuffer()));
      kept += 1;
    }
    setCaption("");
    setSaid([kept > 0 ? t("boarding-files-kept", { count: kept }) : "", fit.length < files.length ? t("boarding-file-large") : ""].filter(Boolean).join(" "));
  };
  return (
    <section class="stack" aria-label={t("boarding-photos")}>
      <label><span>{t("boarding-caption")}</span><input maxlength="200" value={caption()} onInput={(e) => setCaption(e.currentTarget.value)} /></label>
      <label class="shutter"><span>{t("boarding-photo-take")}</span>
        <input type="file" accept="image/*,video/*,application/pdf" capture="environment" multiple onChange={(e) => {
          const files = [...(e.currentTarget.files ?? [])];
          e.currentTarget.value = "";
          void keep(files).catch((cause: unknown) => setSaid(t("boarding-not-kept", { why: String(cause) })));
        }} />
      </label>
      <p class="done" role="status">{said()}</p>
      <ul class="people photos">
        <For each={props.report.attachments.filter((one) => one.act.kind !== "signature")}>{(one) => (
          <li>
            <Picture journal={props.journal} sum={one.act.sha256} media={one.act.media} what={one.act.caption || word("attached", one.act.kind)} />
            <strong>{one.act.caption || word("attached", one.act.kind)}</strong>
            <span>{`${utcText(one.at_ms)} · ${one.act.place ? place(one.act.place) : t("boarding-place-unknown")} · ${one.user}`}</span>
            <span class="raw hint wrap">{one.act.sha256}</span>
            <Show when={props.journal.hasFile(one.act.sha256)}><span class="hint">{t(props.journal.isFileSent(one.act.sha256) ? "boarding-file-sent" : "boarding-file-waiting")}</span></Show>
          </li>
        )}</For>
      </ul>
    </section>
  );
}

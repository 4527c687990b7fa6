// The tracks on a vessel's card, taken out as files.
import type { JSX } from "solid-js";
import { type Tracks, call } from "../api";
import { saveFile } from "../exchange/save";
import { EXERCISE_WORDS, t } from "../language";
import { useAction } from "../page/frame";
import { exercise } from "../watchroom";
import { trackCsv, trackGpx } from "./track_file";

/** As many as the node gives at once. */
const POINTS_MAX = 100_000;

export function TrackFiles(props: { mmsi: number; name: string; from: string | undefined; to: string | undefined }): JSX.Element {
  const action = useAction();
  const save = (format: "csv" | "gpx"): void => void action.run(async () => {
    const span = props.from && props.to ? `&from=${encodeURIComponent(props.from)}&to=${encodeURIComponent(props.to)}` : "";
    const tracks = await call<Tracks>(`vessels/${props.mmsi}/track?max=${POINTS_MAX}${span}`);
    const name = exercise() === undefined ? props.name : `${EXERCISE_WORDS} · ${props.name}`;
    const [text, type] = format === "csv" ? [trackCsv(tracks), "text/csv;charset=utf-8"] : [trackGpx(tracks, name), "application/gpx+xml"];
    saveFile(new Blob([text], { type }), `vigie-${props.mmsi}.${format}`);
    return t("track-saved");
  });
  return (
    <div class="row">
      <button type="button" class="quiet" disabled={action.busy()} onClick={() => save("csv")} aria-label={t("track-save-as", { format: "CSV" })}>CSV</button>
      <button type="button" class="quiet" disabled={action.busy()} onClick={() => save("gpx")} aria-label={t("track-save-as", { format: "GPX" })}>{"GPX"}</button>
      <action.Said />
    </div>
  );
}

// A photograph from the sealed store, drawn on a canvas: no file of it exists outside the store. In red at night.
import { type JSX, Show, createEffect, createResource } from "solid-js";
import { t } from "../public/words";
import type { Journal } from "./journal";

/** Longest side of what is drawn, pixels. */
const SIDE_MAX = 480;

async function draw(canvas: HTMLCanvasElement, bytes: Uint8Array<ArrayBuffer>, media: string): Promise<void> {
  const image = await createImageBitmap(new Blob([bytes], { type: media }));
  const scale = Math.min(1, SIDE_MAX / Math.max(image.width, image.height));
  canvas.width = Math.max(1, Math.round(image.width * scale));
  canvas.height = Math.max(1, Math.round(image.height * scale));
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
}

export function Picture(props: { journal: Journal; sum: string; media: string; what: string }): JSX.Element {
  let canvas: HTMLCanvasElement | undefined;
  const [bytes] = createResource(() => (props.media.startsWith("image/") && props.journal.hasFile(props.sum) ? props.sum : undefined), (sum) => props.journal.file(sum));
  createEffect(() => {
    const found = bytes();
    if (canvas && found) void draw(canvas, found, props.media).catch(() => undefined);
  });
  return (
    <Show when={props.media.startsWith("image/") && props.journal.hasFile(props.sum)} fallback={<p class="hint">{props.journal.hasFile(props.sum) ? props.media : t("boarding-file-elsewhere")}</p>}>
      <span class="picture"><canvas ref={canvas} role="img" aria-label={props.what} /></span>
    </Show>
  );
}

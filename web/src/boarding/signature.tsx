// A signature on the glass, or the photograph of a signed paper for those who cannot use it. It is kept with what it
// was given for: when a field changes afterwards, that is said.
import { type JSX, Show, createMemo, createResource, createSignal, createUniqueId } from "solid-js";
import { hashOf } from "../public/bytes";
import { t } from "../public/words";
import { type EditOf, type Report, textOf } from "./edit";
import { FaultLine, type FieldProps, labelOf } from "./label";
import { placeNow } from "./fix";
import { isEmpty } from "./form";
import { FILE_BYTES_MAX } from "./journal";
import { Picture } from "./picture";
import { utcText } from "./typed";

type Stroke = [number, number][];
const [WIDTH, HEIGHT] = [900, 300];
const PEN = 4;
const SIGNED = "signed";

/** Everything that a signature stands for: all fields but the signatures, as one fingerprint. */
export function sheetHash(report: Report): Promise<string> {
  const fields = Object.entries(report.fields).filter(([name, value]) => !name.endsWith("_signature") && !isEmpty(value));
  return hashOf(textOf({ form: report.form, report: report.report, fields: Object.fromEntries(fields) }));
}

function paint(canvas: HTMLCanvasElement, strokes: readonly Stroke[], ink: string, ground?: string): void {
  const pen = canvas.getContext("2d");
  if (!pen) return;
  pen.clearRect(0, 0, canvas.width, canvas.height);
  if (ground) {
    pen.fillStyle = ground;
    pen.fillRect(0, 0, canvas.width, canvas.height);
  }
  pen.strokeStyle = pen.fillStyle = ink;
  pen.lineWidth = PEN;
  pen.lineCap = pen.lineJoin = "round";
  for (const stroke of strokes) {
    pen.beginPath();
    stroke.forEach(([x, y], n) => (n === 0 ? pen.moveTo(x, y) : pen.lineTo(x, y)));
    if (stroke.length === 1 && stroke[0]) pen.lineTo(stroke[0][0] + 0.1, stroke[0][1]);
    pen.stroke();
  }
}

/** The strokes as a picture, black on white, whatever the palette on screen. */
async function asPng(strokes: readonly Stroke[]): Promise<Uint8Array<ArrayBuffer>> {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [WIDTH, HEIGHT];
  paint(canvas, strokes, "#000", "#fff");
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
  return new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer(0));
}

export function Signature(props: FieldProps): JSX.Element {
  const faultId = createUniqueId();
  const [signer, setSigner] = createSignal("");
  const [anew, setAnew] = createSignal(false);
  const [said, setSaid] = createSignal("");
  const sum = (): string => String(props.report.fields[props.field] ?? "");
  const taken = createMemo(() => props.report.attachments.filter((one) => one.act.sha256 === sum()).at(-1));
  const defaultName = (): string => String((props.field === "master_signature" ? props.report.fields["master_name"] : props.report.fields["inspectors"]) ?? "");
  const name = (): string => signer() || defaultName();
  const keep = async (bytes: Uint8Array<ArrayBuffer>, media: string): Promise<void> => {
    if (bytes.length > FILE_BYTES_MAX) {
      setSaid(t("boarding-file-large"));
      return;
    }
    const signed = await sheetHash(props.report);
    const about = { kind: "signature", caption: name(), media, place: await placeNow() };
    await props.journal.attach(props.report.report, about, bytes, (kept) => [{ field: props.field, value: kept }], { step: SIGNED, note: `${props.field} ${signed}` });
    setAnew(false);
    setSaid("");
  };
  return (
    <fieldset aria-describedby={faultId}>
      <legend>{labelOf(props.field, props.needed)}</legend>
      <Show when={taken() && !anew() ? taken() : undefined} fallback={
        <>
          <label><span>{t("boarding-signer")}</span><input maxlength="120" autocomplete="off" value={name()} onInput={(e) => setSigner(e.currentTarget.value)} /></label>
          <Pad label={labelOf(props.field, false)} onKeep={(strokes) => void asPng(strokes).then((bytes) => keep(bytes, "image/png"))} />
          <PaperFile onFile={(file) => void file.arrayBuffer().then((bytes) => keep(new Uint8Array(bytes), file.type || "image/jpeg"))} />
        </>
      }>{(one) => <Given {...props} taken={one()} onAnew={() => setAnew(true)} />}</Show>
      <p class="hint" role="status">{said()}</p>
      <FaultLine id={faultId} code={props.fault} />
    </fieldset>
  );
}

function Given(props: FieldProps & { taken: EditOf<"attach">; onAnew: () => void }): JSX.Element {
  const [now] = createResource(() => props.report, sheetHash);
  const signedFor = (): string | undefined => props.report.steps.filter((one) => one.act.step === SIGNED && one.act.note.startsWith(`${props.field} `)).at(-1)?.act.note.split(" ")[1];
  return (
    <>
      <Picture journal={props.journal} sum={props.taken.act.sha256} media={props.taken.act.media} what={t("boarding-signed-by", { name: props.taken.act.caption, time: utcText(props.taken.at_ms) })} />
      <p>{t("boarding-signed-by", { name: props.taken.act.caption, time: utcText(props.taken.at_ms) })}</p>
      <p class="raw hint wrap">{props.taken.act.sha256}</p>
      <Show when={now() !== undefined && signedFor() !== undefined && now() !== signedFor()}><p class="notice error" role="status">{t("boarding-changed-after-signature")}</p></Show>
      <button type="button" onClick={props.onAnew}>{t("boarding-sign-anew")}</button>
    </>
  );
}

function Pad(props: { label: string; onKeep: (strokes: readonly Stroke[]) => void }): JSX.Element {
  const [strokes, setStrokes] = createSignal<Stroke[]>([]);
  let canvas: HTMLCanvasElement | undefined;
  let drawing: Stroke | undefined;
  const redraw = (all: readonly Stroke[]): void => {
    if (canvas) paint(canvas, all, getComputedStyle(canvas).color);
  };
  const point = (e: PointerEvent): [number, number] => {
    const box = canvas?.getBoundingClientRect() ?? new DOMRect(0, 0, WIDTH, HEIGHT);
    return [((e.clientX - box.left) / box.width) * WIDTH, ((e.clientY - box.top) / box.height) * HEIGHT];
  };
  const down = (e: PointerEvent): void => {
    canvas?.setPointerCapture(e.pointerId);
    drawing = [point(e)];
    redraw([...strokes(), drawing]);
  };
  const move = (e: PointerEvent): void => {
    if (!drawing) return;
    drawing.push(point(e));
    redraw([...strokes(), drawing]);
  };
  const up = (): void => {
    if (drawing) setStrokes((all) => [...all, drawing as Stroke]);
    drawing = undefined;
  };
  const clear = (): void => {
    setStrokes([]);
    redraw([]);
  };
  return (
    <>
      <p class="hint">{t("boarding-pad")}</p>
      <canvas class="pad-sign" ref={canvas} width={WIDTH} height={HEIGHT} role="img" aria-label={t("boarding-pad-of", { field: props.label })} onPointerDown={down} onPointerMove={move} onPointerUp={up} onPointerCancel={up} />
      <div class="actions">
        <button type="button" class="primary" disabled={strokes().length === 0} onClick={() => props.onKeep(strokes())}>{t("boarding-sign-keep")}</button>
        <button type="button" disabled={strokes().length === 0} onClick={clear}>{t("boarding-sign-clear")}</button>
      </div>
    </>
  );
}

function PaperFile(props: { onFile: (file: File) => void }): JSX.Element {
  return (
    <label class="shutter"><span>{t("boarding-sign-paper")}</span>
      <input type="file" accept="image/*" capture="environment" onChange={(e) => {
        const file = e.currentTarget.files?.[0];
        if (file) props.onFile(file);
        e.currentTarget.value = "";
      }} />
    </label>
  );
}

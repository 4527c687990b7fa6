// Bringing a file of detections: which producer's columns, and what of it could not be used.
import { For, type JSX, Show, createSignal } from "solid-js";
import { type SceneGlance, call, query } from "../api";
import { number, t, tryT } from "../language";
import { FileChoice } from "../page/file_choice";
import { useAction } from "../page/frame";
import { go } from "../route";

/** As the node has them built in (docs/dark-vessels.md). */
const PRESETS = ["plain", "plain-viirs", "plain-rf", "plain-optical", "ksat-radar", "gfw-sentinel1", "eog-viirs", "ai2-sentinel1", "ai2-sentinel2", "skylight-radar", "skylight-optical", "sighting"] as const;
/** The choice of columns of one's own. */
const OWN = "own";
const EXAMPLE = 'name = "agency"\nsensor = "rf"\ntime = "time"\nlat = "lat"\nlon = "lon"\n';
const FAULTS_SHOWN = 100;

interface Fault { line: number; reason: string }
interface Taken { scenes: SceneGlance[]; faults: Fault[]; passed_over: number }

export function UploadForm(props: { onTaken: () => Promise<unknown> }): JSX.Element {
  const [preset, setPreset] = createSignal<string>(PRESETS[0]);
  const [columns, setColumns] = createSignal(EXAMPLE);
  const [file, setFile] = createSignal<File>();
  const [faults, setFaults] = createSignal<Fault[]>([]);
  const action = useAction();
  const send = (event: SubmitEvent): void => {
    event.preventDefault();
    const chosen = file();
    if (!chosen) return;
    setFaults([]);
    void action.run(async () => {
      const isJson = /json$/i.test(chosen.name);
      const taken = await call<Taken>(`scenes${query({ ...(preset() === OWN ? { columns: columns() } : { preset: preset() }), name: chosen.name })}`, { file: chosen, type: isJson ? "application/geo+json" : "text/csv" });
      setFaults(taken.faults);
      const [first] = taken.scenes;
      if (first) go(`detections/${encodeURIComponent(first.id)}`);
      await props.onTaken();
      return t("scenes-taken", { scenes: number(taken.scenes.length), faults: number(taken.faults.length), passed: number(taken.passed_over) });
    });
  };
  return (
    <form class="panel form" onSubmit={send}>
      <h2>{t("scenes-add")}</h2>
      <p class="hint">{t("scenes-add-hint")}</p>
      <label><span>{t("scenes-preset")}</span>
        <select value={preset()} onChange={(e) => setPreset(e.currentTarget.value)}><For each={[...PRESETS, OWN]}>{(name) => <option value={name}>{t(`scenes-preset-${name}`)}</option>}</For></select>
      </label>
      <Show when={preset() === OWN}>
        <label><span>{t("scenes-columns")}</span>
          <textarea class="mono" rows="7" spellcheck={false} aria-describedby="scenes-columns-hint" value={columns()} onInput={(e) => setColumns(e.currentTarget.value)} />
        </label>
        <p class="hint" id="scenes-columns-hint">{t("scenes-columns-hint")}</p>
      </Show>
      <FileChoice label={t("file-choose")} accept=".csv,.geojson,.json,text/csv,application/geo+json" onFile={setFile} />
      <button type="submit" class="primary" disabled={action.busy() || !file()}>{t("add")}</button>
      <action.Said />
      <Show when={faults().length > 0}>
        <ul class="error"><For each={faults().slice(0, FAULTS_SHOWN)}>{(fault) => <li>{t("scenes-fault", { line: fault.line, reason: tryT(`fault-${fault.reason}`) ?? fault.reason })}</li>}</For></ul>
        <Show when={faults().length > FAULTS_SHOWN}><p class="hint">{t("scenes-faults-more", { count: number(faults().length - FAULTS_SHOWN) })}</p></Show>
      </Show>
    </form>
  );
}

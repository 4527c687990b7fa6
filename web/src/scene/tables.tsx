// One look as tables: each detection with its working, each ship inside with what became of it.
import { For, type JSX, Show, createSignal } from "solid-js";
import type { Scene } from "../api";
import { number, t, word } from "../language";
import { amount, evidenceName, figures, percent } from "../measure";
import { place } from "../place";
import { link } from "../route";
import { Pieces, When } from "../when";
import { likeliest } from "./likeliest";
import { mmsiOf, trackName } from "./look";
import { lookTitle } from "./title";

type Seen = Scene["detections"][number];
type Candidate = Seen["candidates"][number];

export function SceneTables(props: { scene: Scene }): JSX.Element {
  const scene = () => props.scene;
  return (
    <section aria-labelledby="scene-title">
      <h2 id="scene-title" class="wrap" title={scene().id}><Pieces text={lookTitle(scene().id)} /></h2>
      <dl class="facts">
        <dt>{t("col-time")}</dt><dd><When at={scene().time} /></dd>
        <dt>{t("scene-col-sensor")}</dt><dd>{[word("code", scene().sensor), scene().platform ?? ""].filter(Boolean).join(" · ")}</dd>
        <dt>{t("scene-expected-dark")}</dt><dd>{number(scene().expected_dark, 1)}</dd>
        <dt>{t("scene-as-of")}</dt><dd><When at={scene().as_of} /></dd>
      </dl>
      <Show when={!scene().footprint && scene().sensor !== "sighting"}><p class="hint">{t("scene-no-footprint")}</p></Show>
      <Show when={scene().ais_heard === false}><p class="held">{t("scene-no-ais")}</p></Show>
      <Show when={scene().sensor === "sighting"}><p class="hint">{t("scene-sighting-note")}</p></Show>
      <h3>{t("scene-detections", { count: scene().detections.length })}</h3>
      <div class="scroll tall" tabindex="0" role="region" aria-label={t("scene-detections", { count: scene().detections.length })}>
        <table class="small">
          <thead><tr><th>{t("scene-col-detection")}</th><th>{t("col-place")}</th><th class="num">{t("scene-col-length")}</th><th class="num">{t("scene-col-probability")}</th><th>{t("scene-col-reading")}</th><th>{t("scene-col-likeliest")}</th></tr></thead>
          <tbody><For each={scene().detections}>{(one) => <DetectionRows seen={one} />}</For></tbody>
        </table>
      </div>
      <Show when={scene().tracks.length > 0}>
        <h3>{t("scene-tracks", { count: scene().tracks.length })}</h3>
        <div class="scroll tall" tabindex="0" role="region" aria-label={t("scene-tracks", { count: scene().tracks.length })}>
          <table class="small">
            <thead><tr><th>{t("scene-col-ship")}</th><th class="num">{t("scene-col-inside")}</th><th class="num">{t("scene-col-seen")}</th><th class="num">{t("scene-col-detected")}</th><th>{t("scene-col-outcome")}</th></tr></thead>
            <tbody><For each={scene().tracks}>{(one) => (
              <tr><th scope="row"><Ship track={one.track} /></th><td class="num">{one.inside === null ? "–" : percent(one.inside)}</td><td class="num">{percent(one.seen)}</td><td class="num">{percent(one.detected)}</td>
                <td><span class="tag" data-outcome={one.outcome}>{word("scene-outcome", one.outcome)}</span></td></tr>
            )}</For></tbody>
          </table>
        </div>
      </Show>
      <p class="hint">{t("card-not-a-verdict")}</p>
    </section>
  );
}

function Ship(props: { track: string }): JSX.Element {
  return <a href={link("watch", { vessel: String(mmsiOf(props.track)) })}>{trackName(props.track)}</a>;
}

function DetectionRows(props: { seen: Seen }): JSX.Element {
  const [open, setOpen] = createSignal(false);
  const best = (): Candidate | undefined => likeliest(props.seen.candidates);
  return (
    <>
      <tr>
        <th scope="row"><button type="button" class="quiet wrap" aria-expanded={open()} onClick={() => setOpen(!open())} title={props.seen.id} aria-label={t("scene-working-of", { id: lookTitle(props.seen.id) })}><span>{open() ? "▾" : "▸"} <Pieces text={lookTitle(props.seen.id)} /></span></button></th>
        <td class="mono">{place([props.seen.position[0] ?? 0, props.seen.position[1] ?? 0])}</td>
        <td class="num">{props.seen.length_m === null ? "–" : t("unit-m", { value: number(props.seen.length_m) })}</td>
        <td class="num">{percent(props.seen.dark)}</td><td>{word("code", props.seen.verdict)}</td>
        <td><Show when={best()} fallback={props.seen.candidates.length > 0 ? t("scene-none-likely") : t("scene-no-candidate")}>{(one) => <><Ship track={one().track} /> {percent(one().probability)}</>}</Show></td>
      </tr>
      <Show when={open()}><tr><td colspan="6" class="working-cell"><Working seen={props.seen} /></td></tr></Show>
    </>
  );
}

/** What the working of a candidate holds, in the order it is read. */
const STEPS = ["probability", "offset_m", "nearest_ping_s", "azimuth_shift_m", "density_per_km2", "length_factor", "identity_factor", "odds"] as const;

/** The working names the age of the ping in seconds; the words are those of the event's evidence. */
const stepName = (step: (typeof STEPS)[number]): string => evidenceName(step === "nearest_ping_s" ? "ping_age_min" : step);

function Working(props: { seen: Seen }): JSX.Element {
  const steps = () => STEPS.filter((step) => props.seen.candidates.some((one) => one[step] !== undefined));
  const shown = (one: Candidate, step: (typeof STEPS)[number]): string => {
    const value = one[step];
    return value === undefined ? "–" : amount(step, value);
  };
  return (
    <>
      <Show when={props.seen.ais_heard === false}><p class="held">{t("scene-detection-no-ais")}</p></Show>
      <dl class="facts">
        <dt>{t("col-time")}</dt><dd><When at={props.seen.time} /></dd>
        <Show when={props.seen.confidence !== null}><dt>{evidenceName("sensor_confidence")}</dt><dd>{t("unit-pct", { value: number((props.seen.confidence ?? 0) * 100) })}</dd></Show>
        <dt>{evidenceName("alone_per_km2")}</dt><dd>{figures(props.seen.alone_per_km2)}</dd>
        <dt>{evidenceName("assignment")}</dt><dd>{props.seen.assigned ? <Ship track={props.seen.assigned} /> : word("code", "not-on-ais")}</dd>
        <Show when={props.seen.witness}>{(witness) => <Witness witness={witness()} />}</Show>
      </dl>
      <Show when={props.seen.candidates.length > 0} fallback={<p class="hint">{t("scene-no-candidate")}</p>}>
        <div class="scroll" tabindex="0" role="region" aria-label={t("scene-working-of", { id: lookTitle(props.seen.id) })}><table class="small">
          <thead><tr><th>{t("scene-col-ship")}</th><th>{evidenceName("fit")}</th><For each={steps()}>{(step) => <th class="num">{stepName(step)}</th>}</For></tr></thead>
          <tbody><For each={props.seen.candidates}>{(one) => (
            <tr><th scope="row"><Ship track={one.track} /></th><td>{word("code", one.fit)}</td><For each={steps()}>{(step) => <td class="num">{shown(one, step)}</td>}</For></tr>
          )}</For></tbody>
        </table></div>
      </Show>
    </>
  );
}

/** Of a sighting: who saw it, how, and what was read. */
function Witness(props: { witness: NonNullable<Seen["witness"]> }): JSX.Element {
  const rows = (): [string, string][] => {
    const ais: [string, string] = [evidenceName("ais_received"), props.witness.ais_received === null ? "" : t(props.witness.ais_received ? "yes" : "no")];
    if (props.witness.means === "producer-match") {
      // The producer's own words, as its file has them.
      const read: [string, string] = [evidenceName("read_mmsi"), props.witness.mmsi === null ? "" : String(props.witness.mmsi)];
      const all: [string, string][] = [[evidenceName("means"), word("code", props.witness.means)], [t("scene-producer-word"), props.witness.what], read, ais];
      return all.filter(([, value]) => value !== "");
    }
    const all: [string, string][] = [
      [t("scene-observer"), props.witness.observer], [evidenceName("means"), props.witness.means && word("code", props.witness.means)],
      [evidenceName("what_seen"), props.witness.what && word("gear", props.witness.what)],
      [evidenceName("report"), word("code", props.witness.verified ? "verified" : "unverified")],
      [t("scene-uncertainty"), amount("uncertainty_m", props.witness.uncertainty_m)],
      [evidenceName("read_name"), props.witness.name], [evidenceName("read_call_sign"), props.witness.call_sign],
      [evidenceName("read_mmsi"), props.witness.mmsi === null ? "" : String(props.witness.mmsi)],
      ais,
    ];
    return all.filter(([, value]) => value !== "");
  };
  return <For each={rows()}>{([name, value]) => <><dt>{name}</dt><dd class="wrap">{value}</dd></>}</For>;
}

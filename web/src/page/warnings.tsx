// Warnings to vessels: what was sent, and a form that makes a CAP 1.2 message in three languages. All three are needed: those who
// broadcast it choose none away.
import { For, type JSX, Show, createResource, createSignal } from "solid-js";
import { type AreaCollection, call } from "../api";
import type { components } from "../schema";
import { fileName } from "../exchange/save";
import { EXERCISE_WORDS, LANGUAGES, LANGUAGE_NAMES, type Language, language, t } from "../language";
import { moment } from "../moment";
import { parsePlace } from "../place";
import { exercise, may } from "../watchroom";
import { Page, Waiting, useAction } from "./frame";

type Warning = components["schemas"]["Warning"];
type NewWarning = components["schemas"]["NewWarning"];
type Words = components["schemas"]["WarningWords"];

const CATEGORIES = ["Safety", "Security", "Rescue", "Met", "Env", "Transport", "Other"] as const;
const RESPONSES = ["Avoid", "Monitor", "Prepare", "Execute", "Assess", "AllClear", "None"] as const;
const URGENCIES = ["Immediate", "Expected", "Future", "Past", "Unknown"] as const;
const SEVERITIES = ["Extreme", "Severe", "Moderate", "Minor", "Unknown"] as const;
const CERTAINTIES = ["Observed", "Likely", "Possible", "Unlikely", "Unknown"] as const;
const FIELDS = ["event", "headline", "description", "instruction", "area", "sender_name"] as const;
const NEEDED: readonly string[] = ["event", "headline", "area"];
const HOURS = [1, 3, 6, 12, 24, 48, 72] as const;
const HOUR_MS = 3_600_000;

const empty = (): Words => ({ event: "", headline: "", description: "", instruction: "", area: "", sender_name: "" });

export default function WarningsPage(): JSX.Element {
  const [found, { refetch }] = createResource(async () => (await call<{ warnings: Warning[] }>("warnings")).warnings);
  const [about, setAbout] = createSignal<{ id: string; cancels: boolean }>();
  const headline = (one: Warning): string => one.headline[language()] ?? one.headline.en ?? one.id;
  return (
    <Page title={t("page-warnings")} lead={t("warnings-lead")}>
      <Show when={!found.error && found.latest} fallback={<Waiting error={found.error} loading={t("loading")} />}>
        {(warnings) => (
          <Show when={warnings().length > 0} fallback={<p class="hint">{t("warnings-none")}</p>}>
            <div class="scroll" tabindex="0" role="region" aria-label={t("page-warnings")}>
              <table>
                <thead><tr><th>{t("warning-headline")}</th><th>{t("warning-kind")}</th><th>{t("warning-severity")}</th><th>{t("warning-sent")}</th><th>{t("warning-expires")}</th><th>{t("warning-user")}</th><th><span class="hidden">{t("col-actions")}</span></th></tr></thead>
                <tbody><For each={warnings()}>{(one) => (
                  <tr>
                    <th scope="row" class="wrap">{headline(one)}</th>
                    <td><span class="tag">{t(`warning-kind-${one.kind ?? "Alert"}`)}</span><Show when={one.status === "Exercise"}> <span class="tag">{EXERCISE_WORDS}</span></Show></td>
                    <td>{one.severity ? t(`warning-severity-${one.severity}`) : "–"}</td>
                    <td class="mono">{moment(one.sent)}</td><td class="mono">{moment(one.expires)}</td><td>{one.user}</td>
                    <td class="actions">
                      <a class="button quiet" href={`/api/v1/warnings/${encodeURIComponent(one.id)}`} download={fileName(`${one.id}.xml`)} aria-label={t("warning-file-named", { name: headline(one) })}>CAP</a>
                      <Show when={may("watch_officer") && one.kind !== "Cancel"}>
                        <button type="button" class="quiet" onClick={() => setAbout({ id: one.id, cancels: false })} aria-label={t("warning-replace-named", { name: headline(one) })}>{t("warning-replace")}</button>
                        <button type="button" class="quiet" onClick={() => setAbout({ id: one.id, cancels: true })} aria-label={t("warning-cancel-named", { name: headline(one) })}>{t("warning-cancel")}</button>
                      </Show>
                    </td>
                  </tr>
                )}</For></tbody>
              </table>
            </div>
          </Show>
        )}
      </Show>
      <Show when={may("watch_officer")} fallback={<p class="hint">{t("warnings-role")}</p>}>
        <WarningForm about={about()} onPlain={() => setAbout(undefined)} onSent={async () => {
          setAbout(undefined);
          await refetch();
        }} />
      </Show>
    </Page>
  );
}

function Choose(props: { label: string; prefix: string; codes: readonly string[]; value: string; onChange: (value: string) => void }): JSX.Element {
  return <label><span>{props.label}</span><select value={props.value} onChange={(e) => props.onChange(e.currentTarget.value)}>{props.codes.map((code) => <option value={code}>{t(`${props.prefix}-${code}`)}</option>)}</select></label>;
}

function WarningForm(props: { about: { id: string; cancels: boolean } | undefined; onPlain: () => void; onSent: () => Promise<void> }): JSX.Element {
  const [areas] = createResource(async () => (await call<AreaCollection>("areas")).features);
  const [sender, setSender] = createSignal(localStorage.getItem("vigie-warning-sender") ?? "");
  const [category, setCategory] = createSignal("Safety");
  const [response, setResponse] = createSignal("Avoid");
  const [urgency, setUrgency] = createSignal("Immediate");
  const [severity, setSeverity] = createSignal("Severe");
  const [certainty, setCertainty] = createSignal("Observed");
  const [hours, setHours] = createSignal("6");
  const [area, setArea] = createSignal("");
  const [middle, setMiddle] = createSignal("");
  const [radius, setRadius] = createSignal("");
  const [words, setWords] = createSignal<Record<Language, Words>>({ en: empty(), "fr-CA": empty(), ja: empty() });
  const action = useAction();
  const say = (code: Language, field: (typeof FIELDS)[number], text: string): void => {
    setWords({ ...words(), [code]: { ...words()[code], [field]: text } });
  };
  const circle = (): NonNullable<NewWarning["circle"]> | null => {
    if (!middle().trim()) return null;
    const place = parsePlace(middle());
    if (!place) throw new Error(t("warning-place-unreadable"));
    return { lat_deg: place[1], lon_deg: place[0], radius_nm: Number(radius()) };
  };
  const send = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!confirm(t(exercise() === undefined ? "warning-ask" : "warning-ask-exercise"))) return;
    void action.run(async () => {
      const wish: NewWarning = {
        sender: sender(), category: category(), response: response(), urgency: urgency(), severity: severity(), certainty: certainty(),
        expires: new Date(Date.now() + Number(hours()) * HOUR_MS).toISOString(), area: area() || null, circle: circle(), words: words(),
        replaces: props.about?.id ?? null, cancels: props.about?.cancels ?? false,
      };
      await call("warnings", { json: wish });
      localStorage.setItem("vigie-warning-sender", sender());
      await props.onSent();
      return t("warning-done");
    });
  };
  return (
    <form class="panel form" onSubmit={send}>
      <h2>{props.about ? t(props.about.cancels ? "warning-cancel-title" : "warning-replace-title", { id: props.about.id }) : t("warning-new")}</h2>
      <Show when={props.about}><p><button type="button" class="quiet" onClick={() => props.onPlain()}>{t("warning-plain")}</button></p></Show>
      <div class="row">
        <label class="grow"><span>{t("warning-sender")}</span><input required value={sender()} placeholder="watch@agency.example" onInput={(e) => setSender(e.currentTarget.value)} /></label>
        <Choose label={t("warning-category")} prefix="warning-category" codes={CATEGORIES} value={category()} onChange={setCategory} />
        <Choose label={t("warning-response")} prefix="warning-response" codes={RESPONSES} value={response()} onChange={setResponse} />
      </div>
      <div class="row">
        <Choose label={t("warning-urgency")} prefix="warning-urgency" codes={URGENCIES} value={urgency()} onChange={setUrgency} />
        <Choose label={t("warning-severity")} prefix="warning-severity" codes={SEVERITIES} value={severity()} onChange={setSeverity} />
        <Choose label={t("warning-certainty")} prefix="warning-certainty" codes={CERTAINTIES} value={certainty()} onChange={setCertainty} />
        <label><span>{t("warning-hours")}</span><select value={hours()} onChange={(e) => setHours(e.currentTarget.value)}>{HOURS.map((n) => <option value={String(n)}>{t("warning-hours-count", { count: n })}</option>)}</select></label>
      </div>
      <div class="row">
        <label><span>{t("warning-area")}</span><select value={area()} onChange={(e) => setArea(e.currentTarget.value)}>
          <option value="">{t("warning-area-none")}</option>
          <For each={areas.latest ?? []}>{(one) => <option value={String(one.properties.id ?? one.id)}>{one.properties.name ?? String(one.id)}</option>}</For>
        </select></label>
        <label class="grow"><span>{t("warning-middle")}</span><input value={middle()} placeholder="41°30.0′N 179°45.0′W" onInput={(e) => setMiddle(e.currentTarget.value)} /></label>
        <label><span>{t("warning-radius-nm")}</span><input type="number" min="0.1" max="1000" step="0.1" value={radius()} required={middle().trim() !== ""} onInput={(e) => setRadius(e.currentTarget.value)} /></label>
      </div>
      <div class="columns">
        <For each={[...LANGUAGES]}>{(code) => (
          <fieldset>
            <legend lang={code}>{LANGUAGE_NAMES[code]}</legend>
            <For each={[...FIELDS]}>{(field) => (
              <label><span>{t(`warning-${field.replace("_", "-")}`)}</span>
                <Show when={field === "description" || field === "instruction"} fallback={<input lang={code} required={NEEDED.includes(field)} value={words()[code][field]} onInput={(e) => say(code, field, e.currentTarget.value)} />}>
                  <textarea lang={code} rows="3" maxlength="2000" value={words()[code][field]} onInput={(e) => say(code, field, e.currentTarget.value)} />
                </Show>
              </label>
            )}</For>
          </fieldset>
        )}</For>
      </div>
      <p class="hint">{t("warning-public")}</p>
      <div class="row"><button type="submit" class="primary" disabled={action.busy()}>{t("warning-send")}</button></div>
      <action.Said />
    </form>
  );
}

// The public page: a national says that they are safe, want to leave, or need help. It never says who is registered.
import { For, type JSX, Show, createResource, createSignal } from "solid-js";
import { render } from "solid-js/web";
import { Problem, call } from "../api";
import { restorePalette } from "../palette";
import { learnRealm } from "../realm";
import { Shell } from "./shell";
import { language, speakPreferred, t, word } from "./words";
import "../style/palette.css";
import "../style/page.css";
import "../style/alone.css";

const REPLIES = ["safe", "wants_out", "own_way", "needs_help"] as const;
interface Open { crises: { id: string; name: string }[]; realm?: string }

function sayProblem(cause: unknown): string {
  const code = cause instanceof Problem ? cause.code : "report-failed";
  if (code === "crisis-reports-too-many") return t("report-busy");
  if (code === "node-unreachable") return t("report-unreachable");
  if (code === "crisis-state") return t("report-nationality-wrong");
  return t("report-failed");
}

function ReportPage(): JSX.Element {
  const [open] = createResource(async () => {
    const found = await call<Open>("report");
    learnRealm(found.realm);
    return found;
  });
  const [reply, setReply] = createSignal<(typeof REPLIES)[number]>();
  const [state, setState] = createSignal<"form" | "busy" | "sent">("form");
  const [fault, setFault] = createSignal("");
  const send = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string): string => String(form.get(name) ?? "").trim();
    setState("busy");
    setFault("");
    try {
      await call("report", { json: {
        crisis: text("crisis"), reply: text("reply"), family: text("family"), given: text("given"), kana: text("kana"),
        birth: text("birth") || null, nationality: text("nationality"), phone: text("phone"), email: text("email"),
        whereabouts: text("whereabouts"), companions: Number(text("companions") || 0), wheelchair: form.has("wheelchair"),
        medical: form.has("medical"), minor: form.has("minor"), language: language(), consent_partner: form.has("consent"),
      } });
      setState("sent");
    } catch (cause) {
      setFault(sayProblem(cause));
      setState("form");
    }
  };
  return (
    <Shell title={t("report-title")}>
      <Show when={!open.error} fallback={<p class="notice error" role="alert">{sayProblem(open.error)}</p>}>
        <Show when={open()} fallback={<p class="hint">{t("alone-loading")}</p>}>{(found) => (
          <Show when={found().crises.length > 0} fallback={<p class="notice" role="status">{t("report-none")}</p>}>
            <Show when={state() !== "sent"} fallback={<div class="notice" role="status"><h2>{t("report-sent")}</h2><p>{t("report-sent-next")}</p></div>}>
              <form onSubmit={(e) => void send(e)} class="report">
                <p class="lead">{t("report-lead")}</p>
                <label><span>{t("report-crisis")}</span>
                  <select name="crisis" required><For each={found().crises}>{(crisis) => <option value={crisis.id}>{crisis.name}</option>}</For></select>
                </label>
                <fieldset><legend>{t("report-how")}</legend>
                  <For each={REPLIES}>{(code) => (
                    <label class="choice"><input type="radio" name="reply" value={code} required checked={reply() === code} onChange={() => setReply(code)} /><span>{word("reply", code)}</span></label>
                  )}</For>
                  <Show when={reply() === "needs_help"}><p class="notice" role="status">{t("report-emergency")}</p></Show>
                </fieldset>
                <fieldset><legend>{t("report-who")}</legend>
                  <label><span>{t("person-family")}</span><input name="family" required maxlength="120" autocomplete="family-name" /></label>
                  <label><span>{t("person-given")}</span><input name="given" maxlength="120" autocomplete="given-name" /></label>
                  <label><span>{t("person-kana")}</span><input name="kana" maxlength="120" /></label>
                  <label><span>{t("person-birth")}</span><input name="birth" type="date" min="1900-01-01" max="2199-12-31" autocomplete="bday" /></label>
                  <label><span>{t("person-nationality")}</span>
                    <select name="nationality"><option value="CAN">{t("nationality-can")}</option><option value="JPN">{t("nationality-jpn")}</option><option value="">{t("nationality-other")}</option></select>
                  </label>
                </fieldset>
                <fieldset><legend>{t("report-where")}</legend>
                  <label><span>{t("person-whereabouts")}</span><textarea name="whereabouts" rows="3" maxlength="500" /></label>
                  <label><span>{t("person-phone")}</span><input name="phone" type="tel" maxlength="40" autocomplete="tel" /></label>
                  <label><span>{t("person-email")}</span><input name="email" type="email" maxlength="200" autocomplete="email" /></label>
                  <label><span>{t("report-companions")}</span><input name="companions" type="number" min="0" max="50" value="0" /></label>
                </fieldset>
                <fieldset><legend>{t("report-needs")}</legend>
                  <label class="choice"><input type="checkbox" name="wheelchair" /><span>{t("need-wheelchair")}</span></label>
                  <label class="choice"><input type="checkbox" name="medical" /><span>{t("need-medical")}</span></label>
                  <label class="choice"><input type="checkbox" name="minor" /><span>{t("need-minor")}</span></label>
                </fieldset>
                <label class="choice"><input type="checkbox" name="consent" /><span>{t("report-consent")}</span></label>
                <p class="hint">{t("report-privacy")}</p>
                <p class="error" role="alert">{fault()}</p>
                <button type="submit" class="primary" disabled={state() === "busy"}>{t("report-send")}</button>
              </form>
            </Show>
          </Show>
        )}</Show>
      </Show>
    </Shell>
  );
}

restorePalette();
speakPreferred();
const root = document.getElementById("app");
if (root) render(() => <ReportPage />, root);

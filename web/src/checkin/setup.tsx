// Setting a device up, once, with the network: who signs in, for which crisis, under which passphrase.
import { For, type JSX, Match, Show, Switch, createResource, createSignal } from "solid-js";
import { Problem, type Session, call, carryCsrf } from "../api";
import { t } from "../public/words";
import { newId } from "./canon";
import type { Pack } from "./journal";
import { type Device, Vault } from "./vault";

/** Characters of a passphrase: twelve, as an officer can keep and nobody guesses. */
const PHRASE_LEAST = 12;
interface Crises { crises: { id: string; name: string; closed_ms: number | null }[] }

export function sayProblem(cause: unknown): string {
  const code = cause instanceof Problem ? cause.code : "";
  if (code === "node-unreachable") return t("checkin-no-network");
  if (code === "sign-in-needed") return t("checkin-sign-in-needed");
  if (code === "role-too-low") return t("checkin-role");
  return t("checkin-refused", { code: code || String(cause) });
}

/** Signs in at the node, so that the device may deliver. */
export function SignIn(props: { onIn: () => void }): JSX.Element {
  const [fault, setFault] = createSignal("");
  const enter = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    setFault("");
    try {
      const session = await call<Session>("session", { json: { user: String(form.get("user")), password: String(form.get("password")) } });
      carryCsrf(session.csrf ?? "");
      props.onIn();
    } catch (cause) {
      setFault(cause instanceof Problem && cause.code === "sign-in-wrong" ? t("checkin-sign-in-wrong") : sayProblem(cause));
    }
  };
  return (
    <form class="stack" onSubmit={(e) => void enter(e)}>
      <p class="lead">{t("checkin-sign-in")}</p>
      <label><span>{t("checkin-user")}</span><input name="user" required autocomplete="username" /></label>
      <label><span>{t("checkin-password")}</span><input name="password" type="password" required autocomplete="current-password" /></label>
      <p class="error" role="alert">{fault()}</p>
      <button type="submit" class="primary">{t("checkin-sign-in-do")}</button>
    </form>
  );
}

export function SetUp(props: { onMade: (vault: Vault) => void }): JSX.Element {
  const [session, { refetch }] = createResource(async () => {
    const found = await call<Session>("session");
    carryCsrf(found.csrf ?? "");
    return found;
  });
  return (
    <Switch fallback={<p class="hint">{t("alone-loading")}</p>}>
      <Match when={session.error}><p class="notice error" role="alert">{sayProblem(session.error)}</p></Match>
      <Match when={session() && !session()?.user}><SignIn onIn={() => void refetch()} /></Match>
      <Match when={session()?.user}><Choose onMade={props.onMade} /></Match>
    </Switch>
  );
}

function Choose(props: { onMade: (vault: Vault) => void }): JSX.Element {
  const [crises] = createResource(() => call<Crises>("crises"));
  const [fault, setFault] = createSignal("");
  const [busy, setBusy] = createSignal(false);
  const make = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const crisis = crises()?.crises.find((one) => one.id === form.get("crisis"));
    if (!crisis) return;
    setBusy(true);
    setFault("");
    try {
      const about = { crisis: crisis.id, crisisName: crisis.name, id: newId(), name: String(form.get("name")) };
      const vault = await Vault.make(String(form.get("phrase")), about, async (device: Device) => {
        await call(`crises/${crisis.id}/devices`, { json: { id: device.id, name: device.name, public: device.public } });
      });
      await vault.put("pack", await call<Pack>(`crises/${crisis.id}/pack`));
      props.onMade(vault);
    } catch (cause) {
      setFault(sayProblem(cause));
      setBusy(false);
    }
  };
  return (
    <Show when={!crises.error} fallback={<p class="notice error" role="alert">{sayProblem(crises.error)}</p>}>
      <form class="stack" onSubmit={(e) => void make(e)}>
        <p class="lead">{t("checkin-setup")}</p>
        <label><span>{t("report-crisis")}</span>
          <select name="crisis" required><For each={crises()?.crises.filter((one) => one.closed_ms === null)}>{(one) => <option value={one.id}>{one.name}</option>}</For></select>
        </label>
        <label><span>{t("checkin-device-name")}</span><input name="name" required maxlength="60" /></label>
        <label><span>{t("checkin-passphrase-new")}</span><input name="phrase" type="password" required minlength={PHRASE_LEAST} autocomplete="new-password" /></label>
        <p class="hint">{t("checkin-passphrase-hint")}</p>
        <p class="error" role="alert">{fault()}</p>
        <button type="submit" class="primary" disabled={busy()}>{busy() ? t("checkin-opening") : t("checkin-setup-do")}</button>
      </form>
    </Show>
  );
}

// Signing in at the node from a page that stands alone, and opening what the device keeps.
import { type JSX, Match, Show, Switch, createResource, createSignal } from "solid-js";
import { Problem, type Session, call, carryCsrf } from "../api";
import { learnRealm } from "../realm";
import { type Device, Vault } from "./vault";
import { t } from "./words";

export function sayProblem(cause: unknown): string {
  const code = cause instanceof Problem ? cause.code : "";
  if (code === "node-unreachable") return t("checkin-no-network");
  if (code === "sign-in-needed") return t("checkin-sign-in-needed");
  if (code === "role-too-low") return t("checkin-role");
  return t("checkin-refused", { code: code || String(cause) });
}

/** The session of this browser at the node; changes are sent in its name. */
export async function session(): Promise<Session> {
  const found = await call<Session>("session");
  learnRealm(found.realm);
  carryCsrf(found.csrf ?? "");
  return found;
}

/** The session, or a [`Problem`] when nobody is signed in. */
export async function signedIn(): Promise<Session> {
  const found = await session();
  if (!found.user) throw new Problem(401, "sign-in-needed", "");
  return found;
}

/** Signs in at the node, so that the device may deliver. `lead` says as whom. */
export function SignIn(props: { lead: string; onIn: () => void }): JSX.Element {
  const [fault, setFault] = createSignal("");
  const enter = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    setFault("");
    try {
      const found = await call<Session>("session", { json: { user: String(form.get("user")), password: String(form.get("password")) } });
      carryCsrf(found.csrf ?? "");
      props.onIn();
    } catch (cause) {
      setFault(cause instanceof Problem && cause.code === "sign-in-wrong" ? t("checkin-sign-in-wrong") : sayProblem(cause));
    }
  };
  return (
    <form class="stack" onSubmit={(e) => void enter(e)}>
      <p class="lead">{props.lead}</p>
      <label><span>{t("checkin-user")}</span><input name="user" required autocomplete="username" /></label>
      <label><span>{t("checkin-password")}</span><input name="password" type="password" required autocomplete="current-password" /></label>
      <p class="error" role="alert">{fault()}</p>
      <button type="submit" class="primary">{t("checkin-sign-in-do")}</button>
    </form>
  );
}

/** Shows what needs a signed-in officer, and the sign-in before it. */
export function Gate(props: { lead: string; children: (session: Session) => JSX.Element }): JSX.Element {
  const [found, { refetch }] = createResource(session);
  return (
    <Switch fallback={<p class="hint">{t("alone-loading")}</p>}>
      <Match when={found.error}><p class="notice error" role="alert">{sayProblem(found.error)}</p></Match>
      <Match when={found() && !found()?.user}><SignIn lead={props.lead} onIn={() => void refetch()} /></Match>
      <Match when={found()?.user ? found() : undefined}>{(open) => props.children(open())}</Match>
    </Switch>
  );
}

/** Opens the device with its passphrase; after a wrong one it can be erased. */
export function Unlock<D extends Device>(props: { database: string; lead: string; onOpen: (vault: Vault<D>) => void; onForget: () => void }): JSX.Element {
  const [phrase, setPhrase] = createSignal("");
  const [fault, setFault] = createSignal("");
  const [busy, setBusy] = createSignal(false);
  const open = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setFault("");
    const vault = await Vault.open<D>(props.database, phrase());
    setBusy(false);
    if (vault) props.onOpen(vault);
    else setFault(t("checkin-passphrase-wrong"));
  };
  return (
    <form class="stack" onSubmit={(e) => void open(e)}>
      <p class="lead">{props.lead}</p>
      <label><span>{t("checkin-passphrase")}</span><input type="password" autocomplete="off" required value={phrase()} onInput={(e) => setPhrase(e.currentTarget.value)} /></label>
      <p class="error" role="alert">{fault()}</p>
      <div class="actions">
        <button type="submit" class="primary" disabled={busy()}>{busy() ? t("checkin-opening") : t("checkin-open")}</button>
        <Show when={fault()}><button type="button" onClick={() => confirm(t("checkin-forget-ask")) && props.onForget()}>{t("checkin-forget")}</button></Show>
      </div>
    </form>
  );
}

/** A browser that can keep and sign: a secure place, WebCrypto, and a database. */
export function canWork(): boolean {
  return globalThis.isSecureContext && "subtle" in crypto && "indexedDB" in globalThis;
}

/** Keeps the page for days without a network, and asks the browser never to throw away what it holds. */
export function stayHere(page: string): void {
  if ("serviceWorker" in navigator) void navigator.serviceWorker.register(`./alone-worker.js?page=${page}`, { scope: `./${page}.html` }).catch(() => undefined);
  void navigator.storage?.persist?.();
}

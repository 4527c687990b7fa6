// Check-in without a network: set up once beside the node, then scan, type and print for days; merged whenever a network
// comes back.
import { type JSX, Match, Show, Switch, createSignal, onMount } from "solid-js";
import { render } from "solid-js/web";
import { restorePalette } from "../palette";
import { Shell } from "../public/shell";
import { speakPreferred, t } from "../public/words";
import { Counter } from "./counter";
import { Journal } from "./journal";
import { SetUp } from "./setup";
import { type Device, Vault } from "./vault";
import "../style/palette.css";
import "../style/page.css";
import "../style/alone.css";

/** A browser that can keep and sign: a secure place, WebCrypto, and a service worker. */
function canWork(): boolean {
  return globalThis.isSecureContext && "subtle" in crypto && "indexedDB" in globalThis;
}

function CheckInPage(): JSX.Element {
  const [device, setDevice] = createSignal<Device | undefined>();
  const [looked, setLooked] = createSignal(false);
  const [journal, setJournal] = createSignal<Journal>();
  onMount(() => {
    if (!canWork()) return;
    if ("serviceWorker" in navigator) void navigator.serviceWorker.register("./checkin-worker.js", { scope: "./checkin.html" }).catch(() => undefined);
    void navigator.storage?.persist?.();
    void Vault.known().then((known) => {
      setDevice(known);
      setLooked(true);
    });
  });
  const opened = async (vault: Vault): Promise<void> => {
    const next = await Journal.open(vault);
    setDevice(vault.device);
    setJournal(next);
  };
  const forget = (): void => {
    void Vault.destroy().then(() => {
      setJournal(undefined);
      setDevice(undefined);
    });
  };
  return (
    <Shell title={t("checkin-title")}>
      <Switch fallback={<p class="hint">{t("alone-loading")}</p>}>
        <Match when={!canWork()}><p class="notice error" role="alert">{t("checkin-browser")}</p></Match>
        <Match when={journal()}>{(open) => <Counter journal={open()} onForget={forget} />}</Match>
        <Match when={device()}>{(known) => <Unlock device={known()} onOpen={(vault) => void opened(vault)} onForget={forget} />}</Match>
        <Match when={looked()}><SetUp onMade={(vault) => void opened(vault)} /></Match>
      </Switch>
    </Shell>
  );
}

function Unlock(props: { device: Device; onOpen: (vault: Vault) => void; onForget: () => void }): JSX.Element {
  const [phrase, setPhrase] = createSignal("");
  const [fault, setFault] = createSignal("");
  const [busy, setBusy] = createSignal(false);
  const open = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setFault("");
    const vault = await Vault.open(phrase());
    setBusy(false);
    if (vault) props.onOpen(vault);
    else setFault(t("checkin-passphrase-wrong"));
  };
  return (
    <form class="stack" onSubmit={(e) => void open(e)}>
      <p class="lead">{t("checkin-locked", { device: props.device.name, crisis: props.device.crisisName })}</p>
      <label><span>{t("checkin-passphrase")}</span><input type="password" autocomplete="off" required value={phrase()} onInput={(e) => setPhrase(e.currentTarget.value)} /></label>
      <p class="error" role="alert">{fault()}</p>
      <div class="actions">
        <button type="submit" class="primary" disabled={busy()}>{busy() ? t("checkin-opening") : t("checkin-open")}</button>
        <Show when={fault()}><button type="button" onClick={() => confirm(t("checkin-forget-ask")) && props.onForget()}>{t("checkin-forget")}</button></Show>
      </div>
    </form>
  );
}

restorePalette();
speakPreferred();
const root = document.getElementById("app");
if (root) render(() => <CheckInPage />, root);

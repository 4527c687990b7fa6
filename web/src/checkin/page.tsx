// Check-in without a network: set up once beside the node, then scan, type and print for days; merged whenever a network
// comes back.
import { type JSX, Match, Switch, createSignal, onMount } from "solid-js";
import { render } from "solid-js/web";
import { restorePalette } from "../palette";
import { askRealm } from "../realm";
import { Shell } from "../public/shell";
import { Unlock, canWork, stayHere } from "../public/signin";
import { Vault } from "../public/vault";
import { speakPreferred, t, teach } from "../public/words";
import { Counter } from "./counter";
import { type CheckInDevice, type CheckInVault, DATABASE, Journal } from "./journal";
import { SetUp } from "./setup";
import "../style/palette.css";
import "../style/page.css";
import "../style/alone.css";

teach(import.meta.glob<string>("../../../locales/*/crisis_device.ftl", { query: "?raw", import: "default", eager: true }));

function CheckInPage(): JSX.Element {
  const [device, setDevice] = createSignal<CheckInDevice>();
  const [looked, setLooked] = createSignal(false);
  const [journal, setJournal] = createSignal<Journal>();
  onMount(() => {
    if (!canWork()) return;
    stayHere("checkin");
    void askRealm();
    void Vault.known<CheckInDevice>(DATABASE).then((known) => {
      setDevice(known);
      setLooked(true);
    });
  });
  const opened = async (vault: CheckInVault): Promise<void> => {
    const next = await Journal.open(vault);
    setDevice(vault.device);
    setJournal(next);
  };
  const forget = (): void => {
    void Vault.destroy(DATABASE).then(() => {
      setJournal(undefined);
      setDevice(undefined);
    });
  };
  return (
    <Shell title={t("checkin-title")} exercise={journal()?.pack?.realm === "exercise" || device()?.exercise}>
      <Switch fallback={<p class="hint">{t("alone-loading")}</p>}>
        <Match when={!canWork()}><p class="notice error" role="alert">{t("checkin-browser")}</p></Match>
        <Match when={journal()}>{(open) => <Counter journal={open()} onForget={forget} />}</Match>
        <Match when={device()}>{(known) => <Unlock<CheckInDevice> database={DATABASE} lead={t("checkin-locked", { device: known().name, crisis: known().crisisName })} onOpen={(vault) => void opened(vault)} onForget={forget} />}</Match>
        <Match when={looked()}><SetUp onMade={(vault) => void opened(vault)} /></Match>
      </Switch>
    </Shell>
  );
}

restorePalette();
speakPreferred();
const root = document.getElementById("app");
if (root) render(() => <CheckInPage />, root);

// Boarding without a network: set up once beside the node, then days at sea; merged in any order whenever a network
// comes back.
import { type JSX, Match, Switch, createSignal, onMount } from "solid-js";
import { render } from "solid-js/web";
import { restorePalette } from "../palette";
import { askRealm } from "../realm";
import { Shell } from "../public/shell";
import { Unlock, canWork, stayHere } from "../public/signin";
import { Vault } from "../public/vault";
import { speakPreferred, t, teach } from "../public/words";
import { Desk } from "./desk";
import { type BoardingDevice, type BoardingVault, DATABASE, Journal } from "./journal";
import { SetUp } from "./setup";
import "../style/palette.css";
import "../style/page.css";
import "../style/alone.css";
import "../style/boarding.css";

teach(import.meta.glob<string>("../../../locales/*/{case,boarding,event}.ftl", { query: "?raw", import: "default", eager: true }));

/** One window writes: two of them would give two entries one number. Held until the window closes. */
function aloneHere(): Promise<boolean> {
  if (!("locks" in navigator)) return Promise.resolve(true);
  return new Promise((done) => {
    void navigator.locks.request(DATABASE, { ifAvailable: true }, (lock) => {
      done(lock !== null);
      return lock ? new Promise<void>(() => undefined) : undefined;
    });
  });
}

function BoardingPage(): JSX.Element {
  const [device, setDevice] = createSignal<BoardingDevice>();
  const [looked, setLooked] = createSignal(false);
  const [elsewhere, setElsewhere] = createSignal(false);
  const [journal, setJournal] = createSignal<Journal>();
  onMount(async () => {
    if (!canWork()) return;
    stayHere("boarding");
    void askRealm();
    if (!(await aloneHere())) return void setElsewhere(true);
    setDevice(await Vault.known<BoardingDevice>(DATABASE));
    setLooked(true);
  });
  const opened = async (vault: BoardingVault): Promise<void> => {
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
    <Shell title={t("boarding-title")} exercise={journal()?.pack()?.exercise ?? device()?.exercise}>
      <Switch fallback={<p class="hint">{t("alone-loading")}</p>}>
        <Match when={!canWork()}><p class="notice error" role="alert">{t("checkin-browser")}</p></Match>
        <Match when={elsewhere()}><p class="notice error" role="alert">{t("boarding-elsewhere")}</p></Match>
        <Match when={journal()} keyed>{(open) => <Switch><Match when={open.pack()}>{(pack) => <Desk journal={open} pack={pack()} onForget={forget} />}</Match></Switch>}</Match>
        <Match when={device()}>{(known) => <Unlock<BoardingDevice> database={DATABASE} lead={t("boarding-locked", { device: known().name, user: known().user })} onOpen={(vault) => void opened(vault)} onForget={forget} />}</Match>
        <Match when={looked()}><SetUp onMade={(vault) => void opened(vault)} /></Match>
      </Switch>
    </Shell>
  );
}

restorePalette();
speakPreferred();
const root = document.getElementById("app");
if (root) render(() => <BoardingPage />, root);

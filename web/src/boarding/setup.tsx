// Setting a device up, once, beside the node: who takes it along, under which passphrase, and the pack.
import { For, type JSX, Show, createResource, createSignal } from "solid-js";
import type { Session } from "../api";
import { newId } from "../public/bytes";
import { realm } from "../realm";
import { Gate, sayProblem } from "../public/signin";
import { PHRASE_LEAST, Vault } from "../public/vault";
import { t } from "../public/words";
import { deviceId } from "./device";
import { type BoardingDevice, type BoardingVault, DATABASE } from "./journal";
import { orderedShips } from "./orders";
import { takePack } from "./pack";

export function SetUp(props: { onMade: (vault: BoardingVault) => void }): JSX.Element {
  return <Gate lead={t("boarding-sign-in")}>{(session) => <Make session={session} onMade={props.onMade} />}</Gate>;
}

function Make(props: { session: Session; onMade: (vault: BoardingVault) => void }): JSX.Element {
  const [fault, setFault] = createSignal("");
  const [busy, setBusy] = createSignal(false);
  // Without plans, or where they cannot be read, the ranked list is what there is to take along.
  const [ships] = createResource(() => orderedShips().catch(() => []));
  const make = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const name = String(form.get("name")).trim();
    const orders = ships.latest?.[Number(form.get("orders") || -1)] ?? null;
    setBusy(true);
    setFault("");
    try {
      const about = { id: deviceId(name, newId()), name, user: props.session.user ?? "", exercise: realm() === "exercise" };
      props.onMade(await Vault.make<BoardingDevice>(DATABASE, String(form.get("phrase")), about, async () => [["pack", { json: await takePack(orders) }]]));
    } catch (cause) {
      setFault(sayProblem(cause));
      setBusy(false);
    }
  };
  return (
    <form class="stack" onSubmit={(e) => void make(e)}>
      <p class="lead">{t("boarding-setup")}</p>
      <label><span>{t("boarding-device-name")}</span><input name="name" required maxlength="60" autocomplete="off" /></label>
      <Show when={ships.latest?.length}>
        <label><span>{t("boarding-take-for")}</span>
          <select name="orders">
            <option value="">{t("boarding-take-list")}</option>
            <For each={ships.latest}>{(one, at) => <option value={at()}>{t("boarding-take-orders", { ship: one.name })}</option>}</For>
          </select>
        </label>
        <p class="hint">{t("boarding-take-hint")}</p>
      </Show>
      <label><span>{t("checkin-passphrase-new")}</span><input name="phrase" type="password" required minlength={PHRASE_LEAST} autocomplete="new-password" /></label>
      <p class="hint">{t("checkin-passphrase-hint")}</p>
      <p class="error" role="alert">{fault()}</p>
      <button type="submit" class="primary" disabled={busy()}>{busy() ? t("checkin-opening") : t("boarding-setup-do")}</button>
    </form>
  );
}

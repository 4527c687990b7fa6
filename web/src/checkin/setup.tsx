// Setting a device up, once, with the network: who signs in, for which crisis, under which passphrase.
import { For, type JSX, Show, createResource, createSignal } from "solid-js";
import { call } from "../api";
import { newId } from "../public/bytes";
import { realm } from "../realm";
import { Gate, sayProblem } from "../public/signin";
import { PHRASE_LEAST, Vault } from "../public/vault";
import { t } from "../public/words";
import { type CheckInDevice, type CheckInVault, DATABASE, type Pack } from "./journal";

interface Crises { crises: { id: string; name: string; closed_ms: number | null }[] }

export function SetUp(props: { onMade: (vault: CheckInVault) => void }): JSX.Element {
  return <Gate lead={t("checkin-sign-in")}>{() => <Choose onMade={props.onMade} />}</Gate>;
}

function Choose(props: { onMade: (vault: CheckInVault) => void }): JSX.Element {
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
      const about = { crisis: crisis.id, crisisName: crisis.name, id: newId(), name: String(form.get("name")), exercise: realm() === "exercise" };
      const vault = await Vault.make<CheckInDevice>(DATABASE, String(form.get("phrase")), about, async (device) => {
        await call(`crises/${crisis.id}/devices`, { json: { id: device.id, name: device.name, public: device.public } });
        return [["pack", { json: await call<Pack>(`crises/${crisis.id}/pack`) }]];
      });
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

// The node's own keys: which speaks, which spoke before, which are not to be believed; and the two acts of an administrator.
import { For, type JSX, Show, createSignal } from "solid-js";
import { t } from "../language";
import { useAction } from "../page/frame";
import { type Key, changeLinkKey, keys, revokeKey, rotateKey } from "./custody";
import { Fingerprint } from "./fingerprint";
import { partyName } from "./known";
import { useLatest } from "./latest";

const stateName = (key: Key): string => t(key.state === "current" ? "key-current" : key.state === "rotated" ? "key-rotated-state" : "key-revoked-state");

export function Keys(): JSX.Element {
  const found = useLatest(["partner"], keys);
  const action = useAction();
  const [sure, setSure] = createSignal<string>();
  const rotate = (): void => void action.run(async () => {
    await rotateKey();
    await found.refetch();
    return t("key-rotated");
  });
  const changeLink = (atOnce: boolean): void => void action.run(async () => {
    await changeLinkKey(atOnce);
    await found.refetch();
    return t("key-link-changed");
  });
  const revoke = (key: Key): void => void action.run(async () => {
    setSure(undefined);
    await revokeKey(key.id);
    await found.refetch();
    return t("key-revoked-done");
  });
  return (
    <section class="panel keys" aria-labelledby="keys-title">
      <h2 id="keys-title">{t("keys-title")}</h2>
      <p class="hint">{t("keys-hint")}</p>
      <found.Told />
      <ul class="plain"><For each={found.value()?.keys ?? []}>{(key) => (
        <li data-key={key.state}>
          <p><span class="tag">{stateName(key)}</span> <span class="mono hint">{key.id}</span> <Show when={key.spoken_to_by.length > 0}><span class="hint">{t("key-spoken-to", { parties: key.spoken_to_by.map(partyName).join(t("list-separator")) })}</span></Show></p>
          <Fingerprint value={key.fingerprint} small />
          <Show when={key.state !== "revoked"}>
            <Show when={sure() === key.id} fallback={<button type="button" disabled={action.busy()} onClick={() => setSure(key.id)}>{t("key-revoke")}</button>}>
              <button type="button" class="primary" disabled={action.busy()} onClick={() => revoke(key)}>{t("key-revoke-sure")}</button> <button type="button" onClick={() => setSure(undefined)}>{t("cancel")}</button>
            </Show>
          </Show>
        </li>
      )}</For></ul>
      <div class="row"><button type="button" class="rotate" disabled={action.busy()} onClick={rotate}>{t("key-rotate")}</button></div>
      <Show when={found.value()?.link}>{(link) => (
        <div data-link-key>
          <h3>{t("key-link-title")}</h3>
          <p class="hint">{t("key-link-hint")}</p>
          <Fingerprint value={link().fingerprint} small />
          <Show when={link().next} fallback={<button type="button" disabled={action.busy()} onClick={() => changeLink(false)}>{t("key-link-change")}</button>}>{(next) => (
            <>
              <p>{t("key-link-next", { parties: link().waits_for.map(partyName).join(t("list-separator")) })}</p>
              <Fingerprint value={next()} small />
              <p class="hint">{t("key-link-at-once-hint")}</p>
              <button type="button" disabled={action.busy()} onClick={() => changeLink(true)}>{t("key-link-at-once")}</button>
            </>
          )}</Show>
        </div>
      )}</Show>
      <action.Said />
    </section>
  );
}

// Who this node is towards partners: its name, its fingerprint, and the invitation that a partner is given.
import { type JSX, Show, createSignal } from "solid-js";
import { FileChoice } from "../page/file_choice";
import { Problem } from "../api";
import { number, t } from "../language";
import { useAction } from "../page/frame";
import { may } from "../watchroom";
import { Fingerprint, FingerprintInput, GROUPS, GROUP_DIGITS } from "./fingerprint";
import { type Invitation, type OwnIdentity, acceptInvitation, makeInvitation } from "./partner";
import { copyText, saveFile } from "./save";

/** Own identity, with the fingerprint to be read aloud. */
export function Identity(props: { own: OwnIdentity }): JSX.Element {
  const action = useAction();
  const copy = (): void => void action.run(async () => t((await copyText(props.own.fingerprint)) ? "copied" : "copy-failed"));
  return (
    <section class="panel identity" aria-labelledby="identity-title">
      <div class="panel-head"><h2 id="identity-title">{t("identity-title")}</h2><span class="hint">{t("identity-log", { records: number(props.own.log.records), last: props.own.log.last.slice(0, 12) })}</span></div>
      <Show when={props.own.log.fault}><div class="fork log-fault" role="alert"><strong>{t("own-log-title")}</strong><p>{t("own-log-text")}</p></div></Show>
      <p class="identity-name"><strong>{props.own.name}</strong> <span class="tag mono">{props.own.party}</span></p>
      <Fingerprint value={props.own.fingerprint} />
      <div class="row"><button type="button" onClick={copy}>{t("fingerprint-copy")}</button><action.Said /></div>
      <p class="hint">{t("fingerprint-hint")}</p>
    </section>
  );
}

/** What an administrator does to meet a new partner: invite, and accept. */
export function Meeting(props: { own: OwnIdentity; onMet: () => Promise<unknown> }): JSX.Element {
  return <Show when={may("administrator")}><div class="meeting"><Invite own={props.own} /><Accept onMet={props.onMet} /></div></Show>;
}

function Invite(props: { own: OwnIdentity }): JSX.Element {
  const [made, setMade] = createSignal<Invitation>();
  const action = useAction();
  const make = (): void => void action.run(async () => {
    setMade(await makeInvitation());
    return undefined;
  });
  const copy = (text: string): void => void action.run(async () => t((await copyText(text)) ? "copied" : "copy-failed"));
  return (
    <section class="panel form" aria-labelledby="invite-title">
      <h2 id="invite-title">{t("invite-title")}</h2>
      <p class="hint">{t("invite-hint")}</p>
      <Show when={made()} fallback={<button type="button" class="primary" disabled={action.busy()} onClick={make}>{t("invite-make")}</button>}>
        {(found) => (
          <>
            <label><span>{t("invite-text")}</span><textarea class="mono" rows="4" readonly value={found().invitation} onFocus={(e) => e.currentTarget.select()} /></label>
            <div class="row">
              <button type="button" onClick={() => copy(found().invitation)}>{t("copy")}</button>
              <button type="button" onClick={() => saveFile(new Blob([found().invitation], { type: "text/plain" }), `${props.own.party}.vigie-invitation`)}>{t("save-file")}</button>
            </div>
            <p class="hint">{t("invite-next")}</p>
          </>
        )}
      </Show>
      <action.Said />
    </section>
  );
}

const EMPTY = (): string[] => Array.from({ length: GROUPS }, () => "");
/** An invitation is a key, a name and addresses. */
const INVITATION_BYTES_MAX = 65_536;

function Accept(props: { onMet: () => Promise<unknown> }): JSX.Element {
  const [text, setText] = createSignal("");
  const [groups, setGroups] = createSignal(EMPTY());
  const [wrong, setWrong] = createSignal<number>();
  const action = useAction();
  const whole = (): boolean => groups().every((group) => group.length === GROUP_DIGITS);
  const take = async (file: File): Promise<void> => {
    if (file.size > INVITATION_BYTES_MAX) action.setSaid({ text: t("body-too-large"), bad: true });
    else setText(await file.text());
  };
  const accept = (event: SubmitEvent): void => {
    event.preventDefault();
    setWrong(undefined);
    void action.run(async () => {
      try {
        const fingerprint = groups().join(" ");
        const { partners } = await acceptInvitation(text().trim(), fingerprint);
        setText("");
        setGroups(EMPTY());
        await props.onMet();
        return t("accept-done", { name: partners.find((one) => one.fingerprint === fingerprint)?.name ?? "" });
      } catch (cause) {
        const group = cause instanceof Problem && cause.code === "fingerprint-differs" ? Number(cause.more["group"]) : NaN;
        if (Number.isInteger(group)) setWrong(group);
        throw cause;
      }
    });
  };
  return (
    <form class="panel form" aria-labelledby="accept-title" onSubmit={accept}>
      <h2 id="accept-title">{t("accept-title")}</h2>
      <p class="hint">{t("accept-hint")}</p>
      <label><span>{t("accept-text")}</span><textarea class="mono" rows="3" required autocomplete="off" spellcheck={false} value={text()} onInput={(e) => setText(e.currentTarget.value)} /></label>
      <FileChoice label={t("file-choose")} accept=".vigie-invitation,text/plain" onFile={(file) => void take(file)} />
      <FingerprintInput groups={groups()} wrong={wrong()} onGroups={setGroups} />
      <p class="hint">{t("accept-why")}</p>
      <button type="submit" class="primary" disabled={action.busy() || !text().trim() || !whole()}>{t("accept-do")}</button>
      <action.Said />
    </form>
  );
}

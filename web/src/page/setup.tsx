// The first administrator, made with the one-time token that the node printed at its first start.
import { type JSX, Show, createSignal } from "solid-js";
import { call } from "../api";
import { t } from "../language";
import { problemText } from "../list/watch_list";
import { route } from "../route";
import { signIn } from "../watchroom";

const PASSWORD_MIN = 12;

export function SetupPage(): JSX.Element {
  const [typed, setTyped] = createSignal("");
  const token = (): string => route().query.get("token") ?? typed();
  const [user, setUser] = createSignal("");
  const [password, setPassword] = createSignal("");
  const [again, setAgain] = createSignal("");
  const [failed, setFailed] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  const send = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (password() !== again()) return void setFailed(t("password-differs"));
    if (password().length < PASSWORD_MIN) return void setFailed(t("password-short", { min: PASSWORD_MIN }));
    setBusy(true);
    setFailed(undefined);
    try {
      await call("setup", { json: { token: token().trim(), user: user().trim(), password: password() } });
      await signIn(user().trim(), password());
    } catch (cause) {
      setFailed(problemText(cause));
    }
    setBusy(false);
  };
  return (
    <div class="gate">
      <form class="panel gate-form" onSubmit={(e) => void send(e)}>
        <h1>{t("setup-title")}</h1>
        <p class="hint">{t("setup-lead")}</p>
        <Show when={!route().query.get("token")}>
          <label><span>{t("setup-token")}</span><input name="token" required autocomplete="off" value={typed()} onInput={(e) => setTyped(e.currentTarget.value)} /></label>
        </Show>
        <label><span>{t("user")}</span><input name="user" required autocomplete="username" value={user()} onInput={(e) => setUser(e.currentTarget.value)} /></label>
        <label><span>{t("password")}</span><input name="password" type="password" required autocomplete="new-password" aria-describedby="password-rule" value={password()} onInput={(e) => setPassword(e.currentTarget.value)} /></label>
        <p id="password-rule" class="hint">{t("password-rule", { min: PASSWORD_MIN })}</p>
        <label><span>{t("password-again")}</span><input name="again" type="password" required autocomplete="new-password" value={again()} onInput={(e) => setAgain(e.currentTarget.value)} /></label>
        <p class="error" role="alert">{failed() ?? ""}</p>
        <button type="submit" class="primary" disabled={busy()}>{t("setup-make")}</button>
      </form>
    </div>
  );
}

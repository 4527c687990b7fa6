// Signing in.
import { type JSX, createSignal } from "solid-js";
import { t } from "../language";
import { problemText } from "../list/watch_list";
import { signIn } from "../watchroom";

export function SignInPage(): JSX.Element {
  const [user, setUser] = createSignal("");
  const [password, setPassword] = createSignal("");
  const [failed, setFailed] = createSignal<unknown>();
  const [busy, setBusy] = createSignal(false);
  const send = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setFailed(undefined);
    await signIn(user(), password()).catch(setFailed);
    setBusy(false);
  };
  return (
    <div class="gate">
      <form class="panel gate-form" onSubmit={(e) => void send(e)}>
        <h1>{t("signin-title")}</h1>
        <p class="hint">{t("signin-lead")}</p>
        <label><span>{t("user")}</span><input name="user" autocomplete="username" required value={user()} onInput={(e) => setUser(e.currentTarget.value)} /></label>
        <label><span>{t("password")}</span><input name="password" type="password" autocomplete="current-password" required value={password()} onInput={(e) => setPassword(e.currentTarget.value)} /></label>
        <p class="error" role="alert">{failed() ? problemText(failed()) : ""}</p>
        <button type="submit" class="primary" disabled={busy()}>{t("sign-in")}</button>
      </form>
    </div>
  );
}

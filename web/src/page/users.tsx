// Accounts of people and tokens of programs.
import { For, type JSX, Show, createResource, createSignal } from "solid-js";
import { type Role, type Token, type User, call } from "../api";
import { t, word } from "../language";
import { moment } from "../moment";
import { session } from "../watchroom";
import { Page, Waiting, useAction } from "./frame";

const ROLES: readonly Role[] = ["viewer", "analyst", "watch_officer", "administrator", "desk", "consular", "evaluator", "director"];

function RoleChoice(props: { value: Role; onChange: (role: Role) => void; label: string; hidden?: boolean }): JSX.Element {
  return (
    <label><span classList={{ hidden: props.hidden === true }}>{props.label}</span>
      <select value={props.value} onChange={(e) => props.onChange(e.currentTarget.value as Role)}>{ROLES.map((role) => <option value={role} selected={role === props.value}>{word("role-name", role)}</option>)}</select>
    </label>
  );
}

export default function UsersPage(): JSX.Element {
  const [users, { refetch }] = createResource(async () => (await call<{ users: User[] }>("users")).users);
  const [name, setName] = createSignal("");
  const [password, setPassword] = createSignal("");
  const [role, setRole] = createSignal<Role>("analyst");
  const action = useAction();
  const change = (user: string, what: Record<string, unknown>): void => void action.run(async () => {
    await call(`users/${encodeURIComponent(user)}`, { method: "PATCH", json: what });
    await refetch();
    return t("saved");
  });
  const add = (event: SubmitEvent): void => {
    event.preventDefault();
    void action.run(async () => {
      await call("users", { json: { user: name(), password: password(), role: role() } });
      setName("");
      setPassword("");
      await refetch();
      return t("users-added");
    });
  };
  return (
    <Page title={t("page-users")} lead={t("users-lead")}>
      <Show when={!users.error && users.latest} fallback={<Waiting error={users.error} loading={t("loading")} />}>
        {(found) => (
          <table class="accounts">
            <thead><tr><th>{t("user")}</th><th>{t("role")}</th><th>{t("col-state")}</th><th>{t("users-created")}</th><th><span class="hidden">{t("col-actions")}</span></th></tr></thead>
            <tbody><For each={found()}>{(one) => (
              <tr><th scope="row">{one.user}<Show when={one.user === session()?.user}> <span class="hint">{t("users-you")}</span></Show></th>
                <td><RoleChoice hidden label={t("users-role-of", { user: one.user })} value={one.role} onChange={(next) => change(one.user, { role: next })} /></td>
                <td><span class="tag" data-account={one.disabled ? "off" : "on"}>{one.disabled ? t("users-disabled") : t("users-active")}</span></td><td class="mono">{moment(one.created)}</td>
                <td class="actions"><button type="button" class="quiet" disabled={one.user === session()?.user} onClick={() => change(one.user, { disabled: !one.disabled })} aria-label={t(one.disabled ? "users-enable-named" : "users-disable-named", { user: one.user })}>{one.disabled ? t("users-enable") : t("users-disable")}</button></td></tr>
            )}</For></tbody>
          </table>
        )}
      </Show>
      <form class="panel form narrow" onSubmit={add}>
        <h2>{t("users-add")}</h2>
        <div class="row">
          <label class="grow"><span>{t("user")}</span><input required autocomplete="off" value={name()} onInput={(e) => setName(e.currentTarget.value)} /></label>
          <label class="grow"><span>{t("password")}</span><input required type="password" autocomplete="new-password" value={password()} onInput={(e) => setPassword(e.currentTarget.value)} /></label>
          <RoleChoice label={t("role")} value={role()} onChange={setRole} />
          <button type="submit" class="primary" disabled={action.busy()}>{t("add")}</button>
        </div>
      </form>
      <action.Said />
      <Tokens />
    </Page>
  );
}

function Tokens(): JSX.Element {
  const [tokens, { refetch }] = createResource(async () => (await call<{ tokens: Token[] }>("tokens")).tokens);
  const [name, setName] = createSignal("");
  const [role, setRole] = createSignal<Role>("viewer");
  const [expires, setExpires] = createSignal("");
  const [fresh, setFresh] = createSignal<string>();
  const action = useAction();
  const add = (event: SubmitEvent): void => {
    event.preventDefault();
    void action.run(async () => {
      const made = await call<Token>("tokens", { json: { name: name(), role: role(), expires: expires() ? `${expires()}T00:00:00Z` : null } });
      setFresh(made.token);
      setName("");
      await refetch();
      return undefined;
    });
  };
  const remove = (token: Token): void => {
    if (!confirm(t("tokens-remove-ask", { name: token.name }))) return;
    void action.run(async () => {
      await call(`tokens/${token.id}`, { method: "DELETE" });
      await refetch();
      return t("removed");
    });
  };
  return (
    <section>
      <h2>{t("tokens-title")}</h2>
      <p class="hint">{t("tokens-lead")}</p>
      <Show when={!tokens.error && tokens.latest && tokens.latest.length > 0}>
        <table class="accounts">
          <thead><tr><th>{t("col-name")}</th><th>{t("role")}</th><th>{t("tokens-expires")}</th><th><span class="hidden">{t("col-actions")}</span></th></tr></thead>
          <tbody><For each={tokens.latest}>{(token) => <tr><th scope="row">{token.name}</th><td>{word("role-name", token.role)}</td><td class="mono">{token.expires ? moment(token.expires) : t("tokens-never")}</td><td class="actions"><button type="button" class="quiet" onClick={() => remove(token)} aria-label={t("tokens-remove-named", { name: token.name })}>{t("remove")}</button></td></tr>}</For></tbody>
        </table>
      </Show>
      <form class="panel form narrow" onSubmit={add}>
        <div class="row">
          <label class="grow"><span>{t("col-name")}</span><input required value={name()} onInput={(e) => setName(e.currentTarget.value)} /></label>
          <RoleChoice label={t("role")} value={role()} onChange={setRole} />
          <label><span>{t("tokens-expires")}</span><input value={expires()} placeholder={t("date-example")} pattern="\d{4}-\d{2}-\d{2}" onInput={(e) => setExpires(e.currentTarget.value)} /></label>
          <button type="submit" disabled={action.busy()}>{t("tokens-make")}</button>
        </div>
        <Show when={fresh()}><p class="notice" role="status">{t("tokens-once")} <code>{fresh()}</code></p></Show>
      </form>
      <action.Said />
    </section>
  );
}

// Check-in devices of a crisis: who has one, and those that were revoked, with what they delivered since.
import { For, type JSX, Show, createResource, createSignal } from "solid-js";
import { call } from "../api";
import { number, t, word } from "../language";
import { utc } from "../moment";
import { Waiting, useAction } from "../page/frame";
import { may } from "../watchroom";
import { type Name, at, shown } from "./crisis";

interface Device {
  id: string; name: string; enrolled_ms: number; enrolled_by: string; revoked_ms: number | null; revoked_by: string | null; revoked_why: string;
  noted: number; aside: number;
}
interface Aside { device: string; seq: number; taken_ms: number; event: { act?: string; at_ms?: number; person?: string }; names?: Name[] | null; record?: boolean; refused?: string | null }
interface Answer { devices: Device[]; aside: Aside[]; aside_in_all: number; refused?: Aside[]; refused_in_all?: number }

export function Devices(props: { crisis: string; onChange: () => void }): JSX.Element {
  const [found, { refetch }] = createResource(() => props.crisis, (crisis) => call<Answer>(at(crisis, "devices")));
  const action = useAction();
  const revoke = (one: Device): void => {
    const reason = prompt(t("devices-revoke-ask", { name: one.name }));
    if (reason === null) return;
    void action.run(async () => {
      await call(at(props.crisis, `devices/${encodeURIComponent(one.id)}/revoke`), { json: { reason } });
      await refetch();
      props.onChange();
      return t("devices-revoked", { name: one.name });
    });
  };
  const [picked, setPicked] = createSignal<ReadonlySet<string>>(new Set());
  const mark = (one: Aside): string => `${one.device} ${one.seq}`;
  const pick = (one: Aside, on: boolean): void => {
    const next = new Set(picked());
    if (on) next.add(mark(one));
    else next.delete(mark(one));
    setPicked(next);
  };
  const decide = (list: Answer, take: boolean): void => {
    const chosen = list.aside.filter((one) => picked().has(mark(one)));
    const devices = [...new Set(chosen.map((one) => one.device))];
    const reason = prompt(t(take ? "devices-aside-ask-take" : "devices-aside-ask-drop", { count: chosen.length, name: devices.map((id) => name(list, id)).join(" · ") }));
    if (reason === null) return;
    void action.run(async () => {
      let [notes, persons] = [0, 0];
      for (const device of devices) {
        const seqs = chosen.filter((one) => one.device === device).map((one) => one.seq);
        const done = await call<{ notes: number; persons: number }>(at(props.crisis, `devices/${encodeURIComponent(device)}/aside`), { json: { take, seqs, reason } });
        [notes, persons] = [notes + done.notes, persons + done.persons];
      }
      setPicked(new Set<string>());
      await refetch();
      props.onChange();
      return t(take ? "devices-aside-done-take" : "devices-aside-done-drop", { notes, persons });
    });
  };
  const dismiss = (list: Answer): void => void action.run(async () => {
    const refused = list.refused ?? [];
    for (const device of new Set(refused.map((one) => one.device))) {
      const seqs = refused.filter((one) => one.device === device).map((one) => one.seq);
      await call(at(props.crisis, `devices/${encodeURIComponent(device)}/aside`), { json: { take: false, refused: true, seqs } });
    }
    await refetch();
    props.onChange();
    return t("devices-refused-seen", { count: refused.length });
  });
  const name = (list: Answer, id: string): string => list.devices.find((one) => one.id === id)?.name ?? id.slice(0, 8);
  return (
    <section aria-labelledby="devices-title">
      <h2 id="devices-title">{t("devices-title")}</h2>
      <action.Said />
      <Show when={!found.error && found.latest} fallback={<Waiting error={found.error} loading={t("loading")} />}>{(list) => (
        <>
          <Show when={list().devices.length > 0} fallback={<p class="hint">{t("devices-none")}</p>}>
            <table class="devices">
              <thead><tr><th scope="col">{t("devices-name")}</th><th scope="col">{t("devices-enrolled")}</th><th scope="col" class="num">{t("devices-noted")}</th><th scope="col" class="num">{t("devices-aside")}</th><th scope="col">{t("devices-state")}</th></tr></thead>
              <tbody><For each={list().devices}>{(one) => (
                <tr data-device={one.id}>
                  <th scope="row">{one.name}</th>
                  <td>{utc(one.enrolled_ms / 1000)} · {one.enrolled_by}</td>
                  <td class="num">{number(one.noted)}</td><td class="num">{number(one.aside)}</td>
                  <td><Show when={one.revoked_ms === null} fallback={t("devices-is-revoked", { when: utc((one.revoked_ms ?? 0) / 1000), by: one.revoked_by ?? "", why: one.revoked_why })}>
                    <Show when={may("consular")} fallback={t("devices-in-use")}><button type="button" disabled={action.busy()} onClick={() => revoke(one)}>{t("devices-revoke")}</button></Show>
                  </Show></td>
                </tr>
              )}</For></tbody>
            </table>
          </Show>
          <Show when={list().aside.length > 0}>
            <details>
              <summary>{t("devices-aside-title", { count: list().aside_in_all })}</summary>
              <p class="hint">{t("devices-aside-hint")}</p>
              <table>
                <thead><tr><th scope="col">{t("devices-name")}</th><th scope="col">{t("register-what")}</th><th scope="col">{t("crisis-conflict-who")}</th><th scope="col">{t("devices-said-when")}</th><th scope="col">{t("devices-came")}</th><Show when={may("consular")}><th scope="col">{t("devices-aside-choose")}</th></Show></tr></thead>
                <tbody><For each={list().aside}>{(one) => (
                  <tr><td>{name(list(), one.device)} · {one.seq}</td><td>{one.event.act ? word("act", one.event.act) : "?"}</td><td>{one.names ? shown(one.names) : <span class="raw">{one.event.person?.slice(0, 8)}</span>}{one.record ? ` · ${t("devices-aside-record")}` : ""}</td>
                    <td>{one.event.at_ms === undefined ? "?" : utc(one.event.at_ms / 1000)}</td><td>{utc(one.taken_ms / 1000)}</td>
                    <Show when={may("consular")}><td><input type="checkbox" aria-label={`${t("devices-aside-choose")} ${one.seq}`} checked={picked().has(mark(one))} onChange={(e) => pick(one, e.currentTarget.checked)} /></td></Show></tr>
                )}</For></tbody>
              </table>
              <Show when={may("consular")}><p class="row"><button type="button" class="primary" disabled={action.busy() || picked().size === 0} onClick={() => decide(list(), true)}>{t("devices-aside-take")}</button> <button type="button" disabled={action.busy() || picked().size === 0} onClick={() => decide(list(), false)}>{t("devices-aside-drop")}</button></p></Show>
            </details>
          </Show>
          <Show when={(list().refused ?? []).length > 0}>
            <details data-refused>
              <summary>{t("devices-refused-title", { count: list().refused_in_all ?? 0 })}</summary>
              <p class="hint">{t("devices-refused-hint")}</p>
              <table>
                <thead><tr><th scope="col">{t("devices-name")}</th><th scope="col">{t("register-what")}</th><th scope="col">{t("crisis-conflict-who")}</th><th scope="col">{t("devices-refused-why")}</th><th scope="col">{t("devices-came")}</th></tr></thead>
                <tbody><For each={list().refused}>{(one) => (
                  <tr><td>{name(list(), one.device)} · {one.seq}</td><td>{one.event.act ? word("act", one.event.act) : "?"}</td><td>{one.names ? shown(one.names) : <span class="raw">{one.event.person?.slice(0, 8) ?? "?"}</span>}</td>
                    <td>{word("note-refused", one.refused ?? "")}</td><td>{utc(one.taken_ms / 1000)}</td></tr>
                )}</For></tbody>
              </table>
              <Show when={may("consular")}><p class="row"><button type="button" disabled={action.busy()} onClick={() => dismiss(list())}>{t("devices-refused-do")}</button></p></Show>
            </details>
          </Show>
        </>
      )}</Show>
    </section>
  );
}

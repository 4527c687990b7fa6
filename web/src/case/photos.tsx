// Photographs and documents of a case: an officer gives them to a partner one by one, none goes by itself; beside them those
// that partners gave us.
import { For, type JSX, Show, createEffect, createResource, on } from "solid-js";
import { call } from "../api";
import { partyName } from "../exchange/known";
import { number, t, word } from "../language";
import { moment } from "../moment";
import type { components } from "../schema";
import { may } from "../watchroom";

type Own = components["schemas"]["CasePhoto"];
type Held = components["schemas"]["CasePhotoHeld"];
interface Found { party: string; own: Own[]; theirs: Held[]; bytes_max: number }

const MB = 1024 * 1024;
/** Media that the node shows as a picture; whatever else there is, is saved as a file. */
const PICTURES = ["image/jpeg", "image/png", "image/webp"];
const mb = (bytes: number): string => number(bytes / MB, 1);

export function Photos(props: { id: string; shares: readonly string[]; entries: number; enter: (deed: Record<string, unknown>) => Promise<boolean> }): JSX.Element {
  const [found, { refetch }] = createResource(() => props.id, (id) => call<Found>(`cases/${encodeURIComponent(id)}/photos`));
  // An entry may add one, give one or take one back.
  createEffect(on(() => props.entries, () => void refetch(), { defer: true }));
  const known = (): Found | undefined => (found.error ? undefined : found.latest);
  const none = (): boolean => (known()?.own.length ?? 0) + (known()?.theirs.length ?? 0) === 0;
  const address = (party: string, sum: string): string => `/api/v1/cases/${encodeURIComponent(props.id)}/photos/${encodeURIComponent(party)}/${sum}`;
  return (
    <section class="panel" aria-labelledby="photos-title">
      <h2 id="photos-title">{t("case-photos-title")}</h2>
      <Show when={known()}>{(now) => (
        <>
          <p class="hint">{t("case-photos-lead", { mb: mb(now().bytes_max) })}</p>
          <Show when={none()}><p class="hint">{t("case-photos-none")}</p></Show>
          <Show when={now().own.length > 0 && props.shares.length === 0 && may("watch_officer")}><p class="hint">{t("case-photos-not-shared")}</p></Show>
          <ul class="attached">
            <For each={now().own}>{(one) => <OwnPhoto one={one} address={address(now().party, one.sha256)} max={now().bytes_max} shares={props.shares} enter={props.enter} />}</For>
            <For each={now().theirs}>{(one) => <HeldPhoto one={one} address={address(one.party, one.sha256 ?? "")} />}</For>
          </ul>
        </>
      )}</Show>
    </section>
  );
}

/** What people call it: its caption, else what it is. */
function nameOf(one: { caption: string | null; kind: string | null }): string {
  return one.caption || word("attached", one.kind ?? "photo");
}

function Picture(props: { one: { media: string | null; sha256: string | null }; name: string; address: string }): JSX.Element {
  return (
    <>
      <Show when={PICTURES.includes(props.one.media ?? "")}><img src={props.address} alt={props.name} loading="lazy" /></Show>
      <strong>{props.name}</strong><br />
      <span class="mono hint wrap">{props.one.sha256}</span><br />
    </>
  );
}

function Save(props: { name: string; address: string }): JSX.Element {
  return <a class="button quiet" href={props.address} download="" aria-label={t("case-photo-save-named", { name: props.name })}>{t("save")}</a>;
}

function OwnPhoto(props: { one: Own; address: string; max: number; shares: readonly string[]; enter: (deed: Record<string, unknown>) => Promise<boolean> }): JSX.Element {
  const name = (): string => nameOf(props.one);
  const stands = (party: string): Own["given"][number] | undefined => props.one.given.find((one) => one.party === party);
  const parties = (): string[] => [...new Set([...props.shares, ...props.one.given.filter((one) => one.state !== "none").map((one) => one.party)])];
  const say = (party: string, on: boolean): void => {
    if (on && !confirm(t("case-photo-ask", { party: partyName(party) }))) return;
    void props.enter({ do: "share_photo", sha256: props.one.sha256, party, on });
  };
  return (
    <li>
      <Show when={props.one.size !== null} fallback={<><strong>{name()}</strong><br /><span class="hint">{t("case-photo-missing")}</span></>}>
        <Picture one={props.one} name={name()} address={props.address} />
        <Show when={props.one.too_large}><span class="hint">{t("case-photo-is-large", { mb: mb(props.one.size ?? 0), max: mb(props.max) })}</span><br /></Show>
        <Save name={name()} address={props.address} />
        <For each={parties()}>{(party) => (
          <p>
            <Show when={stands(party)}>{(it) => <Show when={it().state !== "none"}><span class="tag">{t(`case-photo-state-${it().state}`, { party: partyName(party) })}</span>{" "}</Show>}</Show>
            <Show when={may("watch_officer")}>
              <Show when={stands(party)?.on} fallback={
                <Show when={!props.one.too_large && props.shares.includes(party)}><button type="button" aria-label={t("case-photo-give-named", { party: partyName(party), name: name() })} onClick={() => say(party, true)}>{t("case-photo-give", { party: partyName(party) })}</button></Show>
              }>
                <button type="button" class="quiet" aria-label={t("case-photo-take-back-named", { party: partyName(party), name: name() })} onClick={() => say(party, false)}>{t("case-photo-take-back", { party: partyName(party) })}</button>
              </Show>
            </Show>
          </p>
        )}</For>
      </Show>
    </li>
  );
}

function HeldPhoto(props: { one: Held; address: string }): JSX.Element {
  const name = (): string => nameOf(props.one);
  const ends = (): string => (props.one.purge_ms === null ? "" : t("case-photo-until", { at: moment(props.one.purge_ms / 1000) }));
  const about = (): string => [t("case-photo-from", { party: partyName(props.one.party) }), props.one.held ? t("case-photo-held") : "", ends()].filter(Boolean).join(" · ");
  return (
    <li>
      <Picture one={props.one} name={name()} address={props.address} />
      <span>{about()}</span><br />
      <Save name={name()} address={props.address} />
    </li>
  );
}

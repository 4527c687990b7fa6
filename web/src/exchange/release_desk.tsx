// Releasing a vessel or an event by one key: beside the card, exactly what the partner would see, and which rule says so.
// Enter releases what is shown, and only that: while a preview is being made, nothing can leave.
import { For, type JSX, Match, Show, Switch, createEffect, createMemo, createResource, createSignal, on, onCleanup, onMount } from "solid-js";
import { t, tryT, word } from "../language";
import { problemText } from "../list/watch_list";
import { moment } from "../moment";
import { realTime } from "../real_time";
import { link } from "../route";
import { may } from "../watchroom";
import { purposeChosen, purposesThatFit } from "./chosen_purpose";
import { remaining } from "./expiry";
import { fieldName, fieldText, words } from "./field";
import { agreedPartners, partyName } from "./known";
import { LabelForm } from "./label_form";
import { agreements } from "./partner";
import { type Preview, type PreviewField, type ReleasableKind, type Release, preview, release } from "./release";

/** A preview stands this long before it can be released: a key struck in haste must not outrun the eye. */
const SEEN_MS_MIN = 600;

interface Props {
  kind: ReleasableKind; id: string; title: string;
  /** Chosen beforehand; a purpose of null is the officer's to choose. */
  party?: string | undefined; purpose?: string | null | undefined;
  /** One of several on a page: the key opens none of them. */
  quiet?: boolean;
}

/** The button and its key. Absent for those who may not release, and where there is no partner to release to. */
export function ReleaseDesk(props: Props): JSX.Element {
  const [open, setOpen] = createSignal(false);
  let button: HTMLButtonElement | undefined;
  const ready = (): boolean => may("watch_officer") && agreedPartners().length > 0;
  const keys = (event: KeyboardEvent): void => {
    if (props.quiet || event.key !== "r" || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.repeat || !ready()) return;
    if (event.target instanceof HTMLElement && event.target.closest("input, select, textarea, [role=dialog]")) return;
    event.preventDefault();
    setOpen(true);
  };
  onMount(() => document.addEventListener("keydown", keys));
  onCleanup(() => document.removeEventListener("keydown", keys));
  const close = (): void => {
    setOpen(false);
    queueMicrotask(() => button?.focus());
  };
  return (
    <Show when={ready()}>
      <button ref={button} type="button" class="release-open" aria-expanded={open()} aria-keyshortcuts={props.quiet ? undefined : "r"} aria-label={props.quiet ? t("release-title", { title: props.title }) : undefined} onClick={() => setOpen(true)}>{t("release-open")}<Show when={!props.quiet}> <kbd aria-hidden="true">R</kbd></Show></button>
      <Show when={open()}><ReleasePanel {...props} onClose={close} /></Show>
    </Show>
  );
}

/** The preview with its decision, beside the page. */
export function ReleasePanel(props: Props & { onClose: () => void }): JSX.Element {
  let panel!: HTMLElement;
  const partners = createMemo(agreedPartners);
  const [party, setParty] = createSignal(props.party ?? only(partners().map((partner) => partner.party)));
  // The purposes of what we release: the partner's own agreement may have others.
  const [terms] = createResource(party, async (wanted) => ({ party: wanted, purposes: (await agreements(wanted)).in_force?.purposes ?? [] }));
  const purposes = createMemo((): string[] => (!terms.error && terms.latest?.party === party() ? terms.latest.purposes : []));
  const [purpose, setPurpose] = createSignal("");
  const [shown, setShown] = createSignal<Preview>();
  const [failed, setFailed] = createSignal<unknown>();
  const [seen, setSeen] = createSignal(false);
  const [busy, setBusy] = createSignal(false);
  const [done, setDone] = createSignal<Release>();
  const [fitting, setFitting] = createSignal<string[]>();
  const [reminded, setReminded] = createSignal(false);
  let choice!: HTMLSelectElement;
  let partnerChoice!: HTMLSelectElement;
  // Of several purposes the only one under which something can leave is chosen; where there are more, the officer chooses.
  createEffect(on(purposes, (all) => {
    setPurpose(purposeChosen(all, props.purpose));
    setFitting(undefined);
    setReminded(false);
    const to = party();
    if (all.length < 2 || purpose()) return;
    const asked = async (one: string): Promise<[string, Preview]> => [one, await preview({ party: to, kind: props.kind, id: props.id, purpose: one })];
    Promise.all(all.map(asked)).then((found) => {
      if (purposes() !== all || purpose()) return;
      const fit = purposesThatFit(found);
      setFitting(fit);
      if (fit.length === 1) setPurpose(fit[0] ?? "");
      else if (document.activeElement === panel) choice.focus();
    }).catch(() => undefined);
  }));
  /** What has to be chosen before there is a preview, or that it is being made. */
  const hint = (): string => {
    if (party() && purpose()) return t("loading");
    if (!party()) return t("release-choose-both");
    if (terms.latest?.party === party() && purposes().length === 0) return t("no-agreement");
    const fit = fitting();
    return fit === undefined ? t("release-choose-both") : fit.length === 0 ? t("release-fits-none") : t("release-fits", { count: fit.length });
  };
  const wanted = () => ({ party: party(), kind: props.kind, id: props.id, purpose: purpose() });
  // The card fetches its object again while it is looked at: only another object is a new question.
  const object = createMemo(() => props.id);
  let asked = 0;
  // A mark on the label asks the same question anew.
  const [marked, setMarked] = createSignal(0);
  createEffect(on([party, purpose, object, marked], () => {
    const mine = ++asked;
    setShown(undefined);
    setSeen(false);
    setFailed(undefined);
    setDone(undefined);
    if (!party() || !purpose()) return;
    const take = (found: Preview): void => {
      if (mine !== asked) return;
      setShown(found);
      setTimeout(() => mine === asked && setSeen(true), SEEN_MS_MIN);
    };
    preview(wanted()).then(take).catch((cause: unknown) => mine === asked && setFailed(cause));
  }));
  const allowed = (): boolean => {
    const found = shown();
    return found !== undefined && seen() && done() === undefined && (found.decision === "release" || (found.decision === "hold" && may(found.approver ?? "watch_officer")));
  };
  const give = async (): Promise<void> => {
    if (!allowed() || busy()) return;
    setBusy(true);
    setFailed(undefined);
    try {
      setDone(await release(wanted()));
    } catch (cause) {
      setFailed(cause);
    } finally {
      setBusy(false);
    }
  };
  const keys = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    // The watch floor's own keys rest while the panel has the focus.
    event.stopPropagation();
    if (event.key === "Escape") return props.onClose();
    if (event.key === "Enter" && event.target === choice && !purpose()) setReminded(true);
    if (event.key !== "Enter" || event.repeat || (event.target instanceof HTMLElement && event.target.closest("button, a, select, input, summary"))) return;
    event.preventDefault();
    if (party() && purpose()) return void give();
    setReminded(true);
    (party() ? choice : partnerChoice).focus();
  };
  // Beside the card and between the markings of an exercise, which nothing may cover.
  const [room, setRoom] = createSignal({ top: "0px", bottom: "0px" });
  const measure = (): void => {
    const box = document.getElementById("main")?.getBoundingClientRect();
    if (box) setRoom({ top: `${box.top}px`, bottom: `${Math.max(0, innerHeight - box.bottom)}px` });
  };
  onMount(() => {
    measure();
    addEventListener("resize", measure);
    panel.focus();
  });
  onCleanup(() => removeEventListener("resize", measure));
  return (
    <aside ref={panel} class="release-panel" role="dialog" aria-labelledby="release-title" tabindex="-1" style={room()} onKeyDown={keys}>
      <header class="card-head"><h2 id="release-title">{t("release-title", { title: props.title })}</h2><button type="button" class="quiet" onClick={() => props.onClose()} aria-label={t("close")}>×</button></header>
      <div class="release-body">
        <div class="row">
          <label class="grow"><span>{t("share-partner")}</span>
            <select ref={partnerChoice} value={party()} onChange={(e) => {
              setPurpose("");
              setParty(e.currentTarget.value);
            }}>
              <Show when={partners().length > 1}><option value="">{t("release-choose")}</option></Show>
              <For each={partners()}>{(partner) => <option value={partner.party} selected={partner.party === party()}>{partner.name}</option>}</For>
            </select>
          </label>
          <label class="grow"><span>{t("share-purpose")}</span>
            <select ref={choice} value={purpose()} aria-invalid={reminded() && party() !== "" && purpose() === "" ? "true" : undefined} aria-describedby="release-hint" onChange={(e) => setPurpose(e.currentTarget.value)}>
              <Show when={purposes().length !== 1}><option value="">{t("release-choose")}</option></Show>
              <For each={purposes()}>{(code) => <option value={code} selected={code === purpose()}>{word("purpose", code)}</option>}</For>
            </select>
          </label>
        </div>
        <Show when={failed() ?? terms.error as unknown}>{(cause) => <p class="notice error" role="alert">{problemText(cause())}</p>}</Show>
        <Switch fallback={<Show when={failed() === undefined}><p id="release-hint" class="hint" role="status"><Show when={reminded() && !(party() && purpose())}><strong>{t("release-not-yet")}</strong> </Show>{hint()}</p></Show>}>
          <Match when={done()}>{(one) => <Done release={one()} onClose={props.onClose} />}</Match>
          <Match when={shown()}>{(found) => <Shown preview={found()} name={partyName(party())} />}</Match>
        </Switch>
        <Show when={!done() && props.kind !== "copy" && shown()?.label}>{(label) => <LabelForm kind={props.kind} id={props.id} label={label()} onMarked={() => setMarked((n) => n + 1)} />}</Show>
      </div>
      <Show when={!done()}>
        <footer class="release-foot">
          <button type="button" class="primary" disabled={!allowed() || busy()} onClick={() => void give()}>{t(shown()?.decision === "hold" ? "release-approve" : "release-do", { name: partyName(party()) })} <kbd aria-hidden="true">{t("key-enter")}</kbd></button>
          <button type="button" onClick={() => props.onClose()}>{t("cancel")} <kbd aria-hidden="true">{t("key-escape")}</kbd></button>
        </footer>
      </Show>
    </aside>
  );
}

/** A choice is made for the officer only where there is no other. */
function only(all: readonly string[]): string {
  return all.length === 1 ? (all[0] ?? "") : "";
}

/** Why a rule decides as it does, in words; the agreement's own name for it beside. */
function ruleText(preview: Preview): string {
  return tryT(preview.rule.code) ?? tryT(`release-rule-${preview.rule.code}`) ?? preview.rule.code;
}

function Shown(props: { preview: Preview; name: string }): JSX.Element {
  const p = () => props.preview;
  const withheld = (): number => p().fields.filter((field) => field.state === "withheld").length;
  return (
    <>
      <div class="decision" data-decision={p().decision} role={p().decision === "deny" ? "alert" : "status"}>
        <DecisionGlyph decision={p().decision} />
        <div>
          <strong>{t(`decision-${p().decision}`, { name: props.name })}</strong>
          <p>{ruleText(p())}</p>
          <Show when={p().decision === "hold"}><p>{t("release-approver", { role: word("role-name", p().approver ?? "watch_officer") })}</p></Show>
          <Show when={p().rule.policies.length > 0}><p class="hint">{t("release-rule", { name: p().rule.policies.join(t("list-separator")) })}</p></Show>
        </div>
      </div>
      <Show when={p().fields.length > 0}>
        <p class="hint">{t(p().decision === "deny" ? "release-fields-denied" : "release-fields", { name: props.name, withheld: withheld(), count: p().fields.length })}</p>
        <div class="scroll" tabindex="0" role="region" aria-label={t("release-table")}>
          <table class="small fields">
            <thead><tr><th>{t("col-field")}</th><th>{t("release-before")}</th><th>{t("release-after")}</th><th>{t("release-how")}</th></tr></thead>
            <tbody><For each={p().fields}>{(field) => <FieldRow field={field} />}</For></tbody>
          </table>
        </div>
      </Show>
      <Show when={p().decision !== "deny"}>
        <dl class="facts">
          <dt>{realTime(t("share-expires"))}</dt><dd><span class="mono">{moment(p().expires)}</span> · {remaining(p().expires)}</dd>
          <dt>{realTime(t("share-purge"))}</dt><dd class="mono">{moment(p().purge)}</dd>
          <dt>{t("share-level")}</dt><dd>{word("level", p().level ?? "")}</dd>
          <dt>{t("share-caveats")}</dt><dd>{words("caveat", p().caveats)}</dd>
        </dl>
        <p class="hint">{t("release-honest")}</p>
      </Show>
    </>
  );
}

function FieldRow(props: { field: PreviewField }): JSX.Element {
  const f = () => props.field;
  return (
    <tr data-field={f().state}>
      <th scope="row">{fieldName(f().name)}</th>
      <td class="wrap">{fieldText(f().name, f().before)}</td>
      <td class="wrap">{f().state === "withheld" ? "—" : fieldText(f().name, f().after)}</td>
      <td><span class="field-state" data-state={f().state}><StateGlyph state={f().state} />{t(`treated-${f().state}`)}</span></td>
    </tr>
  );
}

/** Full, half, struck through: the shape tells it without colour. */
function StateGlyph(props: { state: PreviewField["state"] }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 14 14" aria-hidden="true">
      <circle cx="7" cy="7" r="5.6" fill={props.state === "whole" ? "currentColor" : "none"} stroke="currentColor" stroke-width="1.6" />
      <Show when={props.state === "coarse"}><path d="M7 1.4a5.6 5.6 0 0 1 0 11.2z" fill="currentColor" /></Show>
      <Show when={props.state === "withheld"}><path d="M3 11L11 3" stroke="currentColor" stroke-width="1.8" /></Show>
    </svg>
  );
}

function DecisionGlyph(props: { decision: Preview["decision"] }): JSX.Element {
  const path = (): string => (props.decision === "release" ? "M4 12.5l5 5L20 6.5" : props.decision === "hold" ? "M8 5v14M16 5v14" : "M5 5l14 14M19 5L5 19");
  return <svg class="decision-glyph" viewBox="0 0 24 24" aria-hidden="true"><path d={path()} fill="none" stroke="currentColor" stroke-width="3" /></svg>;
}

function Done(props: { release: Release; onClose: () => void }): JSX.Element {
  let heading!: HTMLParagraphElement;
  onMount(() => heading.focus());
  return (
    <div class="notice good" role="status">
      <p ref={heading} tabindex="-1"><strong>{t("release-done", { name: partyName(props.release.party), seq: props.release.seq })}</strong></p>
      <p>{t(`release-done-${props.release.state === "waiting" ? "waiting" : "there"}`)}</p>
      <p><a href={link("releases")}>{t("page-releases")}</a> <button type="button" onClick={() => props.onClose()}>{t("close")}</button></p>
    </div>
  );
}

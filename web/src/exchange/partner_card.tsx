// One partner: whether the link is up, how far both streams are, what was refused, and whether the partner's account of its
// stream can be true. Below, on demand: the agreement, the chat, and the parcel to be carried by hand.
import { type JSX, Match, Show, Switch, createSignal } from "solid-js";
import { t, tryT, word } from "../language";
import { moment, utcDay } from "../moment";
import { useAction } from "../page/frame";
import { may } from "../watchroom";
import { AgreementDesk } from "./agreement";
import { words } from "./field";
import { Fingerprint } from "./fingerprint";
import { Notes } from "./notes";
import { ParcelDesk } from "./parcel";
import { type Partner, cutLink } from "./partner";
import { Streams } from "./streams";

type Drawer = "agreement" | "chat" | "parcel";

export function PartnerCard(props: { partner: Partner; onChanged: () => Promise<unknown> }): JSX.Element {
  const [open, setOpen] = createSignal<Drawer>();
  const p = () => props.partner;
  const id = (name: string): string => `partner-${p().party}-${name}`;
  const drawers = (): Drawer[] => (may("watch_officer") ? ["agreement", "chat", "parcel"] : ["agreement", "chat"]);
  return (
    <article class="panel partner" aria-labelledby={id("title")} data-link={p().link.state}>
      <header class="partner-head">
        <h2 id={id("title")}>{p().name} <span class="tag mono">{p().party}</span></h2>
        <span class="tag" data-partner={p().state}>{t(`partner-${p().state}`)}</span>
      </header>
      <Show when={p().fork}>{(fork) => (
        <div class="fork" role="alert">
          <strong>{t("fork-title", { name: p().name })}</strong>
          <p>{t("fork-text")}</p>
          <Show when={fork().seq !== null}><p>{t("fork-where", { seq: fork().seq ?? 0 })}</p></Show>
        </div>
      )}</Show>
      <Show when={p().clock_ahead_min}>{(minutes) => <p class="notice" role="status">{t("partner-clock-ahead", { minutes: minutes() })}</p>}</Show>
      <Show when={p().log_fault}>{(code) => (
        <div class="fork log-fault" role="alert"><strong>{t("partner-log-title", { name: p().name })}</strong><p>{t("partner-log-text")}</p><p class="mono">{code()}</p></div>
      )}</Show>
      <div class="partner-grid">
        <div>
          <LinkBox partner={p()} onChanged={props.onChanged} />
          <AgreementLine partner={p()} />
          <h3>{t("fingerprint-label")}</h3>
          <Fingerprint value={p().fingerprint} small />
        </div>
        <Streams partner={p()} />
      </div>
      <div class="drawers">
        {drawers().map((name) => <button type="button" aria-expanded={open() === name} aria-controls={id("drawer")} onClick={() => setOpen(open() === name ? undefined : name)}>{t(`drawer-${name}`)} <span aria-hidden="true">{open() === name ? "▴" : "▾"}</span></button>)}
      </div>
      <div id={id("drawer")} hidden={open() === undefined}>
        <Switch>
          <Match when={open() === "agreement"}><AgreementDesk partner={p()} onChanged={props.onChanged} /></Match>
          <Match when={open() === "chat"}><Notes object={`partner:${p().party}`} title={t("chat-title", { name: p().name })} only={p()} /></Match>
          <Match when={open() === "parcel"}><ParcelDesk partner={p()} onChanged={props.onChanged} /></Match>
        </Switch>
      </div>
    </article>
  );
}

/** The link, and the switch of the officer here. Cutting asks nothing: it can be healed by the same button. */
function LinkBox(props: { partner: Partner; onChanged: () => Promise<unknown> }): JSX.Element {
  const action = useAction();
  const link = () => props.partner.link;
  const cut = (): boolean => link().state === "cut";
  const toggle = (): void => void action.run(async () => {
    const wanted = !cut();
    await cutLink(props.partner.party, wanted);
    await props.onChanged();
    return t(wanted ? "link-cut-done" : "link-heal-done", { name: props.partner.name });
  });
  return (
    <div class="link-box" data-link={link().state}>
      <h3>{t("link-title")}</h3>
      <p class="link-state">
        <LinkGlyph state={link().state} />
        <strong>{t(`link-${link().state}`)}</strong>
        <Show when={link().since}><span>{t("link-since", { at: moment(link().since) })}</span></Show>
      </p>
      <dl class="facts">
        <dt>{t("link-carrier")}</dt><dd>{link().carrier ? word("carrier", link().carrier ?? "") : "–"}</dd>
        <dt>{t("col-address")}</dt><dd class="mono">{link().address ?? "–"}</dd>
        <Show when={link().last_error}><dt>{t("link-error")}</dt><dd class="error">{tryT(link().last_error ?? "") ?? link().last_error}</dd></Show>
      </dl>
      <Show when={may("watch_officer")}>
        <button type="button" class="link-switch" classList={{ primary: cut() }} disabled={action.busy()} onClick={toggle}>{t(cut() ? "link-heal" : "link-cut-do")}</button>
        <Show when={!cut()}><p class="hint">{t("link-cut-hint")}</p></Show>
      </Show>
      <action.Said />
    </div>
  );
}

/** Shape tells the state: a closed chain, a broken one, one that was cut through. */
function LinkGlyph(props: { state: string }): JSX.Element {
  return (
    <svg class="link-glyph" viewBox="0 0 36 16" aria-hidden="true">
      <rect x="1" y="3" width="15" height="10" rx="5" /><rect x="20" y="3" width="15" height="10" rx="5" />
      <path d={props.state === "up" ? "M10 8h16" : props.state === "cut" ? "M14 1l8 14M22 1l-8 14" : "M16 8h0.1M20 8h0.1"} />
    </svg>
  );
}

function AgreementLine(props: { partner: Partner }): JSX.Element {
  return (
    <>
      <h3>{t("agreement-title")}</h3>
      <Show when={props.partner.agreement} fallback={<p class="hint">{t("agreement-none")}</p>}>
        {(agreement) => (
          <dl class="facts">
            <dt>{t("col-state")}</dt><dd><span class="tag" data-agreement={agreement().state}>{t(`agreement-${agreement().state}`)}</span> {t("version", { version: agreement().version })}</dd>
            <dt>{t("agreement-purposes")}</dt><dd>{words("purpose", agreement().purposes)}</dd>
            <dt>{t("agreement-valid")}</dt><dd class="mono">{agreement().from ? utcDay(agreement().from ?? "") : "–"} – {agreement().until ? utcDay(agreement().until ?? "") : t("agreement-open-end")}</dd>
          </dl>
        )}
      </Show>
    </>
  );
}

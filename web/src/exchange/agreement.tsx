// The agreement with a partner: its text as both signed it, a proposal here or there, and, before anything is signed, what
// would newly leave and what no longer.
import { For, type JSX, Show, createEffect, createSignal, on } from "solid-js";
import { Problem } from "../api";
import { number, t, tryT, word } from "../language";
import { problemText } from "../list/watch_list";
import { moment } from "../moment";
import { useAction } from "../page/frame";
import { may } from "../watchroom";
import { fieldName } from "./field";
import { useLatest } from "./latest";
import { type Agreement, type ChangedObject, type Difference, type Partner, acceptAgreement, agreements, difference, propose } from "./partner";

/** Changed objects shown by name; the numbers tell the rest. */
const OBJECTS_SHOWN = 20;

interface DeskProps { partner: Partner; onChanged: () => Promise<unknown> }

export function AgreementDesk(props: DeskProps): JSX.Element {
  const found = useLatest(["partner"], () => agreements(props.partner.party));
  const [editing, setEditing] = createSignal<string>();
  const changed = async (): Promise<void> => {
    setEditing(undefined);
    await Promise.all([found.refetch(), props.onChanged()]);
  };
  const template = (): string => found.value()?.proposed?.text ?? found.value()?.in_force?.text ?? "";
  return (
    <section class="drawer">
      <found.Told />
      <Show when={found.value()}>
        {(all) => (
          <>
            <Show when={all().proposed}>{(one) => <Proposed partner={props.partner} agreement={one()} onChanged={changed} />}</Show>
            <Show when={all().in_force} fallback={<p class="hint">{t("agreement-none")}</p>}>
              {(one) => <><Title agreement={one()} /><Text text={one().text} label={t("agreement-text")} /></>}
            </Show>
            <Show when={may("administrator")}>
              <Show when={editing() !== undefined} fallback={<button type="button" class="propose" onClick={() => setEditing(template())}>{t("agreement-edit")}</button>}>
                <Editor partner={props.partner} start={editing() ?? ""} onDone={changed} onCancel={() => setEditing(undefined)} />
              </Show>
            </Show>
          </>
        )}
      </Show>
    </section>
  );
}

function Title(props: { agreement: Agreement }): JSX.Element {
  const a = () => props.agreement;
  return (
    <p class="agreement-title"><span class="tag" data-agreement={a().state}>{t(`agreement-${a().state}`)}</span> {t("version", { version: a().version })}
      <Show when={a().from}> · <span class="mono">{moment(a().from)} – {a().until ? moment(a().until) : t("agreement-open-end")}</span></Show>
      {" "}· <span class="mono" title={a().digest}>{t("agreement-digest", { digest: a().digest.slice(0, 12) })}</span></p>
  );
}

/** A text with its line numbers, to be read. */
function Text(props: { text: string; label: string; fault?: number | undefined }): JSX.Element {
  return (
    <div class="lines mono scroll" tabindex="0" role="region" aria-label={props.label}>
      <For each={props.text.replace(/\n$/, "").split("\n")}>{(line, i) => <div class="line" classList={{ fault: props.fault === i() + 1 }}><span class="line-number" aria-hidden="true">{i() + 1}</span><code>{line || " "}</code></div>}</For>
    </div>
  );
}

function Proposed(props: DeskProps & { agreement: Agreement }): JSX.Element {
  const action = useAction();
  const [seen, setSeen] = createSignal<Difference>();
  const there = (): boolean => props.agreement.state === "proposed-there";
  createEffect(on(() => props.agreement.digest, () => setSeen(undefined)));
  const look = (): void => void action.run(async () => {
    setSeen(await difference(props.partner.party, props.agreement.text));
    return undefined;
  });
  const accept = (): void => void action.run(async () => {
    await acceptAgreement(props.partner.party, props.agreement.digest);
    await props.onChanged();
    return t("agreement-accepted");
  });
  return (
    <div class="notice proposal">
      <Title agreement={props.agreement} />
      <p>{t(there() ? "agreement-there-text" : "agreement-here-text", { name: props.partner.name })}</p>
      <Text text={props.agreement.text} label={t("agreement-proposed-text")} />
      <Show when={may("analyst")}><button type="button" disabled={action.busy()} onClick={look}>{t("difference-look")}</button></Show>
      <Show when={seen()}>{(found) => <Differences found={found()} name={props.partner.name} />}</Show>
      <Show when={there() && may("administrator")}>
        <div class="row"><button type="button" class="primary" disabled={action.busy() || !seen()} onClick={accept}>{t("agreement-accept")}</button><Show when={!seen()}><span class="hint">{t("difference-first")}</span></Show></div>
      </Show>
      <action.Said />
    </div>
  );
}

/** A fault of a text, and the line it is in. */
interface Fault { line: number | undefined; text: string }

function faultOf(cause: unknown): Fault {
  const line = cause instanceof Problem ? Number(cause.more["line"]) : NaN;
  const reason = cause instanceof Problem && typeof cause.more["reason"] === "string" ? tryT(`policy-${cause.more["reason"]}`) : undefined;
  const detail = cause instanceof Problem && Number.isInteger(line) && cause.detail ? cause.detail : undefined;
  return { line: Number.isInteger(line) && line > 0 ? line : undefined, text: reason ?? detail ?? problemText(cause) };
}

function Editor(props: { partner: Partner; start: string; onDone: () => Promise<void>; onCancel: () => void }): JSX.Element {
  const [text, setText] = createSignal(props.start);
  const [seen, setSeen] = createSignal<{ text: string; found: Difference }>();
  const [fault, setFault] = createSignal<Fault>();
  const action = useAction();
  let area!: HTMLTextAreaElement;
  const lines = (): number => text().split("\n").length;
  const fresh = () => (seen()?.text === text() ? seen() : undefined);
  const guarded = (act: () => Promise<string | undefined>): void => void action.run(async () => {
    setFault(undefined);
    try {
      return await act();
    } catch (cause) {
      const found = faultOf(cause);
      if (found.line === undefined) throw cause;
      setFault(found);
      goTo(area, found.line);
      return undefined;
    }
  });
  const look = (): void => guarded(async () => {
    const tried = text();
    setSeen({ text: tried, found: await difference(props.partner.party, tried) });
    return undefined;
  });
  const send = (): void => guarded(async () => {
    await propose(props.partner.party, text());
    await props.onDone();
    return t("agreement-sent");
  });
  return (
    <div class="editor">
      <h3 id="editor-title">{t("agreement-edit-title")}</h3>
      <p class="hint">{t("agreement-edit-hint")}</p>
      <div class="editor-box scroll mono">
        <div class="editor-numbers" aria-hidden="true"><For each={Array.from({ length: lines() }, (_, i) => i + 1)}>{(n) => <div classList={{ fault: fault()?.line === n }}>{fault()?.line === n ? "▸ " : ""}{n}</div>}</For></div>
        <textarea ref={area} wrap="off" spellcheck={false} autocomplete="off" rows={lines() + 1} cols={Math.max(60, ...text().split("\n").map((line) => line.length + 1))} aria-labelledby="editor-title" aria-invalid={fault() !== undefined} aria-describedby="editor-fault" value={text()} onInput={(e) => {
          setText(e.currentTarget.value);
          setFault(undefined);
        }} />
      </div>
      <p id="editor-fault" class="error" role="alert">{fault() ? t("agreement-fault", { line: fault()?.line ?? 0, text: fault()?.text ?? "" }) : ""}</p>
      <Show when={fresh()}>{(one) => <Differences found={one().found} name={props.partner.name} />}</Show>
      <div class="row">
        <button type="button" disabled={action.busy()} onClick={look}>{t("difference-look")}</button>
        <button type="button" class="primary" disabled={action.busy() || !fresh()} onClick={send}>{t("agreement-send")}</button>
        <button type="button" class="quiet" onClick={() => props.onCancel()}>{t("cancel")}</button>
        <Show when={!fresh()}><span class="hint">{t("difference-first")}</span></Show>
      </div>
      <action.Said />
    </div>
  );
}

/** Puts the cursor on a line. */
function goTo(area: HTMLTextAreaElement, line: number): void {
  const lines = area.value.split("\n");
  const from = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  area.focus();
  area.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0));
}

function Differences(props: { found: Difference; name: string }): JSX.Element {
  const counts = () => props.found.counts;
  return (
    <div class="difference" role="status">
      <p class="difference-head"><strong>{t("difference-released", { count: counts().newly_released, name: props.name })}</strong> {t("difference-withheld", { count: counts().newly_withheld })} <span class="hint">{t("difference-same", { count: counts().same })}</span></p>
      <Changed title={t("difference-released-title")} sign="+" all={counts().newly_released} objects={props.found.newly_released} />
      <Changed title={t("difference-withheld-title")} sign="−" all={counts().newly_withheld} objects={props.found.newly_withheld} />
    </div>
  );
}

function Changed(props: { title: string; sign: string; all: number; objects: ChangedObject[] }): JSX.Element {
  const rest = (): number => props.all - Math.min(OBJECTS_SHOWN, props.objects.length);
  return (
    <Show when={props.objects.length > 0}>
      <h4>{props.title}</h4>
      <ul class="changed">
        <For each={props.objects.slice(0, OBJECTS_SHOWN)}>{(one) => <li><span class="sign" aria-hidden="true">{props.sign}</span> <span class="tag">{word("object", one.kind)}</span> <strong>{one.title}</strong><Show when={one.fields.length > 0}><span class="hint">{t("label-colon")}{one.fields.map(fieldName).join(t("list-separator"))}</span></Show></li>}</For>
      </ul>
      <Show when={rest() > 0}><p class="hint">{t("difference-more", { count: number(rest()) })}</p></Show>
    </Show>
  );
}

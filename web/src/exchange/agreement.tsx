// The agreement with a partner, both directions: what we release to it, and what it releases to us. A text is signed by both
// before it holds. Before our own is proposed: what would newly leave, and what no longer.
import { For, type JSX, Show, createSignal } from "solid-js";
import { Problem } from "../api";
import { number, t, tryT, word } from "../language";
import { problemText } from "../list/watch_list";
import { moment } from "../moment";
import { useAction } from "../page/frame";
import { may } from "../watchroom";
import { fieldName } from "./field";
import { useLatest } from "./latest";
import { type Agreement, type ChangedObject, type Difference, type Partner, type Drafted, acceptAgreement, agreements, difference, propose, second } from "./partner";
import { titleText } from "./title";

/** Changed objects shown by name; the numbers tell the rest. */
const OBJECTS_SHOWN = 20;

interface DeskProps { partner: Partner; onChanged: () => Promise<unknown> }

export function AgreementDesk(props: DeskProps): JSX.Element {
  const found = useLatest(["partner"], () => agreements(props.partner.party));
  const [editing, setEditing] = createSignal<{ text: string; cedar: string }>();
  const changed = async (): Promise<void> => {
    setEditing(undefined);
    await Promise.all([found.refetch(), props.onChanged()]);
  };
  const latest = (): { text: string; cedar: string } => found.value()?.proposed ?? found.value()?.in_force ?? { text: "", cedar: "" };
  return (
    <section class="drawer">
      <found.Told />
      <Show when={found.value()}>
        {(all) => (
          <>
            <Show when={all().theirs.proposed}>{(one) => <TheirProposal partner={props.partner} agreement={one()} before={all().theirs.in_force} onChanged={changed} />}</Show>
            <Show when={all().drafted}>{(one) => <Draft partner={props.partner} draft={one()} before={all().in_force} onChanged={changed} />}</Show>
            <h3>{t("agreement-ours", { name: props.partner.name })}</h3>
            <Show when={all().in_force} fallback={<p class="hint">{t("agreement-none")}</p>}>{(one) => <Shown agreement={one()} label={t("agreement-text")} />}</Show>
            <Show when={all().proposed}>{(one) => (
              <div class="notice proposal"><p>{t("agreement-here-text", { name: props.partner.name })}</p><Shown agreement={one()} before={all().in_force} label={t("agreement-proposed-text")} /></div>
            )}</Show>
            <Show when={may("administrator")}>
              <Show when={editing()} fallback={<button type="button" class="propose" onClick={() => setEditing({ text: latest().text, cedar: latest().cedar })}>{t("agreement-edit")}</button>}>
                {(start) => <Editor partner={props.partner} start={start()} onDone={changed} onCancel={() => setEditing(undefined)} />}
              </Show>
            </Show>
            <h3 class="theirs-title">{t("agreement-theirs", { name: props.partner.name })}</h3>
            <Show when={all().theirs.in_force} fallback={<p class="hint">{t("agreement-theirs-none")}</p>}>{(one) => <Shown agreement={one()} label={t("agreement-theirs", { name: props.partner.name })} />}</Show>
          </>
        )}
      </Show>
    </section>
  );
}

/** What another administrator drafted and may release more than before: looked at, and then signed. */
function Draft(props: { partner: Partner; draft: Drafted; before: Agreement | null; onChanged: () => Promise<void> }): JSX.Element {
  const action = useAction();
  const sign = (): void => void action.run(async () => {
    await second(props.partner.party, props.draft.digest);
    await props.onChanged();
    return t("agreement-second-done");
  });
  return (
    <div class="notice proposal drafted">
      <p><span class="tag" data-agreement="drafted">{t("agreement-drafted")}</span> {t("version", { version: props.draft.version })} · <span class="mono">{moment(props.draft.at)}</span></p>
      <p>{t("agreement-drafted-text", { by: props.draft.by })}</p>
      <Text text={props.draft.text} before={props.before?.text} label={t("agreement-proposed-text")} />
      <Show when={may("administrator")}><button type="button" class="primary second" disabled={action.busy()} onClick={sign}>{t("agreement-second")}</button></Show>
      <action.Said />
    </div>
  );
}

function Shown(props: { agreement: Agreement; before?: Agreement | null; label: string }): JSX.Element {
  const a = () => props.agreement;
  return (
    <>
      <p class="agreement-title"><span class="tag" data-agreement={a().state}>{t(`agreement-${a().state}`)}</span> {t("version", { version: a().version })} · <span class="mono">{moment(a().from)} – {a().until ? moment(a().until) : t("agreement-open-end")}</span>
        {" "}· <span class="mono" title={a().digest}>{t("agreement-digest", { digest: a().digest.slice(0, 12) })}</span></p>
      <Text text={a().text} before={props.before?.text} label={props.label} />
      <Show when={a().cedar.trim()}><h4>{t("agreement-conditions")}</h4><Text text={a().cedar} before={props.before?.cedar} label={t("agreement-conditions")} /></Show>
    </>
  );
}

/** A text with its line numbers, to be read; beside an earlier one, its new lines carry a sign and those that went are listed. */
function Text(props: { text: string; before?: string | undefined; label: string }): JSX.Element {
  const linesOf = (text: string): string[] => text.replace(/\n$/, "").split("\n");
  const known = (): Set<string> | undefined => (props.before === undefined ? undefined : new Set(linesOf(props.before)));
  const gone = (): string[] => {
    const now = new Set(linesOf(props.text));
    return props.before === undefined ? [] : linesOf(props.before).filter((line) => line.trim() && !now.has(line));
  };
  const fresh = (line: string): boolean => line.trim() !== "" && known()?.has(line) === false;
  return (
    <>
      <div class="lines scroll" tabindex="0" role="region" aria-label={props.label}>
        <For each={linesOf(props.text)}>{(line, i) => <div class="line" classList={{ fresh: fresh(line) }}><span class="line-number" aria-hidden="true">{fresh(line) ? "+ " : ""}{i() + 1}</span><code>{line || " "}</code></div>}</For>
      </div>
      <Show when={gone().length > 0}><p class="hint">{t("agreement-gone")}</p><div class="lines scroll" tabindex="0" role="region" aria-label={t("agreement-gone")}><For each={gone()}>{(line) => <div class="line"><span class="line-number" aria-hidden="true">−</span><code>{line}</code></div>}</For></div></Show>
    </>
  );
}

/** What the partner proposes to release to us; countersigning promises to honour its caveats. */
function TheirProposal(props: DeskProps & { agreement: Agreement; before: Agreement | null }): JSX.Element {
  const action = useAction();
  const accept = (): void => void action.run(async () => {
    await acceptAgreement(props.partner.party, props.agreement.digest);
    await props.onChanged();
    return t("agreement-accepted");
  });
  return (
    <div class="notice proposal">
      <p><strong>{t("agreement-there-text", { name: props.partner.name })}</strong></p>
      <Shown agreement={props.agreement} before={props.before} label={t("agreement-proposed-text")} />
      <Show when={may("administrator")} fallback={<p class="hint">{t("agreement-role")}</p>}>
        <div class="row accept"><button type="button" class="primary" disabled={action.busy()} onClick={accept}>{t("agreement-accept")}</button></div>
      </Show>
      <action.Said />
    </div>
  );
}

/** A fault of a text, and the line it is in. */
interface Fault { line: number | undefined; text: string }

function faultOf(cause: unknown): Fault {
  const line = cause instanceof Problem ? Number(cause.more["line"]) : NaN;
  if (!(cause instanceof Problem) || !Number.isInteger(line) || line < 1) return { line: undefined, text: problemText(cause) };
  return { line, text: tryT(`policy-${cause.detail}`) ?? (cause.detail || problemText(cause)) };
}

function Editor(props: { partner: Partner; start: { text: string; cedar: string }; onDone: () => Promise<void>; onCancel: () => void }): JSX.Element {
  const [text, setText] = createSignal(props.start.text);
  const [cedar, setCedar] = createSignal(props.start.cedar);
  const [seen, setSeen] = createSignal<{ of: string; found: Difference }>();
  const [fault, setFault] = createSignal<Fault>();
  const action = useAction();
  let area!: HTMLTextAreaElement;
  const lines = (): number => text().split("\n").length;
  const now = (): string => JSON.stringify([text(), cedar()]);
  const fresh = () => (seen()?.of === now() ? seen() : undefined);
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
    const of = now();
    setSeen({ of, found: await difference(props.partner.party, text(), cedar()) });
    return undefined;
  });
  const send = (): void => guarded(async () => {
    await propose(props.partner.party, text(), cedar());
    await props.onDone();
    return t("agreement-sent");
  });
  return (
    <div class="editor">
      <h3 id="editor-title">{t("agreement-edit-title")}</h3>
      <p class="hint">{t("agreement-edit-hint")}</p>
      <div class="editor-box scroll">
        <div class="editor-numbers" aria-hidden="true"><For each={Array.from({ length: lines() }, (_, i) => i + 1)}>{(n) => <div classList={{ fault: fault()?.line === n }}>{fault()?.line === n ? "▸ " : ""}{n}</div>}</For></div>
        <textarea ref={area} wrap="off" spellcheck={false} autocomplete="off" rows={lines() + 1} cols={Math.max(60, ...text().split("\n").map((line) => line.length + 1))} aria-labelledby="editor-title" aria-invalid={fault() !== undefined} aria-describedby="editor-fault" value={text()} onInput={(e) => {
          setText(e.currentTarget.value);
          setFault(undefined);
        }} />
      </div>
      <label class="conditions"><span>{t("agreement-conditions")}</span><textarea rows="3" spellcheck={false} autocomplete="off" value={cedar()} onInput={(e) => setCedar(e.currentTarget.value)} /></label>
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
        <For each={props.objects.slice(0, OBJECTS_SHOWN)}>{(one) => <li><span class="sign" aria-hidden="true">{props.sign}</span> <span class="tag">{word("object", one.kind ?? "other")}</span> <strong>{titleText(one)}</strong><Show when={one.fields.length > 0}><span class="hint">{t("label-colon")}{one.fields.map(fieldName).join(t("list-separator"))}</span></Show></li>}</For>
      </ul>
      <Show when={rest() > 0}><p class="hint">{t("difference-more", { count: number(rest()) })}</p></Show>
    </Show>
  );
}

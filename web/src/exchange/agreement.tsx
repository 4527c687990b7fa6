// The agreement with a partner, both directions: what we release to it, and what it releases to us. A text is signed by both
// before it holds. Before our own is proposed: what would newly leave, and what no longer.
import { For, type JSX, Show, createMemo, createSignal } from "solid-js";
import { Problem } from "../api";
import { number, t, tryT, word } from "../language";
import { problemText } from "../list/watch_list";
import { moment } from "../moment";
import { useAction } from "../page/frame";
import { may, session } from "../watchroom";
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
  const [sent, setSent] = createSignal(false);
  let drawer!: HTMLElement;
  const changed = async (): Promise<void> => {
    setEditing(undefined);
    setSent(false);
    await Promise.all([found.refetch(), props.onChanged()]);
  };
  const proposed = async (): Promise<void> => {
    await changed();
    setSent(true);
    queueMicrotask(() => drawer.querySelector<HTMLElement>("button.propose")?.focus());
  };
  const toDraft = (): void => drawer.querySelector<HTMLElement>(".drafted > p")?.focus();
  const latest = (): { text: string; cedar: string } => found.value()?.proposed ?? found.value()?.in_force ?? { text: "", cedar: "" };
  return (
    <section ref={drawer} class="drawer">
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
                {(start) => <Editor partner={props.partner} start={start()} onDone={proposed} onCancel={() => setEditing(undefined)} />}
              </Show>
              <div role="status">
                <Show when={!editing() && all().drafted} fallback={<Show when={sent()}><p class="done">{t("agreement-sent")}</p></Show>}>
                  {(one) => <p class="notice waits-for-second"><strong>{t("agreement-drafted-version", { version: one().version })}</strong> {t("agreement-drafted-waits")} <button type="button" onClick={toDraft}>{t("agreement-drafted-look")}</button></p>}
                </Show>
              </div>
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
      <p tabindex="-1"><span class="tag" data-agreement="drafted">{t("agreement-drafted")}</span> {t("version", { version: props.draft.version })} · <span class="mono">{moment(props.draft.at)}</span></p>
      <p>{t("agreement-drafted-text", { by: props.draft.by })}</p>
      <Text text={props.draft.text} before={props.before?.text} label={t("agreement-proposed-text")} />
      <Show when={may("administrator")}>
        <Show when={props.draft.by !== session()?.user} fallback={<p class="hint">{t("agreement-second-own")}</p>}>
          <button type="button" class="primary second" disabled={action.busy()} onClick={sign}>{t("agreement-second")}</button>
        </Show>
      </Show>
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
  let box!: HTMLDivElement;
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
      goToMark(box);
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
    return undefined;
  });
  return (
    <div class="editor">
      <h3 id="editor-title">{t("agreement-edit-title")}</h3>
      <p class="hint">{t("agreement-edit-hint")}</p>
      <div ref={box} class="editor-box scroll">
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

/** Puts the cursor on a line; the box scrolls to it by the mark beside it. */
function goTo(area: HTMLTextAreaElement, line: number): void {
  const lines = area.value.split("\n");
  const from = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  area.focus({ preventScroll: true });
  area.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0));
}

/** Scrolls the box until the mark stands in its middle. Asked to do it, the browser would move the frame of the page as well. */
function goToMark(box: HTMLElement): void {
  const mark = box.querySelector(".fault")?.getBoundingClientRect();
  if (!mark) return;
  const around = box.getBoundingClientRect();
  box.scrollTo(0, box.scrollTop + (mark.top + mark.bottom - around.top - around.bottom) / 2);
}

/** An object that leaves already and would only look otherwise: no field is new, and an officer is asked as before. */
const isOtherForm = (one: ChangedObject): boolean => one.unheld !== true && (one.changed?.length ?? 0) > 0 && one.fields.every((field) => one.changed?.includes(field));

function Differences(props: { found: Difference; name: string }): JSX.Element {
  const counts = () => props.found.counts;
  const otherwise = createMemo(() => props.found.newly_released.filter(isOtherForm));
  const fresh = createMemo(() => props.found.newly_released.filter((one) => !isOtherForm(one)));
  return (
    <div class="difference" role="status">
      <p class="difference-head"><strong>{t("difference-released", { count: fresh().length, name: props.name })}</strong> <Show when={otherwise().length > 0}>{t("difference-otherwise", { count: otherwise().length })} </Show>{t("difference-withheld", { count: counts().newly_withheld })} <span class="hint">{t("difference-same", { count: counts().same })}</span></p>
      <Changed title={t("difference-released-title")} sign="+" objects={fresh()} />
      <Changed title={t("difference-otherwise-title")} sign="≠" objects={otherwise()} />
      <Changed title={t("difference-withheld-title")} sign="−" objects={props.found.newly_withheld} />
    </div>
  );
}

function Changed(props: { title: string; sign: string; objects: ChangedObject[] }): JSX.Element {
  const rest = (): number => props.objects.length - Math.min(OBJECTS_SHOWN, props.objects.length);
  /** Beside fields that are new, those that only change say so. */
  const named = (one: ChangedObject) => (field: string): string => (one.changed?.includes(field) && !isOtherForm(one) ? t("difference-field-changed", { name: fieldName(field) }) : fieldName(field));
  return (
    <Show when={props.objects.length > 0}>
      <h4>{props.title}</h4>
      <ul class="changed">
        <For each={props.objects.slice(0, OBJECTS_SHOWN)}>{(one) => <li><span class="sign" aria-hidden="true">{props.sign}</span> <span class="tag">{word("object", one.kind ?? "other")}</span> <strong>{titleText(one)}</strong><Show when={one.fields.length > 0}><span class="hint">{t("label-colon")}{one.fields.map(named(one)).join(t("list-separator"))}</span></Show><Show when={one.unheld}> <span class="tag differs">{t("difference-unheld")}</span></Show></li>}</For>
      </ul>
      <Show when={rest() > 0}><p class="hint">{t("difference-more", { count: number(rest()) })}</p></Show>
    </Show>
  );
}

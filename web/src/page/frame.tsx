// What the plain pages share: a heading, a lead, and one place for success and failure.
import { type JSX, Show, createSignal } from "solid-js";
import { problemText } from "../list/watch_list";

export function Page(props: { title: string; lead?: string; children: JSX.Element }): JSX.Element {
  return (
    <div class="page">
      <h1>{props.title}</h1>
      <Show when={props.lead}><p class="lead">{props.lead}</p></Show>
      {props.children}
    </div>
  );
}

/** Runs an action; its result or its error becomes a sentence for the page. */
export function useAction() {
  const [said, setSaid] = createSignal<{ text: string; bad: boolean }>();
  const [busy, setBusy] = createSignal(false);
  const run = async (act: () => Promise<string | undefined>): Promise<boolean> => {
    setBusy(true);
    setSaid(undefined);
    try {
      const text = await act();
      if (text) setSaid({ text, bad: false });
      return true;
    } catch (cause) {
      setSaid({ text: problemText(cause), bad: true });
      return false;
    } finally {
      setBusy(false);
    }
  };
  const Said = (): JSX.Element => <p class={said()?.bad ? "error" : "done"} role={said()?.bad ? "alert" : "status"}>{said()?.text ?? ""}</p>;
  return { run, busy, Said, setSaid };
}

/** What to show while a resource is not there. */
export function Waiting(props: { error: unknown; loading: string }): JSX.Element {
  return <Show when={props.error} fallback={<p class="hint">{props.loading}</p>}><p class="notice error" role="alert">{problemText(props.error)}</p></Show>;
}

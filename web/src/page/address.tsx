// The address of a feed in a narrow column: it breaks before its port, never in it.
import { type JSX, Show } from "solid-js";
import { splitPort } from "./port";

export function Address(props: { of: string }): JSX.Element {
  const parts = (): [string, string] => splitPort(props.of);
  return <>{parts()[0]}<Show when={parts()[1]}>{(port) => <><wbr /><span class="mono">{port()}</span></>}</Show></>;
}

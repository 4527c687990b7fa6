// Two crises that two partners opened before they met, made one: which places are the same, what both say differently,
// a proposal by one side and the answer of the other.
import { For, type JSX, Show, createResource, createSignal, onCleanup } from "solid-js";
import { call } from "../api";
import { partyName } from "../exchange/known";
import { t, word } from "../language";
import { utc } from "../moment";
import { useAction } from "../page/frame";
import { may } from "../watchroom";
import { type Crisis, at } from "./crisis";

const AGAIN_MS = 10_000;
const PURPOSE = "evacuation";

interface Pair { theirs: string; ours: string; their_name?: string | null; our_name?: string | null }
interface Spot { id: string; name: string }
interface Differs { what: string; id: string; name: string | null; ours: string; theirs: string; blocks: boolean }
interface Look {
  pairs: Pair[]; blocked: boolean; frame: boolean; our_places?: Spot[]; their_places?: Spot[]; our_legs?: number; their_legs?: number; differences: Differs[]; denied?: boolean;
}
interface Known { party: string; theirs: string; name: string; state: string; lead: boolean; buses: string; changed_ms: number; by: string; look: Look | null }
interface Waiting { party: string; theirs: string; name: string; proposed_ms: number; look: Look | null }

/** What two frames would be as one. */
function LookTable(props: { look: Look; onUnpair?: (pair: Pair) => void }): JSX.Element {
  return (
    <>
      <Show when={props.look.frame} fallback={<p class="hint">{t("union-no-frame")}</p>}>
        <p>{t("union-joined", { pairs: props.look.pairs.length, ours: props.look.our_legs ?? 0, theirs: props.look.their_legs ?? 0 })}</p>
        <Show when={props.look.pairs.length > 0}>
          <div class="scroll" tabindex="0" role="region" aria-label={t("union-pairs")}>
            <table data-union="pairs"><caption>{t("union-pairs")}</caption>
              <thead><tr><th scope="col">{t("union-ours")}</th><th scope="col">{t("union-theirs")}</th><Show when={props.onUnpair}><th scope="col"><span class="hidden">{t("union-unpair")}</span></th></Show></tr></thead>
              <tbody><For each={props.look.pairs}>{(pair) => (
                <tr><th scope="row">{pair.our_name ?? pair.ours}</th><td>{pair.their_name ?? pair.theirs}</td>
                  <Show when={props.onUnpair}>{(unpair) => <td><button type="button" onClick={() => unpair()(pair)}>{t("union-unpair")}</button></td>}</Show></tr>
              )}</For></tbody>
            </table>
          </div>
        </Show>
        <Show when={(props.look.their_places?.length ?? 0) > 0}><p class="hint">{t("union-added", { names: (props.look.their_places ?? []).map((one) => one.name).join(" · ") })}</p></Show>
        <Show when={props.look.differences.length > 0} fallback={<p class="hint">{t("union-no-differences")}</p>}>
          <div class="scroll" tabindex="0" role="region" aria-label={t("union-differences")}>
            <table data-union="differences"><caption>{t("union-differences")}</caption>
              <thead><tr><th scope="col">{t("union-what")}</th><th scope="col">{t("union-of")}</th><th scope="col">{t("union-ours")}</th><th scope="col">{t("union-theirs")}</th></tr></thead>
              <tbody><For each={props.look.differences}>{(one) => (
                <tr data-differs={one.what}><th scope="row">{word("union-differs", one.what)}{one.blocks ? ` · ${t("union-blocks")}` : ""}</th><td>{one.name ?? ""}</td><td>{one.ours || "–"}</td><td>{one.theirs || "–"}</td></tr>
              )}</For></tbody>
            </table>
          </div>
        </Show>
      </Show>
      <Show when={props.look.blocked}><p class="fault" role="alert">{t("crisis-union-blocked")}</p></Show>
      <Show when={props.look.denied}><p class="fault" role="alert">{t("union-denied")}</p></Show>
    </>
  );
}

/** Says that a crisis which a partner told of is one of ours. */
export function Unite(props: { party: string; theirs: string; name: string; crises: readonly Crisis[]; onDone: () => void }): JSX.Element {
  const open = (): Crisis[] => props.crises.filter((one) => one.closed_ms === null);
  const [own, setOwn] = createSignal("");
  const chosen = (): string => own() || (open()[0]?.id ?? "");
  const [buses, setBuses] = createSignal("same");
  const [pairs, setPairs] = createSignal<Pair[]>();
  const [look, setLook] = createSignal<Look>();
  const [first, setFirst] = createSignal("");
  const [second, setSecond] = createSignal("");
  const action = useAction();
  const wish = (dry: boolean) => ({
    party: props.party, theirs: props.theirs, purpose: PURPOSE, buses: buses(), dry,
    ...(pairs() ? { pairs: pairs()?.map(({ theirs, ours }) => ({ theirs, ours })) } : {}),
  });
  const see = async (): Promise<undefined> => {
    const found = await call<Look>(at(chosen(), "unions"), { json: wish(true) });
    setLook(found);
    setPairs(found.pairs);
    return undefined;
  };
  const change = (next: Pair[]): void => {
    setPairs(next);
    void action.run(see);
  };
  const pair = (): void => {
    const [ours, theirs] = [first() || look()?.our_places?.[0]?.id, second() || look()?.their_places?.[0]?.id];
    if (ours && theirs) change([...(pairs() ?? []), { ours, theirs }]);
    setFirst("");
    setSecond("");
  };
  const propose = (event: SubmitEvent): void => {
    event.preventDefault();
    void action.run(async () => {
      await call(at(chosen(), "unions"), { json: wish(false) });
      setLook(undefined);
      props.onDone();
      return t("union-proposed", { party: partyName(props.party) });
    });
  };
  const anew = (): void => {
    setLook(undefined);
    setPairs(undefined);
  };
  return (
    <Show when={open().length > 0}>
      <details data-unite={props.theirs}><summary>{t("union-same", { name: props.name })}</summary>
        <form class="form" onSubmit={propose}>
          <p class="hint">{t("union-hint")}</p>
          <label><span>{t("union-which")}</span><select value={chosen()} onChange={(e) => {
            setOwn(e.currentTarget.value);
            anew();
          }}><For each={open()}>{(one) => <option value={one.id}>{one.name}</option>}</For></select></label>
          <label><span>{t("union-buses")}</span><select value={buses()} onChange={(e) => {
            setBuses(e.currentTarget.value);
            setLook(undefined);
          }}><option value="same">{t("union-buses-same")}</option><option value="together">{t("union-buses-together")}</option></select></label>
          <p class="row"><button type="button" disabled={action.busy()} onClick={() => void action.run(see)}>{t("together-look")}</button>
            <Show when={look()}>{(seen) => <button type="submit" class="primary" disabled={action.busy() || seen().blocked || seen().denied === true}>{t("union-propose")}</button>}</Show></p>
          <Show when={look()}>{(seen) => (
            <div class="notice">
              <LookTable look={seen()} onUnpair={(gone) => change((pairs() ?? []).filter((one) => one.ours !== gone.ours))} />
              <Show when={(seen().our_places?.length ?? 0) > 0 && (seen().their_places?.length ?? 0) > 0}>
                <p class="row">
                  <label><span>{t("union-ours")}</span><select value={first()} onChange={(e) => setFirst(e.currentTarget.value)}><For each={seen().our_places}>{(one) => <option value={one.id}>{one.name}</option>}</For></select></label>
                  <label><span>{t("union-theirs")}</span><select value={second()} onChange={(e) => setSecond(e.currentTarget.value)}><For each={seen().their_places}>{(one) => <option value={one.id}>{one.name}</option>}</For></select></label>
                  <button type="button" disabled={action.busy()} onClick={pair}>{t("union-pair")}</button>
                </p>
              </Show>
            </div>
          )}</Show>
          <action.Said />
        </form>
      </details>
    </Show>
  );
}

/** What was proposed for this crisis, what waits for an answer here, what is one already. */
export function Unions(props: { crisis: string; onChange: () => void }): JSX.Element {
  const [found, { refetch }] = createResource(() => call<{ unions: Known[]; waiting: Waiting[] }>(at(props.crisis, "unions")));
  const timer = setInterval(() => void refetch(), AGAIN_MS);
  onCleanup(() => clearInterval(timer));
  const action = useAction();
  const done = async (said: string): Promise<string> => {
    await refetch();
    props.onChange();
    return said;
  };
  const answer = (one: Waiting, accept: boolean): void => void action.run(async () => {
    await call(at(props.crisis, "unions/answer"), { json: { party: one.party, theirs: one.theirs, purpose: PURPOSE, accept } });
    return done(t(accept ? "union-accepted" : "union-refused", { name: one.name }));
  });
  const end = (one: Known): void => {
    if (!confirm(t("union-end-ask", { name: one.name, party: partyName(one.party) }))) return;
    void action.run(async () => {
      await call(at(props.crisis, "unions/end"), { json: { party: one.party, theirs: one.theirs, purpose: PURPOSE } });
      return done(t("union-ended"));
    });
  };
  const live = (one: Known): boolean => one.state === "proposed" || one.state === "in-force";
  return (
    <Show when={(found.latest?.waiting.length ?? 0) + (found.latest?.unions.length ?? 0) > 0}>
      <section aria-labelledby="union-title"><h2 id="union-title">{t("union-title")}</h2>
        <For each={found.latest?.waiting}>{(one) => (
          <div class="notice" data-union="waiting">
            <p>{t("union-waits", { party: partyName(one.party), name: one.name, time: utc(one.proposed_ms / 1000) })}</p>
            <Show when={one.look} fallback={<p class="hint">{t("evacuation-no-transport")}</p>}>{(look) => <LookTable look={look()} />}</Show>
            <p class="hint">{t("union-stays")}</p>
            <Show when={may("consular")}><p class="row"><button type="button" class="primary" disabled={action.busy() || one.look?.blocked !== false || !one.look.frame} onClick={() => answer(one, true)}>{t("union-accept")}</button> <button type="button" disabled={action.busy()} onClick={() => answer(one, false)}>{t("union-refuse")}</button></p></Show>
          </div>
        )}</For>
        <For each={found.latest?.unions}>{(one) => (
          <details data-union={one.state} open={one.state === "proposed"}><summary>{t("union-line", { party: partyName(one.party), name: one.name, state: word("union-state", one.state) })}</summary>
            <p>{t(one.lead ? "union-we-lead" : "union-they-lead", { party: partyName(one.party) })} {t(one.buses === "together" ? "union-buses-together" : "union-buses-same")} <span class="raw">{utc(one.changed_ms / 1000)} {one.by}</span></p>
            <Show when={live(one) && one.look}>{(look) => <LookTable look={look()} />}</Show>
            <Show when={may("consular") && live(one)}><p><button type="button" disabled={action.busy()} onClick={() => end(one)}>{t(one.state === "proposed" ? "union-withdraw" : "union-end")}</button></p></Show>
          </details>
        )}</For>
        <action.Said />
      </section>
    </Show>
  );
}

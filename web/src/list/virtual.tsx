// A long list of which only the rows in view exist. One tab stop; arrows, page keys, Home and End walk it; Enter opens.
// The rows tell their place and the list's length, so a screen reader hears "12 of 100,000".
import { For, type JSX, createEffect, createMemo, createSignal, on, onCleanup, onMount } from "solid-js";

interface Props<T> {
  label: string;
  total: number;
  rowHeight: number;
  /** Row at an index, or undefined while it is being fetched. */
  row: (index: number) => T | undefined;
  keyOf: (item: T) => string;
  chosen: string | undefined;
  onNeed?: (from: number, to: number) => void;
  onOpen: (item: T, index: number) => void;
  onEscape?: () => void;
  render: (item: T, index: () => number) => JSX.Element;
  empty: JSX.Element;
  /** Told how to move the cursor from outside: the n and p keys. */
  onHandle?: (handle: { move: (by: number) => void; focus: () => void }) => void;
}

const SPARE_ROWS = 6;
let serial = 0;

export function VirtualList<T>(props: Props<T>): JSX.Element {
  let box!: HTMLDivElement;
  const name = `list-${++serial}`;
  const [top, setTop] = createSignal(0);
  const [height, setHeight] = createSignal(600);
  const [cursor, setCursor] = createSignal(0);

  const from = createMemo(() => Math.max(0, Math.floor(top() / props.rowHeight) - SPARE_ROWS));
  const to = createMemo(() => Math.min(props.total, Math.ceil((top() + height()) / props.rowHeight) + SPARE_ROWS));
  const indices = createMemo(() => Array.from({ length: Math.max(0, to() - from()) }, (_, i) => from() + i));

  createEffect(() => props.onNeed?.(from(), to()));
  createEffect(() => {
    if (cursor() >= props.total && props.total > 0) setCursor(props.total - 1);
  });
  createEffect(on(() => props.chosen, (key) => {
    if (key === undefined) return;
    for (const i of indices()) {
      const item = props.row(i);
      if (item && props.keyOf(item) === key) setCursor(i);
    }
  }));

  onMount(() => {
    const watch = new ResizeObserver(() => setHeight(box.clientHeight));
    watch.observe(box);
    onCleanup(() => watch.disconnect());
    props.onHandle?.({
      move: (by) => {
        walk(cursor() + by);
        open();
      },
      focus: () => box.focus(),
    });
  });

  const walk = (index: number): void => {
    const next = Math.max(0, Math.min(props.total - 1, index));
    setCursor(next);
    const y = next * props.rowHeight;
    if (y < box.scrollTop) box.scrollTop = y;
    else if (y + props.rowHeight > box.scrollTop + box.clientHeight) box.scrollTop = y + props.rowHeight - box.clientHeight;
  };
  const open = (): void => {
    const item = props.row(cursor());
    if (item) props.onOpen(item, cursor());
  };
  const keys = (event: KeyboardEvent): void => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(height() / props.rowHeight) - 1);
    const moves: Record<string, number> = {
      ArrowDown: cursor() + 1, ArrowUp: cursor() - 1, PageDown: cursor() + page, PageUp: cursor() - page, Home: 0, End: props.total - 1,
    };
    const next = moves[event.key];
    if (next !== undefined) walk(next);
    else if (event.key === "Enter" || event.key === " ") open();
    else if (event.key === "Escape" && props.onEscape) props.onEscape();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div class="virtual" ref={box} role="listbox" tabindex="0" aria-label={props.label}
      aria-activedescendant={props.total > 0 ? `${name}-${cursor()}` : undefined}
      onScroll={() => setTop(box.scrollTop)} onKeyDown={keys}>
      <div class="virtual-space" role="presentation" style={{ height: `${props.total * props.rowHeight}px` }}>
        <For each={indices()}>{(index) => {
          const item = createMemo(() => props.row(index));
          return (
            <div id={`${name}-${index}`} role="option" class="virtual-row" aria-setsize={props.total} aria-posinset={index + 1}
              aria-selected={item() !== undefined && props.keyOf(item() as T) === props.chosen}
              classList={{ cursor: index === cursor(), chosen: item() !== undefined && props.keyOf(item() as T) === props.chosen }}
              style={{ transform: `translateY(${index * props.rowHeight}px)`, height: `${props.rowHeight}px` }}
              onClick={() => {
                setCursor(index);
                open();
              }}>
              {item() !== undefined ? props.render(item() as T, () => index) : "…"}
            </div>
          );
        }}</For>
      </div>
      {props.total === 0 ? <div class="virtual-empty" role="option" aria-selected="false" aria-disabled="true">{props.empty}</div> : null}
    </div>
  );
}

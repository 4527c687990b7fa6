// Whether a stream still lives. A cable that is pulled closes nothing and says nothing: only silence tells, and a calm sea is
// silent too. So the node beats every 15 seconds, and of a node known to beat, three beats missed are a dead link.

/** Silence after which the link is dead, ms. */
export const SILENCE_MS = 45_000;

/** Calls `act` after a time; gives how to call it off. */
export type Wait = (act: () => void, ms: number) => () => void;

const wait: Wait = (act, ms) => {
  const timer = setTimeout(act, ms);
  return () => clearTimeout(timer);
};

export class Vigil {
  private beats = false;
  private callOff: (() => void) | undefined;

  constructor(private readonly lost: () => void, private readonly after: Wait = wait) {}

  /** Something came, or a link was opened anew. */
  heard(): void {
    this.end();
    if (this.beats) this.callOff = this.after(this.lost, SILENCE_MS);
  }

  /** A beat came: from now on silence means something. */
  beat(): void {
    this.beats = true;
    this.heard();
  }

  /** Nobody listens any more. */
  end(): void {
    this.callOff?.();
    this.callOff = undefined;
  }
}

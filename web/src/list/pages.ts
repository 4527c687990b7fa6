// Which pages of a long list are held, and of which state of the list they are. A page of an older state is shown until it is
// fetched again; when it comes into view, it is.

export class Pages {
  private state = 0;
  private readonly held = new Map<number, number>();

  constructor(private readonly size: number) {}

  /** The state that is asked for now. */
  get now(): number {
    return this.state;
  }

  /** The list changed: all that is held is of an older state. */
  outdate(): void {
    this.state += 1;
  }

  /** The page at an offset came, asked for in that state. */
  took(offset: number, state: number): void {
    this.held.set(offset, state);
  }

  /** Offsets of the pages of a window, its end left out; never none. */
  window(from: number, to: number): number[] {
    const first = Math.floor(from / this.size) * this.size;
    const offsets = [first];
    for (let offset = first + this.size; offset < to; offset += this.size) offsets.push(offset);
    return offsets;
  }

  /** Whether some page of a window is not held as the list is now. */
  isStale(from: number, to: number): boolean {
    return this.window(from, to).some((offset) => this.held.get(offset) !== this.state);
  }
}

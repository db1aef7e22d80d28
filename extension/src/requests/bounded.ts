// What pages send is kept for a while at several places: so many of it, and so many bytes, whatever they send.

/** A map that forgets what was added first when there is too much. */
export class Bounded<Key, Value> {
  private readonly kept = new Map<Key, { value: Value; bytes: number }>();
  private held = 0;

  /**
   * @param most how many entries, and how many bytes of them, are kept
   * @param sizeOf how many bytes an entry has at the time when it is added
   * @param dropped is called with what had to go before its time
   */
  constructor(
    private readonly most: { count: number; bytes: number },
    private readonly sizeOf: (value: Value) => number,
    private readonly dropped: (value: Value) => void = () => {},
  ) {}

  /** How many entries there are. */
  get size(): number {
    return this.kept.size;
  }

  /** How many bytes they had when they were added. */
  get bytes(): number {
    return this.held;
  }

  get(key: Key): Value | undefined {
    return this.kept.get(key)?.value;
  }

  /** Add an entry, or replace the one of this name, which then counts as new. */
  add(key: Key, value: Value): void {
    this.delete(key);
    const bytes = this.sizeOf(value);
    this.kept.set(key, { value, bytes });
    this.held += bytes;
    for (const [oldest, { value: gone }] of this.kept) {
      if (this.size <= this.most.count && this.held <= this.most.bytes) break;
      this.delete(oldest);
      this.dropped(gone);
    }
  }

  /** Forget an entry; returns whether it was there. */
  delete(key: Key): boolean {
    this.held -= this.kept.get(key)?.bytes ?? 0;
    return this.kept.delete(key);
  }

  /** The entries, those added first first; entries may be added and deleted meanwhile. */
  *[Symbol.iterator](): Generator<Value> {
    for (const { value } of this.kept.values()) yield value;
  }
}

/** The beginning of a packet whose rest is still to come. Growing costs as much as the bytes that come, however small the messages are. */
export class Hold {
  private room = new Uint8Array(0);
  private length = 0;

  get isEmpty(): boolean {
    return this.length === 0;
  }

  /** Bytes that are held. */
  get bytes(): Uint8Array {
    return this.room.subarray(0, this.length);
  }

  push(bytes: Uint8Array): void {
    const needed = this.length + bytes.length;
    if (needed > this.room.length) {
      const grown = new Uint8Array(Math.max(needed, 2 * this.room.length));
      grown.set(this.bytes);
      this.room = grown;
    }
    this.room.set(bytes, this.length);
    this.length = needed;
  }

  /** Lets go of what is held; the memory is the caller's from now on. */
  take(): Uint8Array {
    const { bytes } = this;
    this.room = new Uint8Array(0);
    this.length = 0;
    return bytes;
  }
}

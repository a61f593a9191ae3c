/** The part of the WebAssembly JavaScript interface that the kernel uses; Node's types leave it to the DOM's. */
declare namespace WebAssembly {
  interface Module {
    readonly [Symbol.toStringTag]: string;
  }
  interface Memory {
    readonly buffer: ArrayBuffer;
    /** Adds pages of 65,536 bytes; the buffer becomes another. */
    grow(pages: number): number;
  }
  interface Instance {
    readonly exports: Readonly<Record<string, unknown>>;
  }
  var Module: { new (bytes: Uint8Array): Module };
  var Instance: { new (module: Module): Instance };
}

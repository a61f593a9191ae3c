/** Modules of WebAssembly that stand in the code. */

/** A module, compiled when somebody first asks for it. */
export function moduleOf(base64: string): () => WebAssembly.Module {
  let compiled: WebAssembly.Module | undefined;
  return () => (compiled ??= new WebAssembly.Module(Buffer.from(base64, 'base64')));
}

/** What a signature covers, as far as a proxy must know: it may not change that (AWS Signature Version 4, RFC 9421). */
import type { Head } from './headers.js';

/** Whether the host that was asked for is signed. */
export const coversHost = ({ isSigned, signature }: Head): boolean =>
  isSigned && /SignedHeaders=[^,\s]*\bhost\b|"(?:host|@authority|@target-uri)"/i.test(signature);

/** Whether the codings that the sender takes are signed. */
export const coversCodings = ({ isSigned, signature }: Head): boolean => isSigned && /\baccept-encoding\b/i.test(signature);

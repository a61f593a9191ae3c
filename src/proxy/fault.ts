/** What an exchange is ended by when something was thrown where nothing may be. */
import type { ErrorCode } from '../base/errors.js';

/** Node refuses to write heads that the upstream should not have sent; everything else that throws is our own fault. */
export function faultOf(error: unknown): ErrorCode {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  return code === 'ERR_INVALID_CHAR' || code === 'ERR_HTTP_INVALID_STATUS_CODE' ? 'SLUICE_UPSTREAM_FAILED' : 'SLUICE_ENGINE_FAILED';
}

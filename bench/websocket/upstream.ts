/** The backend of the WebSocket bench as a process of its own. Prints its address. */
import { startEcho } from './echo.js';

process.stdout.write(`upstream ${await startEcho()}\n`);
process.once('SIGTERM', () => process.exit(0));

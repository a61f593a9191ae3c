/** The load generator's process: one load at a time, for as long as its parent lives. */
import { Load, type LoadTask } from './run.js';

process.on('message', (task: LoadTask) => {
  new Load(task).run().then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ failed: String(error) }),
  );
});
process.once('disconnect', () => process.exit(0));

/**
 * The runner process: runs OpenFn jobs for its parent.
 *
 *     node <flags of flags.json> main.mjs '<boot>'
 *
 * where boot is `{token, dialect: "v1"|"v2", http_mode: "live"|"test", adaptors: [{name, version,
 * path}], engine?}` as JSON; `engine` is the name and version the log begins with. Everything slow
 * happens before `ready`: a spare process then needs a few milliseconds from `run` to the job's
 * first operation.
 */
import { Adaptors, repairExtensions } from './adaptors.mjs';
import { keepLongStacks } from './errors.mjs';
import { RunnerProcess } from './process.mjs';

const boot = JSON.parse(process.argv[2] ?? '{}');
keepLongStacks();
const runner = new RunnerProcess(boot);
runner.seal();
repairExtensions();
try {
  const adaptors = await Adaptors.load(boot.adaptors ?? [], boot.dialect);
  await runner.open(adaptors);
} catch (error) {
  runner.refuseToStart(error);
}

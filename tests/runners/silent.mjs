// Never says anything, not even that it is ready.
import { onCommand } from './speak.mjs';

onCommand(() => {});

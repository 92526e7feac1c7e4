// Speaks a version of the protocol that this program does not know.
import { onCommand, ready } from './speak.mjs';

onCommand(() => {});
ready(99);

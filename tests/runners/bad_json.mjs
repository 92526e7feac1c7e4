// Sends a marked line that is not JSON and holds the configuration's secret.
import { mark, onCommand, raw, ready } from './speak.mjs';

onCommand((command) => {
  raw(`${mark}{type: 'log', password: ${command.configuration?.password}}\n`);
  setInterval(() => {}, 1000);
});
ready();

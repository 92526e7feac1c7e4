// What an open process does: the watchers must see it.

import { once } from 'node:events';
import net from 'node:net';

export const cases = {
  leak: async () => {
    const [error] = await once(net.connect(1, '127.0.0.1'), 'error');
    throw error;
  },
};

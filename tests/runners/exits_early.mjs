// Ends before it is ready and says why on its standard error only.
import fs from 'node:fs';

fs.writeSync(2, 'Error: Cannot find what is needed\n');
process.exit(7);

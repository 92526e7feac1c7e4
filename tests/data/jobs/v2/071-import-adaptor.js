import { fn, dataValue as dv } from '@openfn/language-common';
fn(s => ({ ...s, a: dv('name')(s) }));

import { fn } from '@openfn/language-common';
fn(state => state);

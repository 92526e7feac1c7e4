import * as common from '@openfn/language-common';
common.fn(s => ({ ...s, a: 1 }));

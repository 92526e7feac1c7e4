'use strict';
fn(s => ({ ...s, a: 1 }));

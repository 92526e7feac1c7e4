'use strict';
fn(state => { undeclared = 1; return { ...state, a: undeclared }; });

fn(state => state);
fnIf(true, alterState(s => s));

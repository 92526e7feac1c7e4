fn(state => { const $ = { a: 7 }; return { ...state, a: $.a }; });

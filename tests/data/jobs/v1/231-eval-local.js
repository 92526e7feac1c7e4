fn(state => { const q = 4; return { ...state, a: eval('q * 2') }; });

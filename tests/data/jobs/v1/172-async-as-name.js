fn(state => { const async = x => x; const await = 2; return { ...state, a: async(await) }; });

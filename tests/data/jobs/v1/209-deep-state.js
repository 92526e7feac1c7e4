fn(state => { let o = {}; for (let i = 0; i < 200; i++) o = { o }; return { ...state, o }; });

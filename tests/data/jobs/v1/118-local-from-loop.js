fn(state => { let a = 0; for (const f of [() => 1]) a += f(); return { ...state, a }; });

fn(async state => { const a = await Promise.resolve(3); return { ...state, a }; });

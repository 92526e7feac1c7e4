fn(async state => { const a = []; for await (const x of [Promise.resolve(1), 2]) a.push(x); return { ...state, a }; });

fn(s => ({ ...s, b: [...(s.b || []), 2] }));
export default [fn(s => ({ ...s, b: [1] }))];

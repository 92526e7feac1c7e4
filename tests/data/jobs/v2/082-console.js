fn(s => { console.log('x', s.data.n); console.warn('y'); return { ...s, a: 1 }; });

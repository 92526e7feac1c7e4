fn(async state => { await import('fs'); return state; });

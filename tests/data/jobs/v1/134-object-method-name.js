fn(state => { const o = { m() { return 1; }, n() { return m(); } }; return o.n(); });

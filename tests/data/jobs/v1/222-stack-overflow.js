fn(state => { const f = () => f(); return f(); });

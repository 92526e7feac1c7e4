const C = class extends fn(s => ({ ...s, a: [...(s.a || []), 1] })) { m() { fn(s => ({ ...s, a: [...(s.a || []), 2] })); } };

const put = (key, value) => s => ({ ...s, [key]: value(s) });
const both = (...ops) => s => ops.reduce((t, o) => o(t), s);
both(put('a', $.data.n), put('b', $.a));

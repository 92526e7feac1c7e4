const put = f => s => ({ ...s, got: f(s) });
put({ n: $.data.n, deep: { name: $.data.name } });

const put = (key, value) => s => ({ ...s, [key]: value(s) });
put('a', $.data.n + 1);
put('b', `${$.data.name}!`);

fn(s => ({ ...s, a: eval('1') }));

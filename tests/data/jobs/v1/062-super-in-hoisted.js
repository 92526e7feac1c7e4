const o = { m() { super.x(); } };

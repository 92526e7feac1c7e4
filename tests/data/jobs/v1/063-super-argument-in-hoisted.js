const o = { m() { fn(() => super.x); } };

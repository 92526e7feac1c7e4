fn(state => { try {} catch (f) { var f = 1; } return f(); });

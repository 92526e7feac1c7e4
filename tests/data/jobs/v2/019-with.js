with ({}) { fn(s => s); }

class A { #x = 1; }
fn(s => s);

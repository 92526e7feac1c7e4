const a = 1;
let b = 2;
var c = 3;

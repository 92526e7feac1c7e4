(function () { return s => ({ ...s, a: 1 }); })();

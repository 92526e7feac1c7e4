fn(function () { return arguments.item(0); });

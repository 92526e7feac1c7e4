(() => undefined)();

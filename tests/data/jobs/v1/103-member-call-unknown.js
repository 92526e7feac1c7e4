unknown.call();

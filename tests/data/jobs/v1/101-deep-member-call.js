unknown.deeper.call();

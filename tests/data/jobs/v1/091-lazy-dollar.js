fn($.data);

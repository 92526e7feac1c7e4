const x = $.data.n;

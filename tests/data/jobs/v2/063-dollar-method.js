fn($.data.items.join(','));

fn($.join(','));

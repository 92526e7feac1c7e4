dataValue('name');
parseInt('5', 10);

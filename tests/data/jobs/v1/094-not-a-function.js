dataValue('name');

const later = () => fn(s => ({ ...s, a: 1 }));

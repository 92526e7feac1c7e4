export const a = 1;
fn(s => ({ ...s, a }));

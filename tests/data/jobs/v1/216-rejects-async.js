fn(async () => { await null; throw new Error('async'); });

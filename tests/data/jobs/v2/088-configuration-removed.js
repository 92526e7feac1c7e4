fn(s => ({ ...s, user: s.configuration.user.length }));

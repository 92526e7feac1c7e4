fn(état => { const größe = 1; return { ...état, größe }; });

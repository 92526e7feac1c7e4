fn(s => <a/>);

fn(function (s) { return { ...s, a: new.target === undefined }; });

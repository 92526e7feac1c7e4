each('$.data.groups[*]', each('$.data.list[*]', fn(s => ({ ...s, all: [...(s.all || []), s.data] }))));

"""The jobs that are measured: ES2019, so that both dialects and the peer take them. Pure."""

TRIVIAL = "fn(state => { state.data.n = 1; return state; });\n"

BLOCK = """// Clinics report each month; what they sent is kept beside what is asked for.
fn(state => {
  const visits = state.data.visits || [];
  const children = visits.filter(visit => visit.age < 5 && visit.weight !== null);
  const rows = children.map(child => ({
    id: child.id,
    name: `${child.first} ${child.last}`,
    month: parseInt(child.month, 10) || 0,
    isUnderweight: child.weight < 2.5,
  }));
  console.log('Children under five: ' + rows.length);
  return Object.assign({}, state, { rows });
});

each(
  dataPath('rows[*]'),
  fn(state => {
    const { id, name, month } = state.data;
    return { ...state, references: state.references.concat({ id, name, month }) };
  })
);

combine(
  fn(state => ({ ...state, clinic: dataValue('clinic.name')(state) })),
  fn(state => ({ ...state, total: state.references.length }))
);
"""


def of_size(size: int) -> str:
    """Return a believable job of about ``size`` bytes."""
    whole = BLOCK + "\n"
    return TRIVIAL if size < len(whole) else whole * max(1, round(size / len(whole)))


def logging(lines: int) -> str:
    """Return a job that logs so many lines."""
    return (
        "fn(state => {\n"
        f"  for (let i = 0; i < {lines}; i += 1) console.log('line ' + i + ' of the log');\n"
        "  return state;\n"
        "});\n"
    )


def changing(operations: int) -> str:
    """Return a job each of whose operations changes a few values of a big state."""
    operation = (
        "fn(state => {\n"
        "  const form = state.data.forms[{index} % state.data.forms.length];\n"
        "  form.count = {index};\n"
        "  form.notes = form.notes.concat('seen by operation {index}');\n"
        "  return state;\n"
        "});\n"
    )
    return "".join(operation.replace("{index}", str(index)) for index in range(operations))


def requesting(requests: int, operation: str) -> str:
    """Return a job that makes so many requests, one after the other, with one operation.

    The base URL is in the state, so that the job's text is the same whoever answers.
    """
    return f"{operation}(state => state.data.url, {requests});\n"
